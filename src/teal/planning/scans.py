"""Files' statements with the definitions in them; what was scanned before, from the same text, is
taken up again instead of being scanned anew."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from teal.model.diagnostics import Diagnostic
from teal.model.statements import (
    Column,
    ColumnKind,
    NameRole,
    NameSpan,
    Statement,
    StatementKind,
    TableDefinition,
    Watermark,
)
from teal.sql.definition import definition_in
from teal.sql.scanner import ScanResult, Seen, scan

Definition: TypeAlias = TableDefinition | tuple[Diagnostic, ...]
"""What a CREATE TABLE says, or what is wrong in it."""

Plain: TypeAlias = tuple[Any, ...]
"""Nested tuples of texts and numbers: what a cache can keep."""

_KINDS = tuple(StatementKind)
_ROLES = tuple(NameRole)
_COLUMN_KINDS = tuple(ColumnKind)
_KIND_AT = {kind: at for at, kind in enumerate(_KINDS)}
_ROLE_AT = {role: at for at, role in enumerate(_ROLES)}
_COLUMN_KIND_AT = {kind: at for at, kind in enumerate(_COLUMN_KINDS)}


class KeptScans(Protocol):
    """Scans of files by path, from before."""

    def get(self, name: str) -> Plain | None:
        """What was put for a path, or None."""
        ...

    def put(self, name: str, value: Plain) -> None:
        """Keep the scan of a path."""
        ...


class Scanned(Struct, frozen=True):
    """A file's statements, and by their offsets the definitions of tables among them."""

    result: ScanResult
    definitions: dict[int, Definition]


def scanned(text: str, path: str, kept: KeptScans | None = None) -> Scanned:
    """The statements of a text; `path` is what diagnostics call it."""
    if kept is None:
        return _scanned(text, path)
    before = kept.get(path)
    if before is not None and before[0] == text:
        return _unpacked(before, path)
    found = _scanned(text, path)
    if (packed := _packed(text, found)) is not None:
        kept.put(path, packed)
    return found


def _scanned(text: str, path: str) -> Scanned:
    definitions: dict[int, Definition] = {}

    def note(statement: Statement, seen: Seen) -> None:
        if statement.kind is StatementKind.CREATE_TABLE:
            definitions[statement.offset] = definition_in(seen, statement)

    return Scanned(scan(text, path, note), definitions)


def _packed(text: str, found: Scanned) -> Plain | None:
    """None for what holds mistakes: that is read again until it is mended."""
    if found.result.diagnostics or found.result.unread:
        return None
    statements = []
    for each in found.result.statements:
        end = each.offset + len(each.text)
        definition = found.definitions.get(each.offset)
        if text[each.offset : end] != each.text or isinstance(definition, tuple):
            return None
        statements.append(
            (
                each.offset,
                each.line,
                end,
                _KIND_AT[each.kind],
                tuple((n[0], n[1], n[2], _ROLE_AT[n[3]], n[4], n[5]) for n in each.names),
                each.stateful,
                each.column,
                None if definition is None else _packed_definition(definition),
            )
        )
    return text, tuple(statements)


def _unpacked(packed: Plain, path: str) -> Scanned:
    text, kept = packed
    statements = []
    definitions: dict[int, Definition] = {}
    for offset, line, end, kind, names, stateful, column, definition in kept:
        statements.append(
            Statement(
                path,
                offset,
                line,
                text[offset:end],
                _KINDS[kind],
                tuple(
                    [
                        NameSpan(start, stop, parts, _ROLES[role], alias, refers)
                        for start, stop, parts, role, alias, refers in names
                    ]
                ),
                stateful,
                column,
            )
        )
        if definition is not None:
            definitions[offset] = _unpacked_definition(definition)
    return Scanned(ScanResult(tuple(statements), ()), definitions)


def _packed_definition(definition: TableDefinition) -> Plain:
    mark = definition.watermark
    return (
        definition.parts,
        tuple(
            (
                c.name,
                c.type,
                c.not_null,
                _COLUMN_KIND_AT[c.kind],
                c.expression,
                c.virtual,
                c.comment,
            )
            for c in definition.columns
        ),
        definition.primary_key,
        definition.distributed_by,
        definition.buckets,
        None if mark is None else (mark.column, mark.expression),
        definition.options,
        definition.like,
        definition.temporary,
        definition.if_not_exists,
        definition.comment,
        definition.partitioned_by,
        definition.by_range,
    )


def _unpacked_definition(packed: Plain) -> TableDefinition:
    parts, columns, primary_key, distributed_by, buckets, mark, *others = packed
    return TableDefinition(
        parts,
        tuple(
            [
                Column(name, kind, not_null, _COLUMN_KINDS[origin], expression, virtual, comment)
                for name, kind, not_null, origin, expression, virtual, comment in columns
            ]
        ),
        primary_key,
        distributed_by,
        buckets,
        None if mark is None else Watermark(*mark),
        *others,
    )
