"""What the settings of an adopted topic mean for Teal: whether keys can be followed through their
rows, and whether the history that a rebuild of its readers needs is still there."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.adoption import SeenTopic
from teal.model.environment import Environment
from teal.model.statements import TableDefinition
from teal.planning.kafka_table import kafka_table

_HOUR_MS = 3_600_000
_DEFAULT_RETENTION_MS = "604800000"


def fitness_notes(
    table: str, topic: SeenTopic, definition: TableDefinition, environment: Environment
) -> Iterator[str]:
    """A sentence for each weakness, with the alteration that would help."""
    is_upsert = kafka_table(definition, environment, False, {}).is_upsert
    policy = topic.config.get("cleanup.policy", "delete")
    if is_upsert and "compact" in policy:
        yield from _trajectories(table, topic, environment)
    if "delete" in policy:
        yield from _history(table, topic, is_upsert)


def _trajectories(table: str, topic: SeenTopic, environment: Environment) -> Iterator[str]:
    wanted = int(environment.tables.compaction_lag.total_seconds() * 1000)
    lag = int(topic.config.get("min.compaction.lag.ms", "0"))
    if lag < wanted:
        yield (
            f"{table}: topic {topic.name} compacts rows after {lag / _HOUR_MS:g} h, so it is unfit "
            "for trajectories: keys that never rest cannot be compared. This would help: "
            f"{alteration(topic.name, 'min.compaction.lag.ms', str(wanted), environment)}"
        )


def _history(table: str, topic: SeenTopic, is_upsert: bool) -> Iterator[str]:
    retention = int(topic.config.get("retention.ms", _DEFAULT_RETENTION_MS))
    if retention < 0:
        return
    what = "rows of keys that did not change since are gone" if is_upsert else "older rows are gone"
    yield (
        f"{table}: topic {topic.name} keeps records for {retention / _HOUR_MS:g} h only: {what}, "
        "and a new version of what reads it cannot be built from them."
    )


def alteration(topic: str, setting: str, value: str, environment: Environment) -> str:
    """The command that sets one setting of a topic."""
    broker = environment.kafka_bootstrap or "BROKER"
    return (
        f"kafka-configs --bootstrap-server {broker} --alter --entity-type topics "
        f"--entity-name {topic} --add-config {setting}={value}"
    )
