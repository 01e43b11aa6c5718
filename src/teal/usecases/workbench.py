"""What a use case works with: the environment and the ports, each opened only when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the ports stand here as words only: a command loads those that it uses
    from collections.abc import Mapping
    from pathlib import Path

    from teal.model.deployment import Deployment
    from teal.model.diagnostics import Diagnostic
    from teal.model.environment import Environment
    from teal.model.run import Holder
    from teal.ports.cache import Cache
    from teal.ports.clock import Clock
    from teal.ports.engine import Engine
    from teal.ports.measuring import Measuring
    from teal.ports.planner import Planner
    from teal.ports.revisions import Revisions
    from teal.ports.store import Store
    from teal.ports.switching import SwitchPoint
    from teal.ports.topics import Topics


class Workbench(Protocol):
    """Handed in by `bootstrap`. Reading an attribute may open what it stands for."""

    @property
    def environment(self) -> Environment:
        """The environment's settings."""
        ...

    @property
    def folder(self) -> Path:
        """The folder of the configuration file: paths in messages are relative to it."""
        ...

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the configuration should not hold but may."""
        ...

    @property
    def deployment_id(self) -> str:
        """The UUID that a first deployment of this environment into this store gets."""
        ...

    @property
    def store(self) -> Store:
        """Teal's own memory."""
        ...

    def look_at(self, deployment: Deployment | None) -> None:
        """A part of the deployment is all that is looked at, or all of it again (None)."""
        ...

    @property
    def engine(self) -> Engine:
        """What runs jobs."""
        ...

    @property
    def planner(self) -> Planner:
        """The engine's own parser and planner. Raises NotSupported where it has none."""
        ...

    @property
    def topics(self) -> Topics:
        """Kafka."""
        ...

    @property
    def measuring(self) -> Measuring:
        """What reads and compares tables."""
        ...

    @property
    def revisions(self) -> Revisions:
        """Git, or a plain folder."""
        ...

    def as_of(self, revision: str | None) -> tuple[Workbench, str]:
        """The workbench by the configuration as it stands in a revision (as it is, where None);
        where it does not stand there, this one, with a sentence that says so."""
        ...

    @property
    def cache(self) -> Cache:
        """What is kept between commands to save time."""
        ...

    @property
    def switch_points(self) -> Mapping[str, SwitchPoint]:
        """Switch points beside the pointer, by name."""
        ...

    @property
    def clock(self) -> Clock:
        """Time."""
        ...

    @property
    def holder(self) -> Holder:
        """Who acts."""
        ...

    def mask(self, text: str) -> str:
        """The text without secrets."""
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...
