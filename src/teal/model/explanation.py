"""All that Teal can say of one table."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from msgspec import Struct

from teal.model.changes import UnitAction, UnitChange
from teal.model.names import Version


class TableKind(Enum):
    """What a name stands for."""

    TABLE = "table"
    VIEW = "view"
    EXTERNAL = "external"


class VersionStanding(Struct, frozen=True):
    """A version that lives: its state, since when and from where, its topic and jobs. `kept_for`
    are units that still read it."""

    version: Version
    state: str
    since: datetime | None
    release: str
    commit: str
    topic: str | None
    owns_topic: bool
    jobs: tuple[str, ...]
    kept_for: tuple[str, ...]


class Writer(Struct, frozen=True):
    """A unit of the project that writes the table, and where it stands."""

    unit: str
    place: str
    reads: tuple[str, ...]
    is_stateful: bool


class ColumnUse(Struct, frozen=True):
    """What a reader uses a column for: for one of its own columns (`into`), or by a `clause` for
    its rows. `text` is what it says at `place`."""

    column: str
    into: str
    clause: str
    text: str
    place: str


class Reader(Struct, frozen=True):
    """Who reads the table: a unit of the project, with the version that it reads now, if any.

    `through` are the views on the way, from the table on; `uses` the columns that it takes from
    there. Where `every` is not empty all columns count, for the reason that it gives."""

    unit: str
    place: str
    reads: str
    through: tuple[str, ...] = ()
    uses: tuple[ColumnUse, ...] = ()
    every: str = ""


class OutsideReader(Struct, frozen=True):
    """A declared consumer, or a consumer group that Kafka shows; `who` says what is known of it."""

    name: str
    who: str
    members: int | None = None
    lag: int | None = None


class Explanation(Struct, frozen=True):
    """See the module. `defined` is the place of the definition, "" where no file has it any more.
    `actions` is what the present plan does with the units that write the table, each with its chain
    of reasons. `columns` are those of the table, `unused` those among them that no unit reads
    (None where some reader may read any). `unknown` says what could not be asked."""

    table: str
    kind: TableKind
    defined: str
    topic: str | None
    serving: VersionStanding | None
    beside: tuple[VersionStanding, ...]
    writers: tuple[Writer, ...]
    changes: tuple[UnitChange, ...]
    actions: tuple[UnitAction, ...]
    columns: tuple[str, ...]
    readers: tuple[Reader, ...]
    unused: tuple[str, ...] | None
    outside: tuple[OutsideReader, ...]
    notes: tuple[str, ...]
    unknown: tuple[str, ...]
