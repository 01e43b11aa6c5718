"""What differs between environments, as values: the configuration file after its checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from msgspec import Struct, field


class Naming(Enum):
    """Whether authors write logical names or carry the version in the files."""

    LOGICAL = "logical"
    VERSIONED = "versioned"


class TableSettings(Struct, frozen=True):
    """How tables without connector options are bound to Kafka.

    `topic` is a template with `{physical}` (and, for externals, the logical name in its place).
    `options` are added to every table; `partitions` holds where the DDL says no bucket count.
    `compaction_lag` is how long a key's earlier rows must stay readable for comparisons.
    """

    topic: str = "{physical}"
    key_format: str = "json"
    value_format: str = "json"
    options: Mapping[str, str] = field(default_factory=dict)
    partitions: int = 1
    replication: int = 1
    compaction_lag: timedelta = timedelta(hours=24)
    topic_config: Mapping[str, str] = field(default_factory=dict)
    versions: str = "{table}_v{number}"


class ExternalTable(Struct, frozen=True):
    """A table that the project reads and does not own: never created, altered or dropped."""

    name: str
    topic: str
    options: Mapping[str, str] = field(default_factory=dict)


class Exposure(Struct, frozen=True):
    """A declared consumer outside the project; retirement waits for it.

    `consumer_groups` are Kafka groups whose activity can be observed; without any, a person has
    to say that the exposure has moved.
    """

    name: str
    owner: str
    tables: tuple[str, ...]
    consumer_groups: tuple[str, ...] = ()


class SessionSettings(Struct, frozen=True):
    """What every Flink session is given before anything else: SETs, then statements. `places` say
    where each statement stands (`file:line`), where that is known."""

    settings: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        """Whether a session is given the same; where that stands makes no difference."""
        return isinstance(other, SessionSettings) and self._given == other._given

    def __hash__(self) -> int:
        return hash((*sorted(self.settings), self.statements))

    @property
    def _given(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        return self.settings, self.statements


class ReadinessSettings(Struct, frozen=True):
    """When a unit counts as caught up.

    `lag_rows` must hold for `samples` observations in a row; `timeout` bounds one unit's wait.
    """

    lag_rows: int = 10_000
    samples: int = 3
    timeout: timedelta = timedelta(hours=6)
    poll: timedelta = timedelta(seconds=1)


class ValidationSettings(Struct, frozen=True):
    """How blue and green are compared.

    `ignore` and `sensitive` map a table to columns left out of the comparison, or never shown.
    `blind_share` is the greatest share of shifted trajectories that may still meet.
    `relative_tolerance` applies to floating-point columns only.
    """

    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sensitive: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rounds: int = 12
    hot_rounds: int = 5
    trajectory_rows: int = 200
    blind_share: float = 0.05
    relative_tolerance: float = 1e-9
    pause: timedelta = timedelta(seconds=2)
    evidence_age: timedelta = timedelta(hours=24)
    timeout: timedelta = timedelta(hours=1)


class Environment(Struct, frozen=True):
    """One environment of one project, without addresses or secrets (adapters hold those)."""

    project: str
    name: str
    naming: Naming = Naming.LOGICAL
    engine: str = "flink"
    tables: TableSettings = field(default_factory=TableSettings)
    externals: Mapping[str, ExternalTable] = field(default_factory=dict)
    exposures: tuple[Exposure, ...] = ()
    session: SessionSettings = field(default_factory=SessionSettings)
    variables: Mapping[str, str] = field(default_factory=dict)
    readiness: ReadinessSettings = field(default_factory=ReadinessSettings)
    validation: ValidationSettings = field(default_factory=ValidationSettings)
    soak: timedelta = timedelta(hours=24)
    quarantine: timedelta = timedelta(hours=24)
    keep_at_most: int = 1
    parallel: int = 4
    catalog: str = "default_catalog"
    database: str = "default_database"
    kafka_bootstrap: str = ""
    kafka_properties: Mapping[str, str] = field(default_factory=dict)
