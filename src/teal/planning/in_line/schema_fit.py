"""Whether readers that know a table's old definition can read rows of its new one, and the other
way round: what must hold where a table goes on in place."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.environment import Environment
from teal.model.statements import Column, ColumnKind, TableDefinition
from teal.planning.definition_changes import definition_change, written_type
from teal.planning.kafka_table import kafka_table
from teal.planning.stored import means_the_same

_FORMATS_THAT_GROW = frozenset({"json", "avro-confluent"})
"""Formats in which readers pass over a column that they do not know, and a missing one is NULL."""


def schema_refusals(
    table: str, before: TableDefinition, after: TableDefinition, environment: Environment
) -> tuple[str, ...]:
    """Why the table cannot go on in place, a sentence each with the column; nothing where it can:
    columns may come at the end if they may be NULL, and nothing else may change."""
    return tuple(_refusals(table, before, after, environment))


def _refusals(
    table: str, before: TableDefinition, after: TableDefinition, environment: Environment
) -> Iterator[str]:
    old = {column.name: column for column in before.columns}
    new = {column.name: column for column in after.columns}
    for name, was in old.items():
        now = new.get(name)
        if now is None:
            yield f"column {table}.{name} is gone, and readers may ask for it"
        elif not means_the_same(written_type(was), written_type(now)):
            yield f"column {table}.{name} is {written_type(now)}, was {written_type(was)}"
    added = [column for name, column in new.items() if name not in old]
    yield from _added(table, added)
    if [*old] != [name for name in new if name in old]:
        yield f"the columns of {table} stand in another order"
    elif added and [*new][: len(old)] != [*old]:
        yield f"column {table}.{added[0].name} does not come last"
    for detail in definition_change(before, after).details:
        if not detail.startswith(("option ", "the columns stand")):
            yield f"{table}: {detail}"
    if any(column.kind is not ColumnKind.COMPUTED for column in added):
        yield from _format(table, after, environment)


def _added(table: str, added: list[Column]) -> Iterator[str]:
    for column in added:
        if column.kind is ColumnKind.METADATA:
            yield f"column {table}.{column.name} is metadata, which older rows do not have"
        elif column.not_null:
            yield f"column {table}.{column.name} is NOT NULL, and older rows do not have it"


def _format(table: str, after: TableDefinition, environment: Environment) -> Iterator[str]:
    kafka = kafka_table(after, environment, False, {})
    if kafka.value_format not in _FORMATS_THAT_GROW:
        yield f"{table} is written as {kafka.value_format}, which cannot take another column"
    elif "true" in (
        value for key, value in kafka.options.items() if key.endswith("fail-on-missing-field")
    ):
        yield f"{table} says 'fail-on-missing-field', and older rows lack the new column"
