"""What of a table is compared, blue against green, from the definitions that the store kept."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

from teal.model.deployment import VersionRecord
from teal.model.environment import Environment
from teal.model.statements import Column, ColumnKind, TableDefinition, Watermark
from teal.model.validation import ComparedColumn, Comparison
from teal.planning.kafka_table import KafkaTable, kafka_table
from teal.planning.stored import definition_in, means_the_same

_JSON = "json"
_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT"})
_TEXTS = frozenset({"VARCHAR", "STRING"})
_DECIMALS = frozenset({"DECIMAL", "NUMERIC", "DEC"})
_TYPE = re.compile(r"\s*([A-Za-z_]+)\s*(?:\(\s*\d+\s*(?:,\s*(\d+)\s*)?\))?\s*")
_DELAY = re.compile(
    r"\s*(?P<column>`[^`]+`|\w+)\s*(?:-\s*INTERVAL\s*'(?P<amount>\d+(?:\.\d+)?)'\s*"
    r"(?P<unit>SECOND|MINUTE|HOUR|DAY)S?(?:\s*\(\s*\d+\s*\))?)?\s*",
    re.IGNORECASE,
)
_UNIT_MS = {"SECOND": 1_000, "MINUTE": 60_000, "HOUR": 3_600_000, "DAY": 86_400_000}


class _Side(Struct, frozen=True):
    """One version of a table."""

    record: VersionRecord
    definition: TableDefinition
    kafka: KafkaTable

    @property
    def columns(self) -> dict[str, Column]:
        """Columns that stand in the topic's records."""
        return {
            column.name: column
            for column in self.definition.columns
            if column.kind is ColumnKind.PHYSICAL
        }

    @property
    def key(self) -> tuple[str, ...]:
        return self.definition.primary_key if self.kafka.is_upsert else ()


def comparison(
    green: VersionRecord, blue: VersionRecord | None, environment: Environment
) -> Comparison:
    """The comparison of a table's new version with the one that it replaces, if any. Where the two
    cannot be compared, `not_comparable` says why."""
    new = _side(green, environment)
    old = None if blue is None or blue.is_view else _side(blue, environment)
    ignored = set(environment.validation.ignore.get(green.version.logical, ()))
    before = new.columns if old is None else old.columns
    common = [name for name in new.columns if name in before and name not in ignored]
    retyped = {name for name in common if not _alike(before[name].type, new.columns[name].type)}
    event_time, delay, no_time = _event_time(new, old)
    reasons = (_obstacle(new, old, blue), _key_obstacle(new, retyped), no_time)
    return Comparison(
        table=green.version.logical,
        blue_topic=None if old is None else old.record.topic,
        green_topic=str(green.topic),
        key=new.key,
        columns=tuple(
            ComparedColumn(name, new.columns[name].type) for name in common if name not in retyped
        ),
        only_blue=tuple(name for name in before if name not in new.columns),
        only_green=tuple(name for name in new.columns if name not in before),
        ignored=tuple(sorted((ignored & {*before, *new.columns}) | retyped)),
        event_time=event_time,
        watermark_delay_ms=delay,
        not_null=tuple(name for name, column in new.columns.items() if column.not_null),
        not_comparable=next((reason for reason in reasons if reason), ""),
    )


def _side(record: VersionRecord, environment: Environment) -> _Side:
    definition = definition_in(record.sql, str(record.version), environment)
    return _Side(record, definition, kafka_table(definition, environment, False, {}))


def _obstacle(new: _Side, old: _Side | None, blue: VersionRecord | None) -> str:
    for side in (new, old):
        if side is not None and side.kafka.value_format != _JSON:
            found = side.kafka.value_format
            return f"{side.record.version} is written in the format {found}; only json is compared"
        if side is not None and side.key and side.kafka.key_format != _JSON:
            found = side.kafka.key_format
            return f"{side.record.version} has keys in the format {found}; only json is compared"
        if side is not None and side.kafka.options.get("key.fields-prefix"):
            return f"{side.record.version} puts a prefix before the names of its key columns"
    if old is None:
        return f"{blue.version} is a view and has no rows of its own" if blue is not None else ""
    if new.key != old.key:
        return f"the primary key is {_shown(new.key)}, was {_shown(old.key)}"
    return ""


def _key_obstacle(new: _Side, retyped: Collection[str]) -> str:
    changed = [name for name in new.key if name in retyped]
    return f"the key column {', '.join(changed)} changed its type" if changed else ""


def _shown(key: tuple[str, ...]) -> str:
    return f"({', '.join(key)})" if key else "absent"


def _event_time(new: _Side, old: _Side | None) -> tuple[str | None, int, str]:
    """The column and the greatest delay of an append table, or why there is none."""
    if new.kafka.is_upsert:
        return None, 0, ""
    delays: list[int] = []
    column = new.definition.watermark.column if new.definition.watermark else ""
    for side in (new, old):
        if side is None:
            continue
        delay = _delay_ms(side.definition.watermark)
        if delay is None or column not in side.columns:
            return None, 0, _no_time(side)
        delays.append(delay)
    return column, max(delays), ""


def _no_time(side: _Side) -> str:
    version, mark = side.record.version, side.definition.watermark
    if mark is None:
        return f"{version} is an append table without WATERMARK: it cannot be told what is closed"
    return (
        f"{version} has the watermark {mark.column} AS {mark.expression}: what is closed can only "
        "be told of a column of the table, less an interval at most"
    )


def _delay_ms(watermark: Watermark | None) -> int | None:
    found = None if watermark is None else _DELAY.fullmatch(watermark.expression)
    if watermark is None or found is None or found["column"].strip("`") != watermark.column:
        return None
    if found["amount"] is None:
        return 0
    return int(float(found["amount"]) * _UNIT_MS[found["unit"].upper()])


def _alike(before: str, after: str) -> bool:
    """Whether equal values of these types have the same canonical form."""
    old, new = _TYPE.fullmatch(before), _TYPE.fullmatch(after)
    if old is None or new is None:
        return means_the_same(before, after)
    names = {old[1].upper(), new[1].upper()}
    if names <= _INTEGERS or names <= _TEXTS:
        return True
    if names <= _DECIMALS:
        return (old[2] or "0") == (new[2] or "0")
    return means_the_same(before, after)
