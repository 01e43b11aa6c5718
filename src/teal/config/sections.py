"""The sections of the configuration file as pydantic models: keys, defaults, meanings.

The defaults are those of the values that the rest of Teal sees; here they are only repeated.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from teal.config.fields import (
    Brokers,
    Duration,
    Filled,
    Flag,
    Number,
    OneOrMore,
    Port,
    PositiveDuration,
    Text,
    Topic,
    TopicTemplate,
    Url,
    VersionTemplate,
    Whole,
    wrong,
)
from teal.config.settings import LocalSettings
from teal.model.environment import ReadinessSettings, TableSettings, ValidationSettings

_TABLES = TableSettings()
_READINESS = ReadinessSettings()
_VALIDATION = ValidationSettings()
_LOCAL = LocalSettings()


class Section(BaseModel):
    """A mapping with known keys; a known key without a value counts as absent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        return {key: v for key, v in data.items() if v is not None or key not in cls.model_fields}


class EngineSection(Section):
    """What runs the statements."""

    kind: Literal["flink", "local", "memory"] = Field(
        description="flink: an Apache Flink of yours; local: the stack that `teal local up` "
        "starts; memory: nothing runs, for trying out plans."
    )
    gateway: Url | None = Field(
        default=None, description="URL of Flink's SQL gateway; needed by kind flink."
    )
    jobmanager: Url | None = Field(
        default=None, description="URL of the JobManager's REST; needed by kind flink."
    )


class KafkaSection(Section):
    """The Kafka that holds the tables' topics."""

    bootstrap: Brokers | None = Field(
        default=None, description="Brokers as host:port, a list or with commas; for kind flink."
    )
    properties: dict[str, Text] = Field(
        default_factory=dict,
        description="Kafka client properties for Teal and for the tables, such as "
        "security.protocol. Secrets as ${secret:NAME}.",
    )


class StoreSection(Section):
    """Where Teal keeps what it did."""

    url: Filled | None = Field(
        default=None,
        description="sqlite:///FILE (relative to this file) or postgresql://…; default is "
        ".teal/state.db beside this file.",
    )
    shared: Flag = Field(
        default=False, description="Several people or runners use it; SQLite is then refused."
    )


class TablesSection(Section):
    """How tables without connector options become Kafka topics."""

    topic: TopicTemplate = Field(
        default=_TABLES.topic, description="Topic of a table; {physical} is its versioned name."
    )
    key_format: Filled = Field(default=_TABLES.key_format, description="Flink's format of keys.")
    value_format: Filled = Field(
        default=_TABLES.value_format, description="Flink's format of values."
    )
    options: dict[str, Text] = Field(
        default_factory=dict, description="Connector options added to every table."
    )
    partitions: Annotated[Whole, Field(ge=1, le=10_000)] = Field(
        default=_TABLES.partitions, description="Partitions where the DDL says no bucket count."
    )
    replication: Annotated[Whole, Field(ge=1, le=100)] = Field(
        default=_TABLES.replication, description="Replication factor of the topics."
    )
    compaction_lag: Duration = Field(
        default=_TABLES.compaction_lag,
        description="How long a key's earlier rows stay readable for comparisons.",
    )
    topic_config: dict[str, Text] = Field(
        default_factory=dict, description="Kafka's own settings for topics that Teal creates."
    )
    versions: VersionTemplate = Field(
        default=_TABLES.versions,
        description="Name of version 2 and later; the first is the bare name.",
    )


class ExternalSection(Section):
    """A table that the project reads and does not own."""

    topic: Topic | None = Field(default=None, description="Its topic; default is its name.")
    options: dict[str, Text] = Field(
        default_factory=dict, description="Connector options of this table only."
    )


class ExposureSection(Section):
    """A consumer outside the project."""

    name: Filled = Field(description="What it is called, for people.")
    owner: Filled = Field(description="Who has to move it: a person, a team, an address.")
    tables: Annotated[OneOrMore, Field(min_length=1)] = Field(description="What it reads.")
    consumer_groups: OneOrMore = Field(
        default_factory=list,
        description="Its Kafka groups; without any, a person has to say that it has moved.",
    )


class SessionSection(Section):
    """What every Flink session is given first."""

    settings: dict[str, Text] = Field(
        default_factory=dict, description="Settings, as by SET 'key' = 'value'."
    )
    statements: OneOrMore = Field(
        default_factory=list, description="Statements after them: catalogs, functions, JARs."
    )


class ReadinessSection(Section):
    """When a statement counts as caught up."""

    lag_rows: Annotated[Whole, Field(ge=0)] = Field(
        default=_READINESS.lag_rows, description="Most records that it may be behind."
    )
    samples: Annotated[Whole, Field(ge=1)] = Field(
        default=_READINESS.samples, description="Observations in a row for which that must hold."
    )
    timeout: PositiveDuration = Field(
        default=_READINESS.timeout, description="Longest wait for one statement."
    )
    poll: PositiveDuration = Field(
        default=_READINESS.poll, description="Time between two observations."
    )


class ValidationSection(Section):
    """How blue and green are compared."""

    ignore: dict[str, OneOrMore] = Field(
        default_factory=dict, description="Table to columns that are left out of the comparison."
    )
    sensitive: dict[str, OneOrMore] = Field(
        default_factory=dict, description="Table to columns whose values are never shown."
    )
    rounds: Annotated[Whole, Field(ge=2, le=1_000)] = Field(
        default=_VALIDATION.rounds, description="Most rounds before the verdict is INCONCLUSIVE."
    )
    hot_rounds: Annotated[Whole, Field(ge=1, le=1_000)] = Field(
        default=_VALIDATION.hot_rounds,
        description="Rounds in which a key that changes all the time must meet once.",
    )
    trajectory_rows: Annotated[Whole, Field(ge=1)] = Field(
        default=_VALIDATION.trajectory_rows, description="Rows of a key's past that are looked at."
    )
    blind_share: Annotated[Number, Field(ge=0, le=1)] = Field(
        default=_VALIDATION.blind_share,
        description="Greatest chance of missing a lost row at which a trajectory still counts.",
    )
    relative_tolerance: Annotated[Number, Field(ge=0, lt=1)] = Field(
        default=_VALIDATION.relative_tolerance, description="For floating-point columns only."
    )
    pause: PositiveDuration = Field(
        default=_VALIDATION.pause, description="Time between two rounds."
    )
    evidence_age: PositiveDuration = Field(
        default=_VALIDATION.evidence_age, description="How long a verdict allows a promotion."
    )
    timeout: PositiveDuration = Field(
        default=_VALIDATION.timeout, description="Longest validation."
    )


class SecretsSection(Section):
    """Where ${secret:NAME} is looked for beside the environment."""

    file: Filled | None = Field(
        default=None,
        description="A file of NAME=value lines, or YAML; relative to this file, readable by "
        "its owner only.",
    )


def _nothing_is_empty(value: object) -> object:
    return {} if value is None else value


def _names_are_externals(value: object) -> object:
    if not isinstance(value, list):
        return value
    if not all(isinstance(item, str) for item in value):
        hint = "Write [a, b], or `a: {topic: t}` without a dash."
        raise wrong("`{key}` is a list with something else than names in it.", hint)
    return {item: {} for item in value}


External = Annotated[ExternalSection, BeforeValidator(_nothing_is_empty)]
Externals = Annotated[dict[Filled, External], BeforeValidator(_names_are_externals)]


class LocalSection(Section):
    """The local stack that `teal local up` starts."""

    folder: Filled = Field(
        default=str(_LOCAL.folder), description="All its state; relative to this file."
    )
    slots: Annotated[Whole, Field(ge=1, le=1_000)] = Field(
        default=_LOCAL.slots, description="Task slots: statements that can run at once."
    )
    checkpoint_interval: PositiveDuration = Field(
        default=_LOCAL.checkpoint_interval, description="Flink's checkpoint interval."
    )
    kafka_port: Port | None = Field(default=None, description="Default: a free one.")
    gateway_port: Port | None = Field(default=None, description="Default: a free one.")
    jobmanager_port: Port | None = Field(default=None, description="Default: a free one.")
