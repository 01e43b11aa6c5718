"""Reads what a CREATE TABLE defines: columns, key, distribution, watermark, options."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from teal.model.diagnostics import Diagnostic
from teal.model.statements import Parts, Statement, TableDefinition
from teal.sql.columns import Elements, read_elements
from teal.sql.cursor import Cursor
from teal.sql.mistakes import Code, Misread, Origin, diagnostic, shown
from teal.sql.names import Names
from teal.sql.piece import Piece
from teal.sql.plain.tables import defined_by
from teal.sql.scanner import Seen, piece_of
from teal.sql.tokens import parts
from teal.sql.words import words

_HEAD = words("CREATE OR REPLACE ALTER TEMPORARY MATERIALIZED TABLE")


class _Definition(Struct):
    temporary: bool = False
    if_not_exists: bool = False
    name: Parts = ()
    elements: Elements = field(default_factory=Elements)
    comment: str | None = None
    distributed_by: tuple[str, ...] = ()
    buckets: int | None = None
    partitioned_by: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    like: Parts | None = None
    has_query: bool = False
    by_range: bool = False


def table_definition(statement: Statement) -> TableDefinition | tuple[Diagnostic, ...]:
    """What a CREATE TABLE (CTAS and materialized tables too) defines, or all that is wrong in it.

    Columns that come from LIKE or from a query are not in it.
    """
    try:
        piece = piece_of(statement.text)
    except Misread as misread:
        origin = Origin(statement.file, statement.line, statement.column)
        return (diagnostic(misread, statement.text, origin),)
    return _definition_in(piece, statement)


def definition_in(seen: Seen, statement: Statement) -> TableDefinition | tuple[Diagnostic, ...]:
    """As `table_definition`, for a statement that was scanned."""
    if isinstance(seen, Piece):
        return _definition_in(seen, statement)
    plain = None if seen is None else defined_by(seen, statement.text, statement.offset)
    return plain or table_definition(statement)


def _definition_in(piece: Piece, statement: Statement) -> TableDefinition | tuple[Diagnostic, ...]:
    definition = _Definition()
    mistakes: list[Misread] = []
    try:
        cursor = Cursor(piece, Names(piece, 0))
        _read_head(cursor, definition)
        _read_clauses(cursor, definition)
    except Misread as misread:
        mistakes.append(misread)
    mistakes += definition.elements.mistakes
    if not mistakes:
        mistakes += _contradictions(definition)
    if mistakes:
        text = piece.tokens.text
        origin = Origin(statement.file, statement.line, statement.column, piece.start)
        return tuple(diagnostic(misread, text, origin) for misread in mistakes)
    return _built(definition)


def _read_head(cursor: Cursor, definition: _Definition) -> None:
    while cursor.key in _HEAD:
        definition.temporary = definition.temporary or cursor.key == "TEMPORARY"
        cursor.at += 1
    definition.if_not_exists = cursor.skip("IF", "NOT", "EXISTS")
    definition.name = parts(cursor.dotted_word())


def _read_clauses(cursor: Cursor, definition: _Definition) -> None:
    while cursor.at < cursor.piece.last:
        if cursor.key == "(":
            definition.elements = read_elements(cursor)
        elif cursor.skip("COMMENT"):
            definition.comment = cursor.literal()
        elif cursor.skip("DISTRIBUTED"):
            _read_distribution(cursor, definition)
        elif cursor.skip("PARTITIONED", "BY"):
            definition.partitioned_by = cursor.identifiers_in_parentheses()
        elif cursor.skip("WITH"):
            _read_options(cursor, definition)
        elif cursor.skip("LIKE"):
            definition.like = parts(cursor.dotted_word())
            if cursor.key == "(":
                cursor.skip_parentheses()
        elif cursor.key in ("AS", "FRESHNESS", "REFRESH_MODE", "START_MODE"):
            definition.has_query = True  # the rest is of no interest
            return
        else:
            raise cursor.unexpected("A clause of CREATE TABLE is expected here", Code.DEFINITION)


def _read_distribution(cursor: Cursor, definition: _Definition) -> None:
    if cursor.skip("BY"):
        definition.by_range = not cursor.skip("HASH") and cursor.skip("RANGE")
        definition.distributed_by = cursor.identifiers_in_parentheses()
    if cursor.skip("INTO"):
        definition.buckets = cursor.number()
        cursor.require("BUCKETS")


def _read_options(cursor: Cursor, definition: _Definition) -> None:
    cursor.require("(")
    while not cursor.skip(")"):
        key = cursor.literal()
        cursor.require("=")
        definition.options[key] = cursor.literal()  # of two, Flink takes the last
        if cursor.key != ")":
            cursor.require(",")


def _contradictions(definition: _Definition) -> Iterator[Misread]:
    """What each clause says by itself is fine, but not all of it together."""
    elements = definition.elements
    names = [column.name for column in elements.columns]
    for index in _repeated(names):
        message = f"Column {shown(names[index])} is defined twice."
        yield Misread(Code.DEFINITION, elements.places[index], message, "Take one out.")
    if definition.like is not None or definition.has_query or not names:
        return  # further columns come from elsewhere
    for name in (*elements.primary_key, *definition.distributed_by):
        if name not in names:
            message = f"The key column {shown(name)} is no column of the table."
            hint = "Define it, or correct the name; Flink minds upper and lower case."
            yield Misread(Code.DEFINITION, elements.key_place, message, hint)


def _repeated(names: Sequence[str]) -> Iterator[int]:
    """The places in the list where a name stands again."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield index
        seen.add(name)


def _built(definition: _Definition) -> TableDefinition:
    return TableDefinition(
        parts=definition.name,
        columns=tuple(definition.elements.columns),
        primary_key=definition.elements.primary_key,
        distributed_by=definition.distributed_by,
        buckets=definition.buckets,
        watermark=definition.elements.watermark,
        options=tuple(definition.options.items()),
        like=definition.like,
        temporary=definition.temporary,
        if_not_exists=definition.if_not_exists,
        comment=definition.comment,
        partitioned_by=definition.partitioned_by,
        by_range=definition.by_range,
    )
