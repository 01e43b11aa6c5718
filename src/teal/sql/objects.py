"""Reads CREATE, ALTER and DROP: which object it is, and what of it matters."""

from teal.model.statements import NameRole, StatementKind
from teal.sql.cursor import Cursor
from teal.sql.definitions import read_clauses, take_functions
from teal.sql.expected import semicolon_expected
from teal.sql.mistakes import Code, Misread, shown
from teal.sql.query import QueryReader
from teal.sql.words import OPENERS, is_name, words

Kind = StatementKind

_MODIFIERS = frozenset({"OR", "REPLACE", "ALTER", "TEMPORARY", "SYSTEM"})
_OBJECTS = words("TABLE VIEW FUNCTION CATALOG DATABASE MODEL CONNECTION AGENT TOOL")
_TABLES = frozenset({"TABLE", "VIEW", "MATERIALIZED TABLE", "MODEL"})
_CHANGES_COLUMNS = words("ADD MODIFY DROP")
_ALTERATIONS = _CHANGES_COLUMNS | words(
    "SET RESET SUSPEND RESUME REFRESH PARTITION COMPACT COMMENT"
)
_EVOLVES = words("( COMMENT DISTRIBUTED WITH START_MODE")
"""What may stand between a materialized table's name and its new query."""
_OPENERS = OPENERS | {"SELECT"}


def read_create(cursor: Cursor, reader: QueryReader) -> StatementKind:
    """Read CREATE or REPLACE, with the query that it may end with."""
    noun = _object(cursor, "IF", "NOT", "EXISTS")
    kind = Kind(f"create {noun.lower()}")
    if noun not in _TABLES:
        _take_parts(cursor)
        require_end(cursor)
    else:
        cursor.name(NameRole.DEFINITION)
        reads_query = read_clauses(cursor, reader, kind)
        if kind is Kind.CREATE_TABLE and reads_query:
            return Kind.CTAS
    return kind


def read_alter(cursor: Cursor, reader: QueryReader) -> StatementKind:
    """Read ALTER, also of the system."""
    start = cursor.at
    if cursor.keys[start + 1] in ("SYSTEM", "SESSION") and cursor.keys[start + 2] != "FUNCTION":
        return _read_alter_system(cursor)
    noun = _object(cursor, "IF", "EXISTS")
    if noun in _TABLES:
        cursor.name(NameRole.DEFINITION)
        if noun == "MATERIALIZED TABLE" and cursor.key in _EVOLVES:
            read_clauses(cursor, reader, Kind.ALTER_MATERIALIZED_TABLE)
            cursor.at = cursor.piece.last
        else:
            _read_alteration(cursor, reader)
    elif noun != "FUNCTION":
        _take_parts(cursor)
    return Kind(f"alter {noun.lower()}")


def read_drop(cursor: Cursor, reader: QueryReader) -> StatementKind:
    """Read DROP."""
    noun = _object(cursor, "IF", "EXISTS")
    if noun in _TABLES:
        cursor.name(NameRole.DEFINITION)
    return Kind(f"drop {noun.lower()}")


def unknown_statement(cursor: Cursor) -> Misread:
    """The error for a statement that begins with none of the known words."""
    return Misread(
        Code.UNKNOWN_STATEMENT,
        cursor.piece.tokens.starts[cursor.at],
        f"This is no statement of Flink SQL that Teal knows: it begins with "
        f"{shown(cursor.piece.tokens.word(cursor.at))}.",
        "Correct it, or leave the file out: `pipelines` of the configuration names the folders "
        "that count.",
    )


def require_end(cursor: Cursor) -> None:
    """Refuse another statement from here on, in one without a query."""
    piece, keys = cursor.piece, cursor.keys
    for index in range(cursor.at, piece.last):
        if keys[index] in _OPENERS:
            raise semicolon_expected(piece, index)


def _read_alteration(cursor: Cursor, reader: QueryReader) -> None:
    """What is changed of the table, view or model that has been named."""
    if cursor.skip("AS"):
        reader.read_query(cursor.at)
        cursor.at = cursor.piece.last
    elif cursor.skip("RENAME"):
        if not cursor.skip("TO"):
            cursor.dotted_word()  # a column
            cursor.require("TO")
            cursor.dotted_word()
        else:
            cursor.name(NameRole.DEFINITION)
    elif cursor.key not in _ALTERATIONS:
        raise cursor.unexpected("What to alter has to stand here")
    else:
        cursor.skip_any(_CHANGES_COLUMNS)
        if cursor.key != "SET":  # options, or SET LIGHTNING MODE (x), which calls nothing
            take_functions(cursor, cursor.piece.last)


def _take_parts(cursor: Cursor) -> None:
    """Take the model that an agent is made of, and the function that a tool is."""
    for word, role in (("MODEL", NameRole.MODEL), ("FUNCTION", NameRole.FUNCTION)):
        for index in range(cursor.at + 2, cursor.piece.last):
            before, key = cursor.keys[index - 2 : index], cursor.keys[index]
            if before[1] == word and before[0] in ("USING", "SET") and is_name(key):
                cursor.names.add(index, role)


def _object(cursor: Cursor, *condition: str) -> str:
    """Take all up to the name, and the name of a function; which kind of object it is."""
    start = cursor.at
    cursor.at += 1
    cursor.skip_any(_MODIFIERS)
    noun = _noun(cursor, start)
    cursor.skip(*condition)
    if noun == "FUNCTION":
        cursor.name(NameRole.FUNCTION)
    return noun


def _noun(cursor: Cursor, start: int) -> str:
    if cursor.skip("MATERIALIZED"):
        cursor.require("TABLE")
        return "MATERIALIZED TABLE"
    noun = cursor.key
    if noun not in _OBJECTS:
        cursor.at = start
        raise unknown_statement(cursor)
    cursor.at += 1
    return noun


def _read_alter_system(cursor: Cursor) -> StatementKind:
    """ALTER SYSTEM SET or RESET, which is SET and RESET in other words."""
    cursor.at += 2
    if cursor.skip("RESET"):
        return Kind.RESET
    cursor.require("SET")
    return Kind.SET
