"""What an inspection found, as JSON: one object a statement, by the published schema.

Lines are put together from texts rather than encoded from dictionaries, and there is no codec:
this has to keep up with the scanner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from json.encoder import JSONEncoder, encode_basestring_ascii
from typing import TYPE_CHECKING

from teal.model.diagnostics import Diagnostic
from teal.model.statements import Column, NameRole, Statement, TableDefinition
from teal.planning.variables import text_at

if TYPE_CHECKING:
    from teal.model.codec import Json
    from teal.planning.inspection import Inspected, Inspection
    from teal.planning.variables import Filled

_TARGET, _DEFINITION = NameRole.TARGET, NameRole.DEFINITION
_INPUT, _HINT, _QUALIFIER = NameRole.INPUT, NameRole.HINT, NameRole.QUALIFIER
_encode = JSONEncoder(separators=(",", ":"), check_circular=False).encode
_text = encode_basestring_ascii


def answer_lines(subject: dict[str, Json], found: Inspection | Diagnostic) -> Iterator[str]:
    """A line for each statement; one of the kind "empty" where there is none, one of the kind
    "unknown" where the text itself could not be had. `subject` is the id or the file."""
    head = ",".join([f"{_text(key)}:{_value(value)}" for key, value in subject.items()])
    head = f"{{{head}"
    if isinstance(found, Diagnostic):
        yield f"{head},{_nothing('unknown')},{_diagnostics((found,), '')}}}"
        return
    if not found.statements:
        yield f"{head},{_nothing('empty')},{_diagnostics(found.loose, found.filled.raw)}}}"
    for each in found.statements:
        yield f"{head},{_fields(each, found.filled)}}}"


def _value(value: Json) -> str:
    if isinstance(value, str):
        return _text(value)
    return str(value) if type(value) is int else _encode(value)


def _nothing(kind: str) -> str:
    nothing = '"writes":[],"reads":[],"names":[],"mentions":[],"stateful":false'
    return f'"offset":0,"kind":"{kind}",{nothing}'


def _fields(each: Inspected, text: Filled) -> str:
    statement = each.statement
    fields = (
        f'"offset":{each.begin},"kind":"{statement.kind._value_}",{_names(statement, text)},'
        f'"stateful":{"true" if statement.stateful else "false"}'
    )
    if each.definition is not None:
        fields += f",{_definition(each.definition)}"
    elif each.options:
        fields += f',"options":{_options(each.options)}'
    return f"{fields},{_diagnostics(each.diagnostics, text.raw)}"


def _names(statement: Statement, text: Filled) -> str:
    """What a statement writes and reads, and each place where it names something."""
    writes: dict[str, None] = {}
    reads: dict[str, None] = {}
    names: list[str] = []
    mentions: list[str] = []
    offset = statement.offset
    for start, end, parts, role, _, _ in statement.names:
        named = _texts(parts)
        start, end = offset + start, offset + end
        if text.ends:
            start, end = text.place(start), text.end_place(end)
        name = f'{{"start":{start},"end":{end},"parts":{named},"role":"{role._value_}"}}'
        (mentions if role is _HINT or role is _QUALIFIER else names).append(name)
        if role is _INPUT:
            reads[named] = None
        elif role is _TARGET or role is _DEFINITION:
            writes[named] = None
    return (
        f'"writes":[{",".join(writes)}],"reads":[{",".join(reads)}],'
        f'"names":[{",".join(names)}],"mentions":[{",".join(mentions)}]'
    )


def _definition(table: TableDefinition) -> str:
    mark, like = table.watermark, table.like
    watermark = "null"
    if mark is not None:
        watermark = f'{{"column":{_text(mark.column)},"expression":{_text(mark.expression)}}}'
    return (
        f'"columns":[{",".join(map(_column, table.columns))}],'
        f'"primary_key":{_texts(table.primary_key)},'
        f'"distributed_by":{_texts(table.distributed_by)},'
        f'"buckets":{"null" if table.buckets is None else table.buckets},'
        f'"partitioned_by":{_texts(table.partitioned_by)},'
        f'"watermark":{watermark},'
        f'"options":{_options(table.options)},'
        f'"like":{"null" if like is None else _texts(like)},'
        f'"temporary":{"true" if table.temporary else "false"},'
        f'"if_not_exists":{"true" if table.if_not_exists else "false"},'
        f'"comment":{"null" if table.comment is None else _text(table.comment)}'
    )


@lru_cache(maxsize=8192)  # the same columns go through many tables
def _column(column: Column) -> str:
    fields = (
        f'{{"name":{_text(column.name)},"type":{_text(column.type)},'
        f'"kind":"{column.kind._value_}","not_null":{"true" if column.not_null else "false"}'
    )
    if column.expression is not None:
        fields += f',"expression":{_text(column.expression)}'
    if column.virtual:
        fields += ',"virtual":true'
    if column.comment is not None:
        fields += f',"comment":{_text(column.comment)}'
    return fields + "}"


def _texts(listed: Iterable[str]) -> str:
    return f"[{','.join(map(_text, listed))}]"


def _options(options: Iterable[tuple[str, str]]) -> str:
    pairs = dict(options).items()
    return f"{{{','.join([f'{_text(key)}:{_text(value)}' for key, value in pairs])}}}"


def _diagnostics(found: tuple[Diagnostic, ...], text: str) -> str:
    if not found:
        return '"diagnostics":[]'
    return f'"diagnostics":{_encode([diagnostic_fields(each, text) for each in found])}'


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
