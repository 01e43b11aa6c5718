"""The errors that something else stands where a reader of queries knows what has to."""

from teal.sql.mistakes import Code, Misread, shown
from teal.sql.piece import Piece


def table_expected(piece: Piece, index: int) -> Misread:
    """The error that no table stands at a token."""
    hint = "Name the table; put a name that is a reserved word into backticks."
    return piece.instead(Code.TABLE_EXPECTED, index, "A table has to stand here", hint)


def semicolon_expected(piece: Piece, index: int) -> Misread:
    """The error that another statement begins at a token of a statement."""
    word = shown(piece.tokens.word(index))
    what = f"Another statement seems to begin here, with {word}."
    hint = 'Put a ";" before it; put a name that is a reserved word into backticks.'
    return Misread(Code.UNEXPECTED_WORD, piece.tokens.starts[index], what, hint)


def query_expected(piece: Piece, index: int) -> Misread:
    """The error that no query begins at a token."""
    hint = "Write SELECT, WITH, VALUES or TABLE."
    return piece.instead(Code.QUERY_EXPECTED, index, "A query has to stand here", hint)
