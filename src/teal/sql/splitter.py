"""Cuts a text's tokens into statements at their semicolons; a statement set stays in one piece."""

from collections.abc import Iterator, Sequence

from teal.sql.mistakes import Code, Misread
from teal.sql.piece import Piece
from teal.sql.tokens import Tokens


def pieces(tokens: Tokens, marks: Sequence[int]) -> Iterator[Piece]:
    """The statements of a text in order, without their semicolons; empty ones are left out.

    `marks` are the indexes of tokens that readers act on, semicolons, BEGIN and END among them.
    """
    first = opened = 0
    in_set = False
    for position, mark in enumerate(marks):
        key = tokens.keys[mark]
        if key == ";":
            if not in_set:
                if mark > first:
                    yield Piece(tokens, first, mark, marks[opened:position])
                first, opened = mark + 1, position + 1
        elif key == "BEGIN" and not in_set:
            in_set = _opens_a_set(tokens, first, mark)
        elif key == "END" and in_set and tokens.keys[mark - 1] == ";":
            in_set = False
    if first < tokens.count:
        missing = _open_set(tokens, first) if in_set else None
        yield Piece(tokens, first, tokens.count, marks[opened:], missing)


def members(piece: Piece, first: int) -> Iterator[Piece]:
    """The statements inside a statement set, from token `first` to its END."""
    keys = piece.tokens.keys
    opened = first
    for mark in piece.marks:
        if mark >= first and keys[mark] == ";":
            if mark > opened:
                yield piece.part(opened, mark)
            opened = mark + 1


def _opens_a_set(tokens: Tokens, first: int, begin: int) -> bool:
    keys = tokens.keys
    if begin == first and keys[begin + 1] == "STATEMENT":
        return keys[begin + 2] == "SET"
    return begin - first >= 2 and keys[begin - 2] == "STATEMENT" and keys[begin - 1] == "SET"


def _open_set(tokens: Tokens, first: int) -> Misread:
    return Misread(
        Code.OPEN_STATEMENT_SET,
        tokens.starts[first],
        "This statement set has no END.",
        'Close each INSERT with ";" and the set with "END;".',
    )
