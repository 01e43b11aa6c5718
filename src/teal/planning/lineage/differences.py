"""What differs between two editions of a unit, in the words of its tables: columns, rows, keys."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from teal.planning.lineage.phrases import happened, in_brackets, shortened


class Saying(Struct, frozen=True):
    """What a text says at a place (`file:line`)."""

    text: str
    where: str

    def __str__(self) -> str:
        shown = shortened(self.text)
        return f"`{shown}` ({self.where})" if self.where else f"`{shown}`"


class ColumnFate(Enum):
    """What became of a column."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    RETYPED = "re-typed"
    MOVED = "moved"  # the columns stand in another order


class ColumnDifference(Struct, frozen=True):
    """One column of a table; `was` is its name before, where that differs."""

    table: str
    column: str
    fate: ColumnFate
    before: Saying | None = None
    after: Saying | None = None
    was: str = ""

    def sentence(self, unit: str) -> str:
        """What became of the column; its table is named where the unit has other ones."""
        where = _where(self.before, self.after)
        at = f" in {where}" if where else ""
        match self.fate:
            case ColumnFate.RENAMED:
                return f"`{self.was}`{_of(self.table, unit)} is called `{self.column}` now{at}"
            case ColumnFate.MOVED:
                return f"the columns{_of(self.table, unit)} stand in another order{at}"
            case ColumnFate.RETYPED:
                was, now = _text(self.before), _text(self.after)
                name = f"`{self.column}`{_of(self.table, unit)}"
                return f"{name} has another type{at}: was `{was}`, now `{now}`"
        return f"`{self.column}`{_of(self.table, unit)} {_happened(self.before, self.after)}"

    def brackets(self, name: str) -> str:
        """The same in short, behind one of its names."""
        if self.fate is ColumnFate.RENAMED:
            other = f"`{self.column}` now" if name == self.was else f"`{self.was}` before"
            return ", ".join((*filter(None, (_where(self.before, self.after),)), other))
        where = _where(self.before, self.after)
        return in_brackets(_text(self.before), _text(self.after), where)


class RowsDifference(Struct, frozen=True):
    """A clause that decides the rows of a table."""

    table: str
    clause: str
    before: Saying | None = None
    after: Saying | None = None

    def sentence(self, unit: str) -> str:
        """What became of it; its table is named where the unit has other ones."""
        return f"{self.clause}{_of(self.table, unit)} {_happened(self.before, self.after)}"


class KeyDifference(Struct, frozen=True):
    """The primary key, distribution, partitioning, watermark or changelog mode of a table."""

    table: str
    what: str
    before: Saying | None = None
    after: Saying | None = None

    def sentence(self, unit: str) -> str:
        """What became of it; its table is named where the unit has other ones."""
        return f"the {self.what}{_of(self.table, unit)} {_happened(self.before, self.after)}"


class OptionDifference(Struct, frozen=True):
    """An option of a table; an alterable one can change in place, and no reader sees it."""

    table: str
    option: str
    before: Saying | None
    after: Saying | None
    is_alterable: bool

    def sentence(self, unit: str) -> str:
        """What became of it; its table is named where the unit has other ones."""
        what = f"the option '{self.option}'{_of(self.table, unit)}"
        return f"{what} {_happened(self.before, self.after)}"


Difference = ColumnDifference | RowsDifference | KeyDifference | OptionDifference


class UnitDifference(Struct, frozen=True):
    """All that differs in one unit.

    `inputs` are differences of the externals that it reads. `unread` says why one of the two
    editions has no shape: then everything counts as changed. Empty, it is cosmetic.
    """

    unit: str
    is_new: bool = False
    is_removed: bool = False
    columns: tuple[ColumnDifference, ...] = ()
    rows: tuple[RowsDifference, ...] = ()
    keys: tuple[KeyDifference, ...] = ()
    options: tuple[OptionDifference, ...] = ()
    inputs: tuple[Difference, ...] = ()
    unread: Saying | None = None

    @property
    def is_cosmetic(self) -> bool:
        """Whether the two editions mean the same."""
        return self.needs_nothing and not self.options

    @property
    def needs_nothing(self) -> bool:
        """Whether the unit itself can run on; options may have to be altered, and an external's
        columns may still touch it."""
        return not (
            self.is_new
            or self.is_removed
            or self.columns
            or self.rows
            or self.keys
            or self.unread
            or any(not option.is_alterable for option in self.options)
        )


def _of(table: str, unit: str) -> str:
    return "" if table == unit else f" of {table}"


def _text(saying: Saying | None) -> str | None:
    return None if saying is None else saying.text


def _where(before: Saying | None, after: Saying | None) -> str:
    found = after if after is not None else before
    return "" if found is None else found.where


def _happened(before: Saying | None, after: Saying | None) -> str:
    return happened(_text(before), _text(after), _where(before, after))
