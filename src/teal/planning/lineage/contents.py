"""What a query puts into a table: its columns by the table's names, and what decides the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from teal.model.statements import ColumnKind, TableDefinition
from teal.sql.normalise import normalised
from teal.sql.shape.fillings import Filling
from teal.sql.shape.values import Clause, Shape, ShapeColumn, Unshaped, Written
from teal.sql.volatile import VOLATILE

_NOTHING: frozenset[str] = frozenset()
_VOLATILE = re.compile(r"(?i)\b(?:" + "|".join(sorted(VOLATILE)) + r")\b")


class Content(Struct, frozen=True):
    """What one query of a unit puts into a table. Places are those of the unit's text."""

    table: str
    columns: Mapping[str, ShapeColumn]
    rows: tuple[Clause, ...]
    shape: Shape


def contents_of(
    filling: Filling, table: str, shape: Shape, definition: TableDefinition | None
) -> Content | Unshaped:
    """The content of `table`, whose columns a query fills by their places."""
    fixed = dict(filling.fixed)
    names = _names(filling, shape, definition, fixed)
    if names is None:
        return Unshaped(filling.query, f"the columns of `{table}` are not known")
    if len(names) != len(shape.columns):
        why = f"the query has {len(shape.columns)} columns, `{table}` takes {len(names)}"
        return Unshaped(filling.query, why)
    at = filling.query.at
    columns = {
        name: column._replace(
            name=name,
            written=_moved(column.written, at),
            within=tuple(_moved(each, at) for each in column.within),
        )
        for name, column in zip(names, shape.columns, strict=True)
    }
    columns |= {name: _constant(name, value, at) for name, value in fixed.items()}
    if definition is not None and not filling.defines:
        for name in stored_columns(definition):
            columns.setdefault(name, _constant(name, "NULL", at))
        columns |= _computed(definition, columns)
    rows = [
        clause._replace(
            written=_moved(clause.written, at),
            within=tuple(_moved(each, at) for each in clause.within),
        )
        for clause in shape.rows
    ]
    rows += _around(filling)
    return Content(table, columns, tuple(rows), shape)


def stored_columns(definition: TableDefinition) -> tuple[str, ...]:
    """The columns that an INSERT fills, in order."""
    return tuple(
        column.name
        for column in definition.columns
        if column.kind is ColumnKind.PHYSICAL
        or (column.kind is ColumnKind.METADATA and not column.virtual)
    )


def _names(
    filling: Filling,
    shape: Shape,
    definition: TableDefinition | None,
    fixed: Mapping[str, str],
) -> tuple[str, ...] | None:
    if filling.columns is not None:
        return filling.columns
    if filling.defines:
        return tuple(column.name for column in shape.columns)
    if definition is None:
        return None
    return tuple(name for name in stored_columns(definition) if name not in fixed)


def _moved(written: Written, by: int) -> Written:
    return Written(written.text, written.at + by)


def _constant(name: str, text: str, at: int) -> ShapeColumn:
    return ShapeColumn(name, text, frozenset(), _NOTHING, _NOTHING, Written(text, at))


def _computed(
    definition: TableDefinition, stored: Mapping[str, ShapeColumn]
) -> dict[str, ShapeColumn]:
    """Computed columns: what they say, and what the columns that they name depend on."""
    found: dict[str, ShapeColumn] = {}
    for column in definition.columns:
        if column.kind is not ColumnKind.COMPUTED:
            continue
        expression = column.expression or ""
        used = [each for name, each in stored.items() if mentions(expression, name)]
        parts = "; ".join(f"{each.name} = {each.text}" for each in used)
        found[column.name] = ShapeColumn(
            column.name,
            f"AS {normalised(expression)} WITH {parts}",
            frozenset().union(*(each.reads for each in used)),
            _NOTHING.union(*(each.calls for each in used)),
            _NOTHING.union(_volatile_in(expression), *(each.volatile for each in used)),
            Written(expression, 0),
        )
    return found


def mentions(expression: str, column: str) -> bool:
    """Whether the expression of a computed column names another one."""
    written = re.escape(column.replace("`", "``"))
    return re.search(rf"(?<!\w){written}(?!\w)", expression) is not None


def _volatile_in(expression: str) -> frozenset[str]:
    return frozenset(word.upper() for word in _VOLATILE.findall(expression))


def _around(filling: Filling) -> list[Clause]:
    """What stands around the query: INSERT OVERWRITE, ON CONFLICT, a hint for the target."""
    found = []
    if filling.head == "INSERT OVERWRITE":
        found.append(_said("OVERWRITE", Written(filling.head, filling.query.at)))
    if filling.ending is not None:
        text = normalised(filling.ending.text)
        found.append(_said("ON CONFLICT", Written(text, filling.ending.at)))
    if filling.hint is not None:
        found.append(_said("a hint", Written(normalised(filling.hint.text), filling.hint.at)))
    return found


def _said(kind: str, written: Written) -> Clause:
    return Clause(kind, f"{kind} {written.text}", frozenset(), _NOTHING, _NOTHING, written)
