"""The port to what reads two tables and compares them; the judging is in `planning.judge`."""

from __future__ import annotations

from typing import Protocol

from teal.model.validation import RoundRequest, TableRound


class Measuring(Protocol):
    """Reads outputs up to a frozen cut and measures one round, with bounded memory."""

    def measure(self, request: RoundRequest) -> TableRound:
        """One round of one table. Rounds of one scratch name build on each other."""
        ...

    def discard(self, scratch: str) -> None:
        """Forget what was kept under a scratch name; harmless where there is nothing."""
        ...
