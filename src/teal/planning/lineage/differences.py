"""What differs between two editions of a unit, in the words of its tables: columns, rows, keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Saying:
    """What a text says at a place (`file:line`)."""

    text: str
    where: str

    def __str__(self) -> str:
        return f"`{self.text}` ({self.where})" if self.where else f"`{self.text}`"


class ColumnFate(Enum):
    """What became of a column."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    RETYPED = "re-typed"
    MOVED = "moved"  # the columns stand in another order


@dataclass(frozen=True, slots=True)
class ColumnDifference:
    """One column of a table; `was` is its name before, where that differs."""

    table: str
    column: str
    fate: ColumnFate
    before: Saying | None = None
    after: Saying | None = None
    was: str = ""

    def __str__(self) -> str:
        match self.fate:
            case ColumnFate.RENAMED:
                return f"`{self.was}` is called `{self.column}` now{_at(self.after)}"
            case ColumnFate.ADDED:
                return f"`{self.column}` is new{_at(self.after)}"
            case ColumnFate.REMOVED:
                return f"`{self.column}` is gone"
        return f"`{self.column}`{_turned(self.before, self.after)}"


@dataclass(frozen=True, slots=True)
class RowsDifference:
    """A clause that decides the rows of a table."""

    table: str
    clause: str
    before: Saying | None = None
    after: Saying | None = None

    def __str__(self) -> str:
        return f"{self.clause}{_turned(self.before, self.after)}"


@dataclass(frozen=True, slots=True)
class KeyDifference:
    """The primary key, distribution, partitioning, watermark or changelog mode of a table."""

    table: str
    what: str
    before: Saying | None = None
    after: Saying | None = None

    def __str__(self) -> str:
        return f"the {self.what}{_turned(self.before, self.after)}"


@dataclass(frozen=True, slots=True)
class OptionDifference:
    """An option of a table; an alterable one can change in place, and no reader sees it."""

    table: str
    option: str
    before: Saying | None
    after: Saying | None
    is_alterable: bool

    def __str__(self) -> str:
        return f"the option '{self.option}'{_turned(self.before, self.after)}"


Difference = ColumnDifference | RowsDifference | KeyDifference | OptionDifference


@dataclass(frozen=True, slots=True)
class UnitDifference:
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


def _at(saying: Saying | None) -> str:
    return f" ({saying.where})" if saying is not None and saying.where else ""


def _turned(before: Saying | None, after: Saying | None) -> str:
    """`(file:line, was x, now y)`, with what there is of it."""
    where = after.where if after is not None else before.where if before is not None else ""
    said = [where] if where else []
    said += ["new"] if before is None else [f"was `{before.text}`"]
    said += ["now gone"] if after is None else [f"now `{after.text}`"]
    return f" ({', '.join(said)})"
