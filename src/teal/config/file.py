"""The configuration file as a whole: its top-level keys."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from teal.config.fields import (
    Duration,
    Filled,
    Name,
    OneLine,
    OneOrMore,
    Topic,
    VariableName,
    Whole,
    unwrapped,
)
from teal.config.sections import (
    EngineSection,
    ExposureSection,
    Externals,
    KafkaSection,
    LocalSection,
    ReadinessSection,
    SecretsSection,
    Section,
    SessionSection,
    StoreSection,
    TablesSection,
    ValidationSection,
)
from teal.model.environment import Environment

_DEFAULTS = Environment(project="", name="")


class ConfigurationFile(Section):
    """One environment of one project."""

    version: Annotated[Literal[1], BeforeValidator(unwrapped)] = Field(
        description="Version of this file's form: 1."
    )
    project: Name = Field(description="The project's name, the same in all environments.")
    environment: Name = Field(description="The environment's name, such as production.")
    engine: EngineSection = Field(description="What runs the statements.")
    pipelines: Annotated[OneOrMore, Field(min_length=1)] | None = Field(
        default=None,
        description="Folder or folders of the SQL files, relative to this file; default is "
        "`pipelines` beside this file, else the folder of this file.",
    )
    kafka: KafkaSection = Field(
        default_factory=KafkaSection, description="The Kafka that holds the tables' topics."
    )
    store: StoreSection = Field(
        default_factory=StoreSection, description="Where Teal keeps what it did."
    )
    catalog: Filled = Field(
        default=_DEFAULTS.catalog, description="Catalog of names written without one."
    )
    database: Filled = Field(
        default=_DEFAULTS.database, description="Database of names written without one."
    )
    tables: TablesSection = Field(
        default_factory=TablesSection,
        description="How tables without connector options become Kafka topics.",
    )
    externals: Externals = Field(
        default_factory=dict,
        description="Tables that the project reads and does not own: a list of names, or name to "
        "topic and options.",
    )
    exposures: list[ExposureSection] = Field(
        default_factory=list,
        description="Consumers outside the project; retirement waits for them.",
    )
    session: SessionSection = Field(
        default_factory=SessionSection, description="What every Flink session is given first."
    )
    variables: dict[VariableName, OneLine] = Field(
        default_factory=dict, description="Values for ${name} in the SQL files."
    )
    naming: Literal["logical", "versioned"] = Field(
        default="logical",
        description="logical: files carry names without versions. versioned: files say the "
        "number of each table, as int_orders_v2.",
    )
    readiness: ReadinessSection = Field(
        default_factory=ReadinessSection, description="When a statement counts as caught up."
    )
    validation: ValidationSection = Field(
        default_factory=ValidationSection, description="How blue and green are compared."
    )
    soak: Duration = Field(
        default=_DEFAULTS.soak,
        description="How long blue runs on, fed and current, after a promotion.",
    )
    quarantine: Duration = Field(
        default=_DEFAULTS.quarantine,
        description="How much longer than the soak nothing is retired.",
    )
    keep_at_most: Annotated[Whole, Field(ge=0, le=100)] = Field(
        default=_DEFAULTS.keep_at_most,
        description="How many older versions of a table may live on for readers that need not "
        "change.",
    )
    parallel: Annotated[Whole, Field(ge=1, le=256)] = Field(
        default=_DEFAULTS.parallel, description="Most effects at once."
    )
    control_topic: Topic | None = Field(
        default=None,
        description="Compacted topic that holds the map of serving versions; default is "
        "teal-PROJECT-ENVIRONMENT-serving.",
    )
    secrets: SecretsSection = Field(
        default_factory=SecretsSection, description="Where ${secret:NAME} is looked for."
    )
    local: LocalSection = Field(
        default_factory=LocalSection, description="The local stack of `teal local up`."
    )
