"""What stands in a revision: source files, the tables they define and the units they run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place
from teal.model.statements import Statement, TableDefinition


class SourceFile(Struct, frozen=True):
    """A file of a revision; `path` is relative to the project's folder, with forward slashes."""

    path: str
    text: str


class UnreadFile(Struct, frozen=True):
    """A file of a revision that is no text: what is wrong with it, and what may be guessed of it,
    so that nothing which may stand there is called missing."""

    finding: Diagnostic
    guess: str = ""


class Revision(Struct, frozen=True):
    """Where a source tree comes from. `commit` is "" outside git; `dirty` means not committed."""

    label: str
    commit: str
    dirty: bool = False

    def __str__(self) -> str:
        short = self.commit[:10] or "no commit"
        return f"{self.label} ({short}{', with uncommitted changes' if self.dirty else ''})"


class SourceTree(Struct, frozen=True):
    """All SQL files of one revision, ordered by path. `manifest` is dbt's, where the files are
    what dbt has compiled. `unread` are those that are no text: the project is not whole then."""

    revision: Revision
    files: tuple[SourceFile, ...]
    manifest: SourceFile | None = None
    unread: tuple[UnreadFile, ...] = ()


class UnitKind(Enum):
    """What a unit is made of."""

    INSERT = "insert"
    STATEMENT_SET = "statement set"
    VIEW = "view"


class TableSource(Struct, frozen=True):
    """A table as its author defined it, in logical names."""

    logical: str
    sql: str
    definition: TableDefinition
    statement: Statement
    place: Place


class Unit(Struct, frozen=True):
    """What is versioned and runs as one. Names are logical; `sql` is the author's text.

    A view has itself as its only target and no table definition.
    """

    name: str
    kind: UnitKind
    targets: tuple[str, ...]
    inputs: tuple[str, ...]
    sql: str
    statement: Statement
    place: Place
    stateful: bool

    @property
    def has_job(self) -> bool:
        """A view is text that readers replay; everything else runs."""
        return self.kind is not UnitKind.VIEW


class Project(Struct, frozen=True):
    """Units and tables of one revision; `tables` holds the definitions of targets and externals."""

    revision: Revision
    units: tuple[Unit, ...]
    tables: Mapping[str, TableSource]
    externals: frozenset[str]

    def unit(self, name: str) -> Unit | None:
        """The unit of that name."""
        return next((unit for unit in self.units if unit.name == name), None)
