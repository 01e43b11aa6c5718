"""Why a unit is touched: a chain of causes, from the change to the one who reads it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

_SHOWN = 4


class Cause(Struct, frozen=True):
    """A column of a table (None: its rows) is not what it was.

    Without `by` it begins here, and `said` is what the unit says about itself, with file and line;
    with it, `said` is how the unit reads what `by` speaks of. `root` is where it all began.
    `brackets` is `said` in short.
    """

    unit: str
    table: str
    column: str | None
    said: str
    by: Cause | None = None
    root: Cause | None = None
    brackets: str = ""

    @property
    def subject(self) -> str:
        """What changed, for a sentence."""
        what = "the rows" if self.column is None else f"`{self.column}`"
        why = f" ({self.brackets or self.said})" if self.by is None else ""
        return f"{what} of {self.table}{why}"

    @property
    def verb(self) -> str:
        """What goes with the subject."""
        return "are" if self.column is None else "is"


def caused(unit: str, table: str, column: str | None, said: str, by: Cause) -> Cause:
    """A cause behind another one."""
    return Cause(unit, table, column, said, by, by.root or by)


def sentences(cause: Cause) -> tuple[str, ...]:
    """The chain, nearest first, cut when it is long."""
    return tuple(_sentences(cause))


def _sentences(cause: Cause) -> Iterator[str]:
    if cause.by is None:
        yield cause.said
        return
    each = cause
    shown = 0
    while each.by is not None:
        if shown == _SHOWN:
            assert cause.root is not None
            yield f"… and so on, up to {cause.root.subject}"
            return
        yield f"{each.by.subject} {each.by.verb} {each.said}"
        each = each.by
        shown += 1
