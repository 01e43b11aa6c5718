"""Reads the clauses of a CREATE statement for the names in them: LIKE, AS query, functions."""

from bisect import bisect_left, bisect_right

from teal.model.statements import NameRole, StatementKind
from teal.sql.cursor import Cursor
from teal.sql.mistakes import Code
from teal.sql.query import QueryReader
from teal.sql.words import CALLS_NOTHING_OF_OURS, KEEPS_STATE, is_name, words

_CLAUSE_WORDS = words(
    """
    COMMENT DISTRIBUTED DISTRIBUTION PARTITIONED BY HASH RANGE INTO BUCKETS WITH
    FRESHNESS = INTERVAL - SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR TO
    REFRESH_MODE START_MODE FULL CONTINUOUS INPUT OUTPUT USING CONNECTION
    """
)

_HAVE_QUERY = (
    StatementKind.CREATE_VIEW,
    StatementKind.CREATE_MATERIALIZED_TABLE,
    StatementKind.ALTER_MATERIALIZED_TABLE,
)


def read_clauses(cursor: Cursor, reader: QueryReader, kind: StatementKind) -> bool:
    """Read from behind the name to the end, whether there is a query at the end is the answer."""
    while cursor.at < cursor.piece.last:
        key = cursor.key
        if key in _CLAUSE_WORDS:
            cursor.at += 1
        elif key == "(":
            _read_columns(cursor)
        elif key == "AS":
            reader.read_query(cursor.at + 1)
            return True
        elif cursor.skip("LIKE"):
            cursor.name(NameRole.LIKE)
        elif _is_value(cursor):
            cursor.at += 1
        else:
            raise cursor.unexpected(
                f"A clause of {kind.value.upper()} has to stand here", Code.UNKNOWN_CLAUSE
            )
    if kind in _HAVE_QUERY:
        cursor.require("AS")
    return False


def _read_columns(cursor: Cursor) -> None:
    """Go behind parentheses, taking the user's functions that computed columns call."""
    end = cursor.piece.closers[cursor.at]
    cursor.at += 1
    take_functions(cursor, end)
    cursor.at = end + 1


def take_functions(cursor: Cursor, end: int) -> None:
    """Take the user's functions that are called from here up to a token."""
    keys, marks = cursor.keys, cursor.piece.marks
    inside = marks[bisect_right(marks, cursor.at) : bisect_left(marks, end)]
    for mark in [mark for mark in inside if keys[mark] == "("]:
        name = keys[mark - 1].strip("`")  # `max` is MAX, too
        if name in CALLS_NOTHING_OF_OURS or name in KEEPS_STATE:
            continue
        if is_name(keys[mark - 1]):
            cursor.names.add(mark - 1, NameRole.FUNCTION)


def _is_value(cursor: Cursor) -> bool:
    key = cursor.key
    if key[0] == "'" or key[0].isdigit():
        return True
    return is_name(key) and cursor.keys[cursor.at - 1] in ("CONNECTION", "=")
