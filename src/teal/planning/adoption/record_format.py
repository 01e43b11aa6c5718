"""Whether a record of a topic can be what the definition of its table says: a look at one record,
which can refute a format and never prove it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from teal.model.adoption import SampledRecord
from teal.model.environment import Environment
from teal.model.statements import ColumnKind, TableDefinition
from teal.planning.kafka_table import kafka_table

_JSON = "json"


def format_objections(
    sample: SampledRecord, definition: TableDefinition, environment: Environment
) -> Iterator[str]:
    """What of the record cannot be so; only JSON is looked into."""
    kafka = kafka_table(definition, environment, False, {})
    columns = {c.name for c in definition.columns if c.kind is ColumnKind.PHYSICAL}
    if sample.value is not None and kafka.value_format == _JSON:
        yield from _value(sample.value, columns)
    elif sample.value is None and not kafka.is_upsert:
        yield "its last record is a tombstone, and an append table has none"
    prefix = kafka.options.get("key.fields-prefix", "")
    if kafka.is_upsert and kafka.key_format == _JSON:
        yield from _key(sample.key, {prefix + name for name in definition.primary_key})


def _value(value: bytes, columns: set[str]) -> Iterator[str]:
    found = _fields(value)
    if found is None:
        yield f"its last record's value is no JSON object ({_kind(value)})"
    elif found and not found & columns:
        yield f"its last record has none of the table's columns, but {', '.join(sorted(found)[:5])}"


def _key(key: bytes | None, wanted: set[str]) -> Iterator[str]:
    if key is None:
        yield "its last record has no key, and an upsert table needs one"
        return
    found = _fields(key)
    if found is None:
        yield f"its last record's key is no JSON object ({_kind(key)})"
    elif found != wanted:
        yield (
            f"its last record's key has {', '.join(sorted(found)) or 'no fields'}, the primary key "
            f"is {', '.join(sorted(wanted))}"
        )


def _fields(text: bytes) -> set[str] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return set(found) if isinstance(found, dict) else None


def _kind(text: bytes) -> str:
    if text[:1] == b"\0":
        return "it begins as a schema registry's formats do"
    return f"{len(text)} bytes"
