"""What an inspection found, as JSON: one object a statement, by the published schema.

Plain dictionaries and no codec: this has to keep up with the scanner.
"""

from __future__ import annotations

from collections.abc import Iterator
from json.encoder import JSONEncoder

from teal.model.codec import Json
from teal.model.diagnostics import Diagnostic
from teal.model.statements import Column, NameRole, NameSpan, Statement, TableDefinition
from teal.planning.inspection import Inspected, Inspection
from teal.planning.variables import Filled, text_at

_WORDS = {role: role.value for role in NameRole}
_MENTIONS = (NameRole.HINT, NameRole.QUALIFIER)
_encode = JSONEncoder(separators=(",", ":"), check_circular=False).encode


def answer_lines(subject: dict[str, Json], found: Inspection | Diagnostic) -> Iterator[str]:
    """A line for each statement; one of the kind "empty" where there is none, one of the kind
    "unknown" where the text itself could not be had. `subject` is the id or the file."""
    if isinstance(found, Diagnostic):
        fields = {**_nothing("unknown"), "diagnostics": [diagnostic_fields(found, "")]}
        yield _encode({**subject, **fields})
        return
    if not found.statements:
        yield _encode({**subject, **_empty(found)})
    for each in found.statements:
        yield _encode({**subject, **_fields(each, found.filled)})


def _empty(found: Inspection) -> dict[str, Json]:
    return {
        **_nothing("empty"),
        "diagnostics": [diagnostic_fields(each, found.filled.raw) for each in found.loose],
    }


def _nothing(kind: str) -> dict[str, Json]:
    return {
        "offset": 0,
        "kind": kind,
        "writes": [],
        "reads": [],
        "names": [],
        "mentions": [],
        "stateful": False,
    }


def _fields(each: Inspected, text: Filled) -> dict[str, Json]:
    statement = each.statement
    names: list[Json] = []
    mentions: list[Json] = []
    for span in statement.names:
        (mentions if span.role in _MENTIONS else names).append(_name(span, statement, text))
    fields: dict[str, Json] = {
        "offset": each.begin,
        "kind": statement.kind.value,
        "writes": [list(parts) for parts in statement.writes],
        "reads": [list(parts) for parts in statement.reads],
        "names": names,
        "mentions": mentions,
        "stateful": statement.stateful,
    }
    if each.definition is not None:
        fields |= _definition(each.definition)
    elif each.options:
        fields["options"] = dict(each.options)
    fields["diagnostics"] = [diagnostic_fields(found, text.raw) for found in each.diagnostics]
    return fields


def _name(span: NameSpan, statement: Statement, text: Filled) -> Json:
    start, end = statement.offset + span.start, statement.offset + span.end
    if text.ends:
        start, end = text.place(start), text.end_place(end)
    return {"start": start, "end": end, "parts": list(span.parts), "role": _WORDS[span.role]}


def _definition(table: TableDefinition) -> dict[str, Json]:
    watermark = table.watermark
    return {
        "columns": [_column(column) for column in table.columns],
        "primary_key": list(table.primary_key),
        "distributed_by": list(table.distributed_by),
        "buckets": table.buckets,
        "partitioned_by": list(table.partitioned_by),
        "watermark": None
        if watermark is None
        else {"column": watermark.column, "expression": watermark.expression},
        "options": dict(table.options),
        "like": None if table.like is None else list(table.like),
        "temporary": table.temporary,
        "if_not_exists": table.if_not_exists,
        "comment": table.comment,
    }


def _column(column: Column) -> Json:
    fields: dict[str, Json] = {
        "name": column.name,
        "type": column.type,
        "kind": column.kind.value,
        "not_null": column.not_null,
    }
    if column.expression is not None:
        fields["expression"] = column.expression
    if column.virtual:
        fields["virtual"] = True
    if column.comment is not None:
        fields["comment"] = column.comment
    return fields


def diagnostic_fields(found: Diagnostic, text: str) -> Json:
    """A finding; `text` is the one that its place counts in."""
    place = found.place
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "help": found.hint,
        "line": place.line if place else 1,
        "column": place.column if place else 1,
        "text": text_at(place, text) if place else "",
    }
