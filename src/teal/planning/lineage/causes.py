"""Why a unit is touched: a chain of causes, from the change to the one who reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """A column of a table (None: its rows) is not what it was.

    `said` is how its own unit says so, with file and line; of a reader it is the expression or
    clause that reads what `by` speaks of.
    """

    unit: str
    table: str
    column: str | None
    said: str
    by: Cause | None = None

    @property
    def subject(self) -> str:
        """What changed, for a sentence."""
        if self.by is not None:
            what = "the rows" if self.column is None else f"`{self.column}`"
            return f"{what} of {self.table}"
        return self.said

    @property
    def root(self) -> Cause:
        """Where it all began."""
        found = self
        while found.by is not None:
            found = found.by
        return found


def sentences(cause: Cause) -> tuple[str, ...]:
    """The chain, nearest first, cut in the middle when it is long."""
    return tuple(_sentences(cause))


def _sentences(cause: Cause) -> Iterator[str]:
    shown = 0
    each = cause
    while each.by is not None:
        if shown == _SHOWN:
            yield f"… and so on, up to {each.root.subject}"
            return
        yield f"{each.by.subject} {each.said}"
        each = each.by
        shown += 1
    if not shown:
        yield each.said
