"""SQL statements as read from the project's files: kinds, names with their places, definitions."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

Parts = tuple[str, ...]
"""A name as written, split at its dots and without quotes: ("catalog", "database", "table")."""


class StatementKind(Enum):
    """What a statement does."""

    INSERT = "insert"
    STATEMENT_SET = "statement set"
    SELECT = "select"
    UPDATE = "update"
    DELETE = "delete"
    MERGE = "merge"
    TRUNCATE_TABLE = "truncate table"
    CREATE_TABLE = "create table"
    CTAS = "create table as"
    CREATE_VIEW = "create view"
    CREATE_MATERIALIZED_TABLE = "create materialized table"
    CREATE_FUNCTION = "create function"
    CREATE_CATALOG = "create catalog"
    CREATE_DATABASE = "create database"
    CREATE_MODEL = "create model"
    CREATE_CONNECTION = "create connection"
    CREATE_AGENT = "create agent"
    CREATE_TOOL = "create tool"
    ALTER_TABLE = "alter table"
    ALTER_VIEW = "alter view"
    ALTER_MATERIALIZED_TABLE = "alter materialized table"
    ALTER_FUNCTION = "alter function"
    ALTER_CATALOG = "alter catalog"
    ALTER_DATABASE = "alter database"
    ALTER_MODEL = "alter model"
    ALTER_CONNECTION = "alter connection"
    ALTER_AGENT = "alter agent"
    ALTER_TOOL = "alter tool"
    DROP_TABLE = "drop table"
    DROP_VIEW = "drop view"
    DROP_MATERIALIZED_TABLE = "drop materialized table"
    DROP_FUNCTION = "drop function"
    DROP_CATALOG = "drop catalog"
    DROP_DATABASE = "drop database"
    DROP_MODEL = "drop model"
    DROP_CONNECTION = "drop connection"
    DROP_AGENT = "drop agent"
    DROP_TOOL = "drop tool"
    SET = "set"
    RESET = "reset"
    USE = "use"
    SHOW = "show"
    DESCRIBE = "describe"
    EXPLAIN = "explain"
    ANALYZE_TABLE = "analyze table"
    CALL = "call"
    LOAD_MODULE = "load module"
    UNLOAD_MODULE = "unload module"
    ADD_JAR = "add jar"
    REMOVE_JAR = "remove jar"
    COMPILE_PLAN = "compile plan"
    EXECUTE_PLAN = "execute plan"
    STOP_JOB = "stop job"
    UNKNOWN = "unknown"


class NameRole(Enum):
    """What a name means where it stands."""

    TARGET = "target"  # rows go there
    INPUT = "input"  # rows come from there
    DEFINITION = "definition"  # the statement creates, alters or drops it
    LIKE = "like"  # a definition is copied from it
    CTE = "cte"  # a common table expression: no table
    MODEL = "model"
    FUNCTION = "function"  # user-defined; built-in ones are not listed
    HINT = "hint"  # a table named inside a hint
    QUALIFIER = "qualifier"  # the `orders` of a column `orders.id` whose reference has no alias


class NameSpan(NamedTuple):
    """A name at [start, end) of its statement's text, in characters.

    (A tuple, since millions of them are made and a dataclass takes three times as long.)

    `alias_at` is where an alias would go, for a reference that has none and may have one.
    `refers_to` is, for a QUALIFIER or HINT, the start of the reference that it speaks of.
    """

    start: int
    end: int
    parts: Parts
    role: NameRole
    alias_at: int | None = None
    refers_to: int | None = None


class Statement(Struct, frozen=True):
    """One statement, without its closing semicolon; `offset` and `line` are its place in `file`."""

    file: str
    offset: int
    line: int
    text: str
    kind: StatementKind
    names: tuple[NameSpan, ...] = ()
    stateful: bool = False
    column: int = 1

    @property
    def writes(self) -> tuple[Parts, ...]:
        """Tables (views, models) that the statement fills, creates, alters or drops."""
        return self._named(NameRole.TARGET, NameRole.DEFINITION)

    @property
    def reads(self) -> tuple[Parts, ...]:
        """Tables that rows come from, in the order of their first mention."""
        return self._named(NameRole.INPUT)

    @property
    def copies(self) -> tuple[Parts, ...]:
        """Tables whose definition is copied (CREATE TABLE … LIKE)."""
        return self._named(NameRole.LIKE)

    @property
    def models(self) -> tuple[Parts, ...]:
        """Models that the statement calls."""
        return self._named(NameRole.MODEL)

    @property
    def functions(self) -> tuple[Parts, ...]:
        """User-defined functions that the statement calls or defines."""
        return self._named(NameRole.FUNCTION)

    def _named(self, *roles: NameRole) -> tuple[Parts, ...]:
        return _distinct(name.parts for name in self.names if name.role in roles)


class ColumnKind(Enum):
    """Where a column's value comes from."""

    PHYSICAL = "physical"
    COMPUTED = "computed"
    METADATA = "metadata"


class Column(Struct, frozen=True):
    """A column of a definition.

    `expression` is the SQL of a computed column, or the metadata key of a metadata column whose
    key is not its name. A computed column has no written type: its `type` is empty.
    """

    name: str
    type: str
    not_null: bool = False
    kind: ColumnKind = ColumnKind.PHYSICAL
    expression: str | None = None
    virtual: bool = False
    comment: str | None = None

    def __hash__(self) -> int:
        return hash(self.name)  # few columns share it, and a text knows its hash


class Watermark(Struct, frozen=True):
    """`WATERMARK FOR column AS expression`."""

    column: str
    expression: str


class OptionSpan(Struct, frozen=True):
    """An option of a WITH clause; [start, end) is its value's literal in the text, quotes too."""

    key: str
    value: str
    start: int
    end: int


class TableDefinition(Struct, frozen=True):
    """What a CREATE TABLE says, in the author's order; names are unquoted."""

    parts: Parts
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    distributed_by: tuple[str, ...] = ()
    buckets: int | None = None
    watermark: Watermark | None = None
    options: tuple[tuple[str, str], ...] = ()
    like: Parts | None = None
    temporary: bool = False
    if_not_exists: bool = False
    comment: str | None = None
    partitioned_by: tuple[str, ...] = ()
    by_range: bool = False

    @property
    def distribution(self) -> str:
        """What decides the bucket of a row, in SQL; empty where the table leaves that to Flink."""
        names = f"({', '.join(self.distributed_by)})" if self.distributed_by else ""
        return f"RANGE{names}" if self.by_range else names


def _distinct(names: Iterable[Parts]) -> tuple[Parts, ...]:
    return tuple(dict.fromkeys(names))
