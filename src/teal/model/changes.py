"""What a revision changes against what is deployed, and what Teal does about it."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

UNTOUCHED = "nothing that it says or reads changed"
"""Why most units run on."""

LEFT = "left as it is by request"
"""How the reason begins why a unit that would move runs on."""


class ChangeKind(Enum):
    """The meaning of a change. `COSMETIC` is a change of text without a change of meaning;
    `BEHIND` is none of text at all: the unit reads a version that serves no more."""

    NONE = "none"
    COSMETIC = "cosmetic"
    OPTIONS = "options"
    COLUMNS = "columns"
    QUERY = "query"
    KEY = "key"
    INPUT = "input"
    BEHIND = "behind"
    FUNCTIONS = "functions"
    VERSION = "version"
    NEW = "new"
    REMOVED = "removed"


class ColumnChange(Struct, frozen=True):
    """One column of a definition: `before` or `after` is None where it is absent."""

    column: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        match self.before, self.after:
            case None, after:
                return f"column {self.column} added ({after})"
            case before, None:
                return f"column {self.column} removed (was {before})"
            case before, after:
                return f"column {self.column} is {after}, was {before}"
        raise AssertionError("unreachable")


class UnitChange(Struct, frozen=True):
    """What changed in one unit. `files` are the places where its text now stands."""

    unit: str
    kinds: tuple[ChangeKind, ...]
    columns: tuple[ColumnChange, ...] = ()
    details: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def is_meaningful(self) -> bool:
        """Whether a new version is needed."""
        return any(kind not in _MEANINGLESS for kind in self.kinds)

    @property
    def is_behind(self) -> bool:
        """Whether nothing changed but that it reads an older version."""
        return self.kinds == (ChangeKind.BEHIND,)


_MEANINGLESS = frozenset({ChangeKind.NONE, ChangeKind.COSMETIC})


class Action(Enum):
    """What a plan does with a unit."""

    KEEP = "keep"
    ALTER = "alter"
    CARRY_OVER = "carry over"
    REBUILD = "rebuild"
    CREATE = "create"
    REMOVE = "remove"


class UnitAction(Struct, frozen=True):
    """The action for one unit with the chain of reasons that forced it, nearest first."""

    unit: str
    action: Action
    reasons: tuple[str, ...]

    @property
    def is_left(self) -> bool:
        """Whether it only stays because that was asked for."""
        return self.action is Action.KEEP and any(each.startswith(LEFT) for each in self.reasons)
