"""Ties columns qualified by a bare table name, and hints that name tables, to their reference."""

from collections.abc import Iterator, Sequence
from itertools import compress, repeat
from operator import contains
from typing import NamedTuple

from msgspec import Struct

from teal.model.statements import NameRole, NameSpan, Parts
from teal.sql.piece import Piece
from teal.sql.quoting import literal_value
from teal.sql.tokens import Tokens, part_spans, parts, upper

_MOST_PARTS = 4  # of a name that can mean a table, and one to spare
_HAS_QUALIFIERS = (NameRole.INPUT, NameRole.TARGET)


Source = tuple[int | None, NameSpan | None]
"""Something in FROM: the token of its alias if it has one, and its name if that is a table's."""


class Block(Struct):
    """The tokens [first, last) of one SELECT, with what stands in its FROM."""

    first: int
    last: int
    sources: list[Source]
    joins: int = 0  # whose ON or USING has not been met


class Hint(NamedTuple):
    """A hint that names tables; `opener` is the token of its parenthesis."""

    opener: int
    block: Block


def names_in(block: Block, tokens: Tokens) -> tuple[str, ...]:
    """The names by which columns of a block can be qualified: aliases, and tables' own names."""
    return tuple(
        ways[0][-1] for source in block.sources if (ways := [*_ways_to_say(source, tokens)])
    )


def bound(
    piece: Piece,
    offset: int,
    spans: Sequence[NameSpan],
    blocks: Sequence[Block],
    hints: Sequence[Hint],
) -> list[NameSpan]:
    """The qualifiers and hints that mean one of the tables in `spans`, in no special order."""
    tokens, keys = piece.tokens, piece.tokens.keys
    leading = {upper(part) for block in blocks for part in _leading_parts(block)}
    has_dot = map(contains, keys[piece.first : piece.last], repeat("."))
    dotted = [
        index
        for index in compress(range(piece.first, piece.last), has_dot)
        if keys[index][-1] != "'" and _first_part(keys[index]) in leading
    ]
    if dotted:
        taken = {span.start + offset for span in spans}
        dotted = [index for index in dotted if tokens.starts[index] not in taken]
    found = list(_qualifiers(tokens, offset, dotted, blocks)) if dotted else []
    for hint in hints:
        found += _tables_of(hint, piece, offset, blocks)
    return found


def _leading_parts(block: Block) -> Iterator[str]:
    """What a column qualified by a bare table of the block can begin with."""
    for source in block.sources:
        if (table := _bare(source)) is not None:
            yield from table.parts


def _first_part(key: str) -> str:
    """The upper-cased first part of a dotted name; for other tokens anything."""
    first = key[: key.index(".")]
    return first if first.isidentifier() else upper("".join(parts(key)[:1]))


def _bare(source: Source) -> NameSpan | None:
    """The table, if columns can be qualified by its own name."""
    alias, span = source
    return span if alias is None and span is not None and span.role in _HAS_QUALIFIERS else None


def _qualifiers(
    tokens: Tokens, offset: int, dotted: Sequence[int], blocks: Sequence[Block]
) -> Iterator[NameSpan]:
    visible: dict[Parts, list[Source]] = {}
    open_blocks: list[Block] = []
    coming = iter([*blocks, Block(tokens.count, tokens.count, [])])
    block = next(coming)
    for index in dotted:
        while block.first <= index:
            _leave_until(block.first, open_blocks, visible, tokens)
            open_blocks.append(block)
            for source in block.sources:
                for name in _ways_to_say(source, tokens):
                    visible.setdefault(name, []).append(source)
            block = next(coming)
        _leave_until(index, open_blocks, visible, tokens)
        word = tokens.word(index)
        named = parts(word)
        for length in range(1, len(named)):
            if sources := visible.get(named[:length]):
                if (table := _bare(sources[-1])) is not None:
                    yield _qualifier(word, tokens.starts[index] - offset, named[:length], table)
                break


def _leave_until(
    index: int, open_blocks: list[Block], visible: dict[Parts, list[Source]], tokens: Tokens
) -> None:
    while open_blocks and open_blocks[-1].last <= index:
        for source in open_blocks.pop().sources:
            for name in _ways_to_say(source, tokens):
                visible[name].pop()


def _ways_to_say(source: Source, tokens: Tokens) -> Iterator[Parts]:
    """An alias, or `t`, `db.t` and `cat.db.t` for FROM cat.db.t."""
    alias, span = source
    if alias is not None:
        yield parts(tokens.word(alias))
    elif span is not None:
        for first in range(max(0, len(span.parts) - _MOST_PARTS), len(span.parts)):
            yield span.parts[first:]


def _qualifier(word: str, start: int, qualifier: Parts, reference: NameSpan) -> NameSpan:
    spans = part_spans(word)
    return NameSpan(
        start + spans[0][0],
        start + spans[len(qualifier) - 1][1],
        qualifier,
        NameRole.QUALIFIER,
        refers_to=reference.start,
    )


def _tables_of(
    hint: Hint, piece: Piece, offset: int, blocks: Sequence[Block]
) -> Iterator[NameSpan]:
    tokens = piece.tokens
    for index in range(hint.opener + 1, piece.closers[hint.opener]):
        word, start = tokens.word(index), tokens.starts[index] - offset
        if word[0] == "'":
            if not _names_a_table(tokens, hint.opener, index):
                continue
            name, start, end = literal_value(word), start + 1, start + len(word) - 1
            named: Parts = tuple(name.split("."))
        else:
            named, end = parts(word), start + len(word)
            name = ".".join(named)
        table = _meant(name, hint.block, blocks, tokens) if named else None
        if table is not None:
            yield NameSpan(start, end, named, NameRole.HINT, refers_to=table.start)


def _names_a_table(tokens: Tokens, opener: int, index: int) -> bool:
    """Of `LOOKUP('table' = 'rates', …)` the value, of `STATE_TTL('orders' = '1d', …)` the key."""
    if tokens.keys[opener - 1] == "LOOKUP":
        return tokens.keys[index - 1] == "=" and tokens.keys[index - 2] in ("'TABLE'", "`TABLE`")
    return tokens.keys[index - 1] != "="


def _meant(name: str, block: Block, blocks: Sequence[Block], tokens: Tokens) -> NameSpan | None:
    """The table without alias that a hint of a block names: its own, else one of a query inside
    of it, for hints reach the joins that Flink makes of those."""
    for each in (block, *(b for b in blocks if block.first < b.first and b.last <= block.last)):
        fits: NameSpan | None = None
        for alias, table in reversed(each.sources):
            if alias is not None:
                if parts(tokens.word(alias)) == (name,):
                    return None
            elif table is not None:
                whole = ".".join(table.parts)
                if whole == name:
                    return table if table.role in _HAS_QUALIFIERS else None
                if fits is None and table.role in _HAS_QUALIFIERS:
                    said = f".{whole}".endswith(f".{name}") or name.endswith(f".{whole}")
                    fits = table if said else None
        if fits is not None:
            return fits
    return None
