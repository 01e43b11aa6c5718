"""How a definition is laid into Kafka: connector, formats, options. Confluent's way of saying it
and open-source Flink's are both understood; what cannot be had is a problem, never dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import assert_never

from msgspec import Struct

from teal.model.environment import Environment
from teal.model.statements import TableDefinition
from teal.planning.in_catalog import IN_CATALOG
from teal.planning.kafka_words import (
    BOUND_CONNECTORS,
    CHANGE_FORMATS,
    ONLY_VALUES,
    Word,
    format_option,
    is_registry_format,
    meaning,
)
from teal.planning.topic_settings import NotASetting, kafka_setting, topic_config

_SECRET = re.compile(r"password|passwd|secret|token|credential|api-?key|jaas", re.IGNORECASE)
"""Options whose values no message shows: findings are read in more places than the file."""


class Problem(Struct, frozen=True):
    """What cannot be bound. `option` is the key it is about, None where it is the whole table."""

    option: str | None
    message: str
    hint: str


class KafkaTable(Struct, frozen=True):
    """The binding of one definition, without what depends on its version or its reader.

    `topic` is what the author named, which counts for externals only. `is_kafka` is False for an
    external with another connector: then `options` are the author's and nothing is added.
    """

    is_kafka: bool
    is_upsert: bool
    key_format: str
    value_format: str
    topic: str | None
    partitions: int
    config: Mapping[str, str]
    options: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def is_exactly_once(self) -> bool:
        """Whether its rows are written in transactions; upserts are idempotent instead."""
        return self.is_kafka and not self.is_upsert


class _Formats(Struct, frozen=True):
    key: str
    value: str
    key_fields: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.key, self.value} - {""})


def what_is_bound(definition: TableDefinition) -> tuple[object, ...]:
    """All of a definition that its binding hangs on."""
    return (
        definition.options,
        definition.primary_key,
        definition.distributed_by,
        definition.buckets,
    )


def kafka_table(
    definition: TableDefinition,
    environment: Environment,
    is_external: bool,
    more_options: Mapping[str, str],
) -> KafkaTable:
    """The binding of a definition; `more_options` come from the configuration and win."""
    written = {**dict(definition.options), **more_options}
    written.pop(IN_CATALOG, None)
    connector = written.get("connector", "kafka")
    if connector not in BOUND_CONNECTORS:
        # The options are another connector's: whatever they say is right for it.
        problems = () if is_external else (_elsewhere(connector),)
        return KafkaTable(False, False, "", "", None, 0, {}, written, problems)
    is_upsert = _is_upsert(definition, written, is_external)
    formats = _formats(definition, environment, written, is_upsert, is_external)
    options, config, found = _sorted_out(written, is_upsert, formats)
    defaults = _of_the_environment(environment, is_upsert, formats)
    return KafkaTable(
        is_kafka=True,
        is_upsert=is_upsert,
        key_format=formats.key,
        value_format=formats.value,
        topic=written.get("topic"),
        partitions=definition.buckets or environment.tables.partitions,
        config=topic_config(is_upsert, config, environment.tables),
        options={**defaults, **options, **_format_options(formats, written)},
        problems=(*_whole_table(definition, written, is_upsert, formats), *found),
    )


def _is_upsert(definition: TableDefinition, written: Mapping[str, str], is_external: bool) -> bool:
    """By the connector or the mode, where one is said; else a key makes it one, as on Confluent
    Cloud, but where others write records that tell themselves how they change a row."""
    mode, connector = written.get("changelog.mode"), written.get("connector")
    if connector == "upsert-kafka" or mode == "upsert":
        return True
    if connector == "kafka" or mode is not None:
        return False
    value = written.get("value.format") or written.get("format")
    return bool(definition.primary_key) and not (is_external and value in CHANGE_FORMATS)


def _formats(
    definition: TableDefinition,
    environment: Environment,
    written: Mapping[str, str],
    is_upsert: bool,
    is_external: bool,
) -> _Formats:
    fields = tuple(name for name in written.get("key.fields", "").split(";") if name)
    if not is_upsert and not is_external:
        fields = fields or definition.distributed_by
    value = written.get("value.format") or written.get("format") or ""
    key = written.get("key.format") or ""
    if not value or is_registry_format(value):
        value = environment.tables.value_format
    if not key or is_registry_format(key):
        key = environment.tables.key_format
    return _Formats(key if is_upsert or fields else "", value, () if is_upsert else fields)


def _format_options(formats: _Formats, written: Mapping[str, str]) -> dict[str, str]:
    options = {}
    if formats.key:
        include = written.get("value.fields-include", "ALL").upper().replace("-", "_")
        options = {
            "key.format": formats.key,
            "value.format": formats.value,
            "value.fields-include": include,
        }
        if formats.key_fields:
            options["key.fields"] = ";".join(formats.key_fields)
    else:
        options["format"] = formats.value
    return options


def _sorted_out(
    written: Mapping[str, str], is_upsert: bool, formats: _Formats
) -> tuple[dict[str, str], dict[str, str], list[Problem]]:
    """Options to keep, settings of the topic, and problems."""
    options: dict[str, str] = {}
    config: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in sorted(written.items()):
        word = meaning(key, is_upsert, formats.names)
        match word:
            case Word.TEAL_DECIDES | Word.FOR_A_REGISTRY:
                pass
            case Word.KEPT:
                options[key] = value
            case Word.FORMAT:
                options.update(_of_a_format(key, value, formats))
            case Word.PRODUCER:
                options["properties.compression.type"] = value
            case Word.TOPIC_SETTING:
                setting = _topic_setting(key, value)
                if isinstance(setting, Problem):
                    problems.append(setting)
                else:
                    config[setting[0]] = setting[1]
            case Word.ONLY_ONE_VALUE:
                only = ONLY_VALUES[key]
                if value != only.value:
                    problems.append(_problem(key, value, only.why, only.hint))
            case Word.NOT_FOR_THIS_CONNECTOR:
                connector = "upsert-kafka" if is_upsert else "kafka"
                why = f"does not go with the connector {connector}, which this table gets"
                problems.append(_problem(key, value, why, "Remove it."))
            case Word.UNKNOWN:
                problems.append(_unknown(key, value))
            case _:
                assert_never(word)
    return options, config, problems


def _topic_setting(key: str, value: str) -> tuple[str, str] | Problem:
    try:
        setting = kafka_setting(key, value)
    except NotASetting as error:
        return _problem(key, value, f"means nothing: {error}", "Mend it.")
    return setting or _unknown(key, value)


def _of_a_format(key: str, value: str, formats: _Formats) -> dict[str, str]:
    own = format_option(key, formats.names)
    if own is None:
        return {}
    side, rest = own
    if formats.key:
        return {f"{side}.{rest}": value}
    return {rest: value} if side == "value" else {}


def _of_the_environment(
    environment: Environment, is_upsert: bool, formats: _Formats
) -> dict[str, str]:
    """`tables.options` go to every table that can have them."""
    found: dict[str, str] = {}
    for key, value in environment.tables.options.items():
        match meaning(key, is_upsert, formats.names):
            case Word.FORMAT:
                found.update(_of_a_format(key, value, formats))
            case Word.KEPT | Word.UNKNOWN:
                found[key] = value
            case _:
                pass
    return found


def _whole_table(
    definition: TableDefinition, written: Mapping[str, str], is_upsert: bool, formats: _Formats
) -> Iterator[Problem]:
    mode = written.get("changelog.mode")
    if mode not in (None, "append", "upsert"):
        yield Problem(
            "changelog.mode",
            f"'changelog.mode' = '{mode}' cannot be had from Kafka with open-source Flink.",
            "Use 'upsert' with a PRIMARY KEY, or 'append'.",
        )
    if is_upsert and not definition.primary_key:
        yield Problem(
            "changelog.mode" if mode == "upsert" else None,
            "an upsert table needs a PRIMARY KEY, and this one has none.",
            "Add PRIMARY KEY (…) NOT ENFORCED, or say 'changelog.mode' = 'append'.",
        )
    if definition.primary_key and not is_upsert and formats.value not in CHANGE_FORMATS:
        yield Problem(
            "changelog.mode" if mode else None,
            "open-source Flink accepts no PRIMARY KEY on an append table in the format "
            f"{formats.value}.",
            "Remove the key, or say 'changelog.mode' = 'upsert' if the topic's records have it.",
        )


def _elsewhere(connector: str) -> Problem:
    return Problem(
        "connector",
        f"'connector' = '{connector}' cannot have versions here: Teal keeps tables in Kafka.",
        "Remove the option, or declare the table under `externals` if it is not written here.",
    )


def _unknown(key: str, value: str) -> Problem:
    return _problem(
        key,
        value,
        "cannot be bound to Kafka with open-source Flink",
        "Remove it, or put what you mean into `tables.options` of the configuration.",
    )


def _problem(key: str, value: str, why: str, hint: str) -> Problem:
    shown = "…" if _SECRET.search(key) else value
    return Problem(key, f"'{key}' = '{shown}' {why}.", hint)
