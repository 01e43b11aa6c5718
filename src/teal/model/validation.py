"""Comparisons of blue and green: what to compare, what one round measured, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct, field


class Verdict(Enum):
    """Of a comparison. Missing data is never PASS."""

    PASS = "PASS"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


class ComparedColumn(Struct, frozen=True):
    """A column that takes part; `type` is its SQL type, which decides how values are canonical."""

    name: str
    type: str


class Comparison(Struct, frozen=True):
    """One table, blue against green.

    `blue_topic` is None for a created table, which is judged by its own checks. `key` is empty
    for an append table. `only_green` and `only_blue` are listed, `ignored` was declared not
    comparable; none of them fails.
    """

    table: str
    blue_topic: str | None
    green_topic: str
    key: tuple[str, ...]
    columns: tuple[ComparedColumn, ...]
    only_blue: tuple[str, ...] = ()
    only_green: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    event_time: str | None = None
    watermark_delay_ms: int = 0
    not_null: tuple[str, ...] = ()
    not_comparable: str = ""

    @property
    def is_upsert(self) -> bool:
        """Whether the last row of a key is what counts."""
        return bool(self.key)


class PartitionEnd(Struct, frozen=True):
    """The end of one partition. `end` is exclusive (last stable offset); `last_data` is the offset
    of the last committed data record before it, or -1 where the partition holds none; `start` is
    the earliest offset still there."""

    topic: str
    partition: int
    start: int
    end: int
    last_data: int


class Cut(Struct, frozen=True):
    """A vector of ends, frozen at one moment, ordered by topic and partition."""

    ends: tuple[PartitionEnd, ...]

    def of(self, topics: frozenset[str]) -> Cut:
        """The part of the cut that concerns these topics."""
        return Cut(tuple(end for end in self.ends if end.topic in topics))


class RoundRequest(Struct, frozen=True):
    """One round of one comparison. Both outputs have passed the sources' cut that was frozen
    after `noted`; they are read up to `frozen`. Rounds count from 1 and share `scratch` (a name
    under which the measuring side keeps what it has read). `blind_share` and `hot_rounds` are
    those of the settings."""

    comparison: Comparison
    round: int
    noted: Cut
    frozen: Cut
    scratch: str
    trajectory_rows: int
    relative_tolerance: float
    show_rows: bool = False
    sensitive: tuple[str, ...] = ()
    samples: int = 10
    blind_share: float = 0.05
    hot_rounds: int = 5


class KeySample(Struct, frozen=True):
    """A key to show to a person. `columns` are those that differ; `rows` stay empty unless asked
    for, and never hold values of sensitive columns."""

    key: str
    problem: str
    columns: tuple[str, ...] = ()
    blue_row: Mapping[str, str] = field(default_factory=dict)
    green_row: Mapping[str, str] = field(default_factory=dict)


class TableRound(Struct, frozen=True):
    """What one round measured of one table; every count is of keys (of rows, for append tables).

    `equal` last rows; `in_step` met by a trajectory that discriminates; `pending` differ, may
    still meet; `different` differed in two rounds with unchanged rows; `undecided` met only by a
    trajectory that proves nothing; `hot_unmet` discriminate and have met in no round so far.
    `unproven` are keys of the first cut neither equal nor met once up to now, and keys whose quiet
    difference has been seen once; `judged` counts the keys of the first cut. `hot_different` are
    those of `hot_unmet` that have met in none of so many advancing rounds as the settings ask for.
    `obstacles` are sentences that say why the round proves nothing.
    """

    table: str
    round: int
    rows_blue: int
    rows_green: int
    keys_blue: int
    keys_green: int
    equal: int
    in_step: int
    pending: int
    undecided: int
    hot_unmet: int
    unproven: int
    missing: int
    extra: int
    changed: int
    duplicates: int = 0
    nulls: int = 0
    changed_columns: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[KeySample, ...] = ()
    notes: tuple[str, ...] = ()
    hot_unmet_rounds: int = 0
    has_blue: bool = True
    judged: int = 0
    hot_different: int = 0
    obstacles: tuple[str, ...] = ()

    @property
    def different(self) -> int:
        """Keys (rows) that are known to differ."""
        return self.missing + self.extra + self.changed + self.duplicates


class TableVerdict(Struct, frozen=True):
    """The verdict of one table with its reason and the round that decided it."""

    table: str
    verdict: Verdict
    reason: str
    round: TableRound | None
    only_blue: tuple[str, ...] = ()
    only_green: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class ValidationReport(Struct, frozen=True):
    """All verdicts of one validation; `units` lists what disturbed it (restarts, no metrics)."""

    verdict: Verdict
    tables: tuple[TableVerdict, ...]
    disturbances: tuple[str, ...] = ()
    rounds: int = 0
