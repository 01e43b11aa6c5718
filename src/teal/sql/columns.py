"""Reads what stands in the parentheses of a CREATE TABLE: columns, watermark, primary key."""

from msgspec import Struct, field

from teal.model.statements import Column, ColumnKind, Watermark
from teal.sql.cursor import Cursor
from teal.sql.mistakes import Code, Misread
from teal.sql.tokens import Tokens
from teal.sql.words import words

_GOES_ON_WITH_TYPE = words(
    """
    ( < > PRECISION VARYING LARGE OBJECT WITH WITHOUT LOCAL TIME ZONE ARRAY MULTISET
    YEAR MONTH DAY HOUR MINUTE SECOND TO
    """
)
_COLLECTIONS = words("ARRAY MULTISET")
_CONSTRAINT = words("CONSTRAINT PRIMARY UNIQUE")
_NO_SPACE_BEFORE = words(", ) ] > < ( [")
_ENDS_ELEMENT = words(", ) ;")


class Elements(Struct):
    """What has been read; `mistakes` are the elements that could not be."""

    columns: list[Column] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # of the columns
    key_place: int = 0
    primary_key: tuple[str, ...] = ()
    watermark: Watermark | None = None
    mistakes: list[Misread] = field(default_factory=list)


def read_elements(cursor: Cursor) -> Elements:
    """Read from an opening parenthesis to behind its end; goes on behind what it cannot read."""
    elements = Elements()
    closer = cursor.piece.closers[cursor.at]
    while cursor.at < closer:
        cursor.at += 1
        try:
            _read_element(cursor, elements)
            if cursor.key not in (",", ")"):
                raise cursor.unexpected('"," or ")" is expected here', Code.DEFINITION)
        except Misread as misread:
            elements.mistakes.append(misread)
            _skip_to_comma(cursor, closer)
    cursor.at = closer + 1
    return elements


def _read_element(cursor: Cursor, elements: Elements) -> None:
    if cursor.skip("WATERMARK", "FOR"):
        column = cursor.dotted_name()
        cursor.require("AS")
        elements.watermark = Watermark(column, _expression(cursor))
        return
    if cursor.skip("CONSTRAINT"):
        cursor.identifier()
        _read_constraint(cursor, elements)
    elif cursor.key in ("PRIMARY", "UNIQUE"):
        _read_constraint(cursor, elements)
    else:
        _read_column(cursor, elements)


def _read_constraint(cursor: Cursor, elements: Elements) -> None:
    place = cursor.place
    if cursor.skip("UNIQUE"):
        cursor.identifiers_in_parentheses()
    else:
        cursor.require("PRIMARY", "KEY")
        elements.key_place = place
        elements.primary_key = cursor.identifiers_in_parentheses()
    _skip_enforcement(cursor)


def _skip_enforcement(cursor: Cursor) -> None:
    cursor.skip("NOT", "ENFORCED")
    cursor.skip("ENFORCED")


def _read_column(cursor: Cursor, elements: Elements) -> None:
    elements.places.append(cursor.place)
    name = cursor.identifier()
    if cursor.skip("AS"):
        elements.columns.append(_computed(cursor, name))
        return
    type_ = _type(cursor)
    not_null = virtual = False
    kind = ColumnKind.PHYSICAL
    expression: str | None = None
    comment: str | None = None
    while cursor.key not in _ENDS_ELEMENT:
        if cursor.skip("NOT", "NULL"):
            not_null = True
        elif cursor.skip("METADATA"):
            kind = ColumnKind.METADATA
            expression = cursor.literal() if cursor.skip("FROM") else None
            virtual = cursor.skip("VIRTUAL")
        elif cursor.skip("COMMENT"):
            comment = cursor.literal()
        elif cursor.key in _CONSTRAINT:
            if _is_primary_key(cursor):
                elements.primary_key = (name,)
        elif cursor.key in _COLLECTIONS:
            type_ += (" NOT NULL " if not_null else " ") + cursor.key
            not_null = False
            cursor.at += 1
        elif cursor.skip("CHARACTER", "SET"):
            cursor.identifier()
        elif not cursor.skip("NULL"):
            raise cursor.unexpected("A column's end is expected here", Code.DEFINITION)
    elements.columns.append(Column(name, type_, not_null, kind, expression, virtual, comment))


def _is_primary_key(cursor: Cursor) -> bool:
    """Go behind a constraint of one column; whether it is the primary key."""
    if cursor.skip("CONSTRAINT"):
        cursor.identifier()
    is_key = not cursor.skip("UNIQUE")
    if is_key:
        cursor.require("PRIMARY", "KEY")
    _skip_enforcement(cursor)
    return is_key


def _computed(cursor: Cursor, name: str) -> Column:
    expression = _expression(cursor)
    comment = cursor.literal() if cursor.skip("COMMENT") else None
    return Column(name, "", False, ColumnKind.COMPUTED, expression, comment=comment)


def _type(cursor: Cursor) -> str:
    """A type in one spelling: `DECIMAL(10, 2)`, `ROW<a INT, b STRING>`; "" if there is none."""
    first, depth = cursor.at, 0
    while depth or cursor.key not in _ENDS_ELEMENT:
        key = cursor.key
        if key in (")", ";"):
            raise cursor.unexpected('"<" is not closed', Code.DEFINITION)
        if not depth and cursor.at > first and key not in _GOES_ON_WITH_TYPE:
            break
        depth += (key == "<") - (key == ">")
        cursor.at = cursor.piece.closers.get(cursor.at, cursor.at) + 1
    return _spelled(cursor.piece.tokens, first, cursor.at)


def _expression(cursor: Cursor) -> str:
    """An expression up to a comma, a comment or the end; as written."""
    tokens, first = cursor.piece.tokens, cursor.at
    while cursor.key not in _ENDS_ELEMENT:
        if cursor.key == "COMMENT" and tokens.keys[cursor.at + 1][:1] == "'":
            break
        if cursor.at in cursor.piece.closers:
            cursor.at = cursor.piece.closers[cursor.at]
        cursor.at += 1
    if cursor.at == first:
        raise cursor.unexpected("An expression is expected here", Code.DEFINITION)
    return tokens.span(first, cursor.at)


def _spelled(tokens: Tokens, first: int, last: int) -> str:
    spelled = ""
    for index in range(first, last):
        key, word = tokens.keys[index], tokens.word(index)
        glued = key in _NO_SPACE_BEFORE or spelled[-1:] in ("", "(", "[", "<")
        spelled += ("" if glued else " ") + (word if _is_field(tokens, index) else key)
    return spelled


def _is_field(tokens: Tokens, index: int) -> bool:
    """Whether a token of a type is a literal, a quoted name or the name of a ROW's field."""
    key = tokens.keys[index]
    if key[0] in "`'":
        return True
    behind = tokens.keys[index + 1]
    return tokens.keys[index - 1] in ("<", ",", "(") and (
        behind not in (",", ">", "(", "<", ")", "NOT", "NULL") and key[0].isalpha()
    )


def _skip_to_comma(cursor: Cursor, closer: int) -> None:
    while cursor.at < closer and cursor.key != ",":
        cursor.at = cursor.piece.closers.get(cursor.at, cursor.at) + 1
