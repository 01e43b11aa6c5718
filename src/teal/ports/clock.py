"""The port to time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Time comes in as a value; tests bring a clock of their own."""

    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    def sleep(self, duration: timedelta) -> None:
        """Wait between two looks at something."""
        ...
