"""Ties columns qualified by a bare table name, and hints that name tables, to their reference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from teal.model.statements import NameRole, NameSpan, Parts
from teal.sql.piece import Piece
from teal.sql.quoting import literal_value
from teal.sql.tokens import Tokens, part_spans, parts

_HAS_QUALIFIERS = (NameRole.INPUT, NameRole.TARGET)


class Source(NamedTuple):
    """What columns of a query block can be qualified by. `span` is None if that is an alias."""

    name: str
    span: NameSpan | None


@dataclass(slots=True)
class Block:
    """The tokens [first, last) of one SELECT, with what stands in its FROM."""

    first: int
    last: int
    sources: list[Source]


class Hint(NamedTuple):
    """A hint that names tables; `opener` is the token of its parenthesis."""

    opener: int
    block: Block


def bound(
    piece: Piece,
    offset: int,
    spans: Sequence[NameSpan],
    blocks: Sequence[Block],
    hints: Sequence[Hint],
) -> list[NameSpan]:
    """The qualifiers and hints that mean one of the tables in `spans`, in no special order."""
    if not any(_bare(source) for block in blocks for source in block.sources):
        return []
    tokens = piece.tokens
    taken = {span.start + offset for span in spans}
    dotted = [
        index
        for index in range(piece.first, piece.last)
        if "." in tokens.keys[index]
        and tokens.keys[index][-1] not in "'."
        and not tokens.keys[index][0].isdigit()
        and tokens.starts[index] not in taken
    ]
    found = list(_qualifiers(tokens, offset, dotted, blocks)) if dotted else []
    for hint in hints:
        found += _tables_of(hint, piece, offset)
    return found


def _bare(source: Source) -> bool:
    return source.span is not None and source.span.role in _HAS_QUALIFIERS


def _qualifiers(
    tokens: Tokens, offset: int, dotted: Sequence[int], blocks: Sequence[Block]
) -> Iterator[NameSpan]:
    visible: dict[Parts, list[Source]] = {}
    open_blocks: list[Block] = []
    coming = iter([*blocks, Block(tokens.count, tokens.count, [])])
    block = next(coming)
    for index in dotted:
        while block.first <= index:
            _leave_until(block.first, open_blocks, visible)
            _enter(block, open_blocks, visible)
            block = next(coming)
        _leave_until(index, open_blocks, visible)
        word = tokens.word(index)
        named = parts(word)
        for length in range(1, len(named)):
            if sources := visible.get(named[:length]):
                span = sources[-1].span
                if span is not None and span.role in _HAS_QUALIFIERS:
                    yield _qualifier(word, tokens.starts[index] - offset, named[:length], span)
                break


def _enter(block: Block, open_blocks: list[Block], visible: dict[Parts, list[Source]]) -> None:
    open_blocks.append(block)
    for source in block.sources:
        for name in _ways_to_say(source):
            visible.setdefault(name, []).append(source)


def _leave_until(index: int, open_blocks: list[Block], visible: dict[Parts, list[Source]]) -> None:
    while open_blocks and open_blocks[-1].last <= index:
        for source in open_blocks.pop().sources:
            for name in _ways_to_say(source):
                visible[name].pop()


def _ways_to_say(source: Source) -> Iterator[Parts]:
    """`t`, `db.t` and `cat.db.t` all qualify columns of FROM cat.db.t."""
    yield (source.name,)
    if source.span is not None:
        for first in range(len(source.span.parts) - 1):
            yield source.span.parts[first:]


def _qualifier(word: str, start: int, qualifier: Parts, reference: NameSpan) -> NameSpan:
    spans = part_spans(word)
    return NameSpan(
        start + spans[0][0],
        start + spans[len(qualifier) - 1][1],
        qualifier,
        NameRole.QUALIFIER,
        refers_to=reference.start,
    )


def _tables_of(hint: Hint, piece: Piece, offset: int) -> Iterator[NameSpan]:
    tokens = piece.tokens
    for index in range(hint.opener + 1, piece.closers[hint.opener]):
        word, start = tokens.word(index), tokens.starts[index] - offset
        if word[0] == "'":
            if not _names_a_table(tokens, hint.opener, index):
                continue
            named: Parts = tuple(literal_value(word).split("."))
            start, end = start + 1, start + len(word) - 1
        else:
            named, end = parts(word), start + len(word)
        for source in hint.block.sources:
            if source.span is not None and _bare(source) and _means(named, source.span):
                yield NameSpan(start, end, named, NameRole.HINT, refers_to=source.span.start)


def _names_a_table(tokens: Tokens, opener: int, index: int) -> bool:
    """Of `LOOKUP('table' = 'rates', …)` the value, of `STATE_TTL('orders' = '1d', …)` the key."""
    if tokens.keys[opener - 1] == "LOOKUP":
        return tokens.keys[index - 1] == "=" and tokens.keys[index - 2] == "'TABLE'"
    return tokens.keys[index - 1] != "="


def _means(named: Parts, reference: NameSpan) -> bool:
    return bool(named) and reference.parts[-len(named) :] == named
