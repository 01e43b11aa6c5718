"""What names mean inside MATCH_RECOGNIZE: its variables, and the table that it goes over."""

from teal.sql.names import Names
from teal.sql.piece import Piece
from teal.sql.scopes import Block
from teal.sql.words import is_name


def match_scope(piece: Piece, names: Names, block: Block | None, index: int) -> Block | None:
    """The scope inside the MATCH_RECOGNIZE at a token; None where it goes over no bare table.

    The table's own name counts in there and not outside, where only the alias behind the closing
    parenthesis does. An alias of the table itself would stand before MATCH_RECOGNIZE.
    """
    closer = piece.closers.get(index + 1)
    if block is None or not block.sources or closer is None:
        return None
    alias, span = block.sources[-1]
    named = _past_hint(piece, index - 1)
    if span is None or span is not names.spans[-1]:
        return None
    if piece.tokens.starts[named] - names.offset != span.start:
        return None
    span = span._replace(alias_at=piece.tokens.end(index - 1) - names.offset)
    names.spans[-1] = span
    names.has_bare = True
    if alias is None:
        block.sources.pop()
    else:
        block.sources[-1] = (alias, None)
    variables = _variables(piece, index + 2, closer)
    return Block(index, closer, [(None, span), *((token, None) for token in variables)])


def _past_hint(piece: Piece, index: int) -> int:
    """The token before a hint that ends at a token, or this token."""
    keys = piece.tokens.keys
    if keys[index] == "*/":
        while keys[index] != "/*+":
            index -= 1
        index -= 1
    return index


def _variables(piece: Piece, first: int, last: int) -> list[int]:
    """A token for each variable: those of the pattern, and of SUBSET what stands for several."""
    tokens, keys = piece.tokens, piece.tokens.keys
    found: dict[str, int] = {}
    for index in range(first, last):
        if keys[index] == "PATTERN" and keys[index + 1] == "(":
            pattern = range(index + 2, piece.closers[index + 1])
            found.update((tokens.word(each), each) for each in pattern if is_name(keys[each]))
        elif keys[index] == "SUBSET":
            found[tokens.word(index + 1)] = index + 1
    return list(found.values())
