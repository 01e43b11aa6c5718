"""What differs between two definitions of one table: columns by name, keys, options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from teal.model.changes import ChangeKind, ColumnChange
from teal.model.statements import Column, ColumnKind, TableDefinition
from teal.planning.kafka_words import telling_options
from teal.planning.stored import means_the_same


class DefinitionChange(Struct, frozen=True):
    """The difference. `kinds` is empty where only comments and layout differ."""

    kinds: tuple[ChangeKind, ...]
    columns: tuple[ColumnChange, ...] = ()
    details: tuple[str, ...] = ()


def definition_change(before: TableDefinition, after: TableDefinition) -> DefinitionChange:
    """From one definition of a table to another."""
    columns = tuple(_columns(before, after))
    reordered = tuple(_order(before, after))
    keys = tuple(_keys(before, after))
    options = tuple(_options(before, after))
    found = {
        ChangeKind.COLUMNS: (*columns, *reordered),
        ChangeKind.KEY: keys,
        ChangeKind.OPTIONS: options,
    }
    kinds = tuple(kind for kind, changes in found.items() if changes)
    return DefinitionChange(kinds, columns, (*reordered, *keys, *options))


_SPELLINGS = re.compile(  # of names and literals nothing is changed
    r"(?i)`[^`]*`|'[^']*'|\b(?:INTEGER|NUMERIC|DEC)\b"
    r"|\b(?:VARCHAR|VARBINARY)\s*\(\s*2147483647\s*\)"
)
_SPELLED = {
    "INTEGER": "INT",
    "NUMERIC": "DECIMAL",
    "DEC": "DECIMAL",
    "VARCHAR": "STRING",
    "VARBINARY": "BYTES",
}


def written_type(column: Column) -> str:
    """A column's type as its definition says it, with what else decides its values."""
    not_null = " NOT NULL" if column.not_null else ""
    match column.kind:
        case ColumnKind.COMPUTED:
            return f"AS {column.expression}"
        case ColumnKind.METADATA:
            source = f" FROM '{column.expression}'" if column.expression else ""
            virtual = " VIRTUAL" if column.virtual else ""
            return f"{column.type}{not_null} METADATA{source}{virtual}"
        case ColumnKind.PHYSICAL:
            return f"{column.type}{not_null}"


def is_same_type(was: str, now: str) -> bool:
    """Whether two types, as `written_type` says them, are one and the same to Flink."""
    return was == now or means_the_same(_in_one_spelling(was), _in_one_spelling(now))


def _in_one_spelling(written: str) -> str:
    return _SPELLINGS.sub(lambda found: _one(found[0]), written)


def _one(word: str) -> str:
    return word if word[0] in "`'" else _SPELLED.get(word.upper().split("(")[0].rstrip(), word)


def _columns(before: TableDefinition, after: TableDefinition) -> Iterator[ColumnChange]:
    old = {column.name: written_type(column) for column in before.columns}
    new = {column.name: written_type(column) for column in after.columns}
    for name, was in old.items():
        now = new.get(name)
        if now is None or not is_same_type(was, now):
            yield ColumnChange(name, was, now)
    for name, now in new.items():
        if name not in old:
            yield ColumnChange(name, None, now)


def _order(before: TableDefinition, after: TableDefinition) -> Iterator[str]:
    names = {column.name for column in before.columns} & {column.name for column in after.columns}
    old = [column.name for column in before.columns if column.name in names]
    new = [column.name for column in after.columns if column.name in names]
    if old != new:
        yield "the columns stand in another order"


def _keys(before: TableDefinition, after: TableDefinition) -> Iterator[str]:
    yield from _moved("primary key", before.primary_key, after.primary_key)
    yield from _changed("distribution", before.distribution or None, after.distribution or None)
    yield from _moved("partitioning", before.partitioned_by, after.partitioned_by)
    yield from _changed("buckets", _or_none(before.buckets), _or_none(after.buckets))
    yield from _changed("watermark", _watermark(before), _watermark(after))
    yield from _changed("changelog.mode", _mode(before), _mode(after))


def _options(before: TableDefinition, after: TableDefinition) -> Iterator[str]:
    old, new = telling_options(dict(before.options)), telling_options(dict(after.options))
    for key in sorted({*old, *new} - {"changelog.mode"}):
        was, now = old.get(key), new.get(key)
        if was and now and _without_name(was, before) == _without_name(now, after):
            continue  # a topic or a path that follows its table's name
        yield from _changed(f"option '{key}'", _quoted(was), _quoted(now))


def _without_name(value: str, definition: TableDefinition) -> str:
    return value.replace(definition.parts[-1], "{table}")


def _moved(what: str, was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[str]:
    yield from _changed(what, _listed(was), _listed(now))


def _changed(what: str, was: str | None, now: str | None) -> Iterator[str]:
    if was == now or (was and now and means_the_same(was, now)):
        return
    if was is None:
        yield f"{what} is new: {now}"
    elif now is None:
        yield f"{what} is gone, was {was}"
    else:
        yield f"{what} is {now}, was {was}"


def _listed(names: tuple[str, ...]) -> str | None:
    return f"({', '.join(names)})" if names else None


def _quoted(value: str | None) -> str | None:
    return None if value is None else f"'{value}'"


def _or_none(value: int | None) -> str | None:
    return None if value is None else str(value)


def _mode(definition: TableDefinition) -> str | None:
    return dict(definition.options).get("changelog.mode")


def _watermark(definition: TableDefinition) -> str | None:
    mark = definition.watermark
    return None if mark is None else f"{mark.column} AS {mark.expression}"
