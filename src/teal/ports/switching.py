"""The port to switch points other than the pointer: what tells programs which version serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct


class ServedTable(Struct, frozen=True):
    """One table as readers need it. A view has no topic."""

    version: int
    physical: str
    topic: str | None


class Serving(Struct, frozen=True):
    """What readers are told, always whole: each table's physical name, with the pointer's serial.

    `tables` maps a logical name to its version number, physical name and topic."""

    deployment: str
    serial: int
    tables: Mapping[str, ServedTable]


class SwitchPoint(Protocol):
    """Something that readers look at. Publishing the same map twice is harmless."""

    @property
    def name(self) -> str:
        """What plans and messages call it."""
        ...

    @property
    def is_atomic(self) -> bool:
        """Whether readers can never see a mixture."""
        ...

    def publish(self, serving: Serving) -> None:
        """Show this map. An older serial than the one shown is refused with Refused."""
        ...

    def current(self) -> Serving | None:
        """What is shown now."""
        ...

    def told(self) -> Serving | None:
        """What is shown now, whichever deployment it is of."""
        ...

    def withdraw(self) -> None:
        """Remove the switch point and all it made."""
        ...
