"""Cuts a text's tokens into statements at their semicolons; a statement set stays in one piece."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from teal.sql.mistakes import Code, Misread
from teal.sql.piece import Piece
from teal.sql.tokens import Tokens

_FIRST_WORDS = ["BEGIN", "STATEMENT", "SET"]  # which a client may send by themselves
_LONGEST_WRAPPING = 16  # tokens of an EXPLAIN or COMPILE PLAN before the set that it wraps


def pieces(tokens: Tokens, marks: Sequence[int]) -> Iterator[Piece]:
    """The statements of a text in order, without their semicolons; empty ones are left out.

    `marks` are the indexes of tokens that readers act on, the semicolons among them.
    """
    keys, count = tokens.keys, tokens.count
    has_sets = "BEGIN" in keys
    first = opened = 0
    while first < count:
        last = keys.index(";", first)
        misread = None
        if has_sets and _opens_a_set(keys, first, last):
            end = _end_of_set(keys, last, count)
            if end is not None:
                last = end
            elif last + 1 < count or last - first > len(_FIRST_WORDS):
                last, misread = count, open_set(tokens, first)
        closed = bisect_left(marks, last, opened)
        if last > first:
            yield Piece(tokens, first, last, marks[opened:closed], misread)
        first, opened = last + 1, closed + 1


def members(piece: Piece, first: int) -> Iterator[Piece]:
    """The statements inside a statement set, from token `first` to its END."""
    keys = piece.tokens.keys
    opened = first
    for mark in piece.marks:
        if mark >= first and keys[mark] == ";":
            if mark > opened:
                yield piece.part(opened, mark)
            opened = mark + 1


def _opens_a_set(keys: Sequence[str], first: int, last: int) -> bool:
    """Whether these tokens begin a statement set, in one of its two spellings."""
    if keys[first:last] == _FIRST_WORDS:
        return True
    return any(
        keys[index : index + 3] == ["STATEMENT", "SET", "BEGIN"]
        for index in range(first, min(last - 2, first + _LONGEST_WRAPPING))
    )


def _end_of_set(keys: Sequence[str], semicolon: int, count: int) -> int | None:
    """The semicolon (or the end of the text) behind the END that follows another semicolon."""
    while semicolon < count:
        if keys[semicolon + 1] == "END":
            return keys.index(";", semicolon + 2)
        semicolon = keys.index(";", semicolon + 1)
    return None


def open_set(tokens: Tokens, first: int) -> Misread:
    """The error for a statement set, begun at a token, that does not end."""
    return Misread(
        Code.OPEN_STATEMENT_SET,
        tokens.starts[first],
        "This statement set has no END.",
        'Close each INSERT with ";" and the set with "END;".',
    )
