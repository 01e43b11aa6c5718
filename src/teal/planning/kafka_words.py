"""What each option of a definition means for a table in Kafka. The lists are closed: an option
that stands in none of them cannot be bound."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from msgspec import Struct


class Word(Enum):
    """What becomes of an option."""

    TEAL_DECIDES = auto()
    FORMAT = auto()
    TOPIC_SETTING = auto()
    ONLY_ONE_VALUE = auto()
    PRODUCER = auto()
    KEPT = auto()
    FOR_A_REGISTRY = auto()
    NOT_FOR_THIS_CONNECTOR = auto()
    UNKNOWN = auto()


class OnlyValue(Struct, frozen=True):
    """The one value that an option may have here, and why."""

    value: str
    why: str
    hint: str


CHANGE_FORMATS = frozenset(
    {
        "debezium-json",
        "debezium-avro-confluent",
        "canal-json",
        "maxwell-json",
        "ogg-json",
    }
)
"""Formats whose records say what changed, so that a plain `kafka` table may have a key."""

BOUND_CONNECTORS = frozenset({"confluent", "kafka", "upsert-kafka"})
"""The connectors of tables that are laid into Kafka; so are those without one."""

ONLY_VALUES = {
    "scan.startup.mode": OnlyValue(
        "earliest-offset",
        "starts in the middle of the history, but a version is built from all of it",
        "Remove the option.",
    ),
    "scan.bounded.mode": OnlyValue(
        "unbounded", "ends by itself, but a statement of a pipeline goes on", "Remove the option."
    ),
    "error-handling.mode": OnlyValue(
        "fail",
        "has no counterpart in open-source Flink",
        "Remove it, or set 'json.ignore-parse-errors' in `tables.options` of the configuration.",
    ),
    "kafka.consumer.isolation-level": OnlyValue(
        "read-committed",
        "would show rows that are taken back later, and comparisons could not hold",
        "Remove the option.",
    ),
}
_TEAL_DECIDES = frozenset(
    {
        "connector",
        "topic",
        "changelog.mode",
        "key.fields",
        "properties.bootstrap.servers",
        "properties.group.id",
        "properties.isolation.level",
        "sink.delivery-guarantee",
        "sink.semantic",
        "sink.transactional-id-prefix",
        "value.fields-include",
    }
)
_FORMATS = frozenset({"format", "key.format", "value.format"})
_KEPT = frozenset({"key.fields-prefix", "sink.parallelism", "scan.parallelism"})
_KEPT_BEGINNINGS = ("properties.", "scan.watermark.", "sink.transaction-naming-strategy")
_KAFKA_ONLY = frozenset({"scan.topic-partition-discovery.interval", "sink.partitioner"})
_UPSERT_ONLY = frozenset({"sink.buffer-flush.max-rows", "sink.buffer-flush.interval"})


def meaning(key: str, is_upsert: bool, formats: frozenset[str]) -> Word:
    """What becomes of an option of a table with these formats."""
    if key in _TEAL_DECIDES:
        return Word.TEAL_DECIDES
    if key in _FORMATS or format_option(key, formats) is not None:
        return Word.FORMAT
    if key in ONLY_VALUES:
        return Word.ONLY_ONE_VALUE
    if key == "kafka.producer.compression.type":
        return Word.PRODUCER
    if key.startswith("kafka."):
        return Word.TOPIC_SETTING
    if key in (_KAFKA_ONLY if is_upsert else _UPSERT_ONLY):
        return Word.NOT_FOR_THIS_CONNECTOR
    if key in _KEPT | _KAFKA_ONLY | _UPSERT_ONLY or key.startswith(_KEPT_BEGINNINGS):
        return Word.KEPT
    if _is_for_a_registry(key):
        return Word.FOR_A_REGISTRY
    return Word.UNKNOWN


def telling_options(options: Mapping[str, str]) -> dict[str, str]:
    """The options of a table without those that say what holds in any case."""
    if options.get("connector", "kafka") not in BOUND_CONNECTORS:
        return dict(options)
    return {
        key: value
        for key, value in options.items()
        if key not in ONLY_VALUES or value != ONLY_VALUES[key].value
    }


def format_option(key: str, formats: frozenset[str]) -> tuple[str, str] | None:
    """A format's own option as (side, rest): `value.json.x` and `json.x` are ("value", "json.x").
    None where the option belongs to no format in use."""
    side = "key" if key.startswith("key.") else "value"
    rest = key.removeprefix("key.").removeprefix("value.")
    return (side, rest) if rest.split(".", 1)[0] in formats and "." in rest else None


def is_registry_format(name: str) -> bool:
    """Whether a format is Confluent's name for one whose schemas lie in its registry."""
    return name.endswith("-registry")


def _is_for_a_registry(key: str) -> bool:
    sides = ("key.", "value.")
    return key.startswith(sides) and (key.endswith(".schema-context") or "-registry." in key)
