"""Labels for sources, by their place in the tree, after those that are simply joined have been put
in an order of their own. Any labels will do: they only have to say which source is meant."""

from __future__ import annotations

from collections.abc import Iterator

from teal.sql.shape.relations import (
    Block,
    Derived,
    Group,
    Item,
    OuterJoin,
    Produced,
    Rows,
    Select,
    SetBlock,
)
from teal.sql.shape.tables import rough_order


def label(block: Block, prefix: str, depth: int) -> None:
    """Put joined sources in order and label all of a block, sources within sources."""
    match block:
        case Select():
            _label_group(block.group, prefix, depth, iter(range(1 << 30)))
        case SetBlock():
            for branch in block.branches:
                label(branch, prefix, depth + 1)
        case Rows():
            pass


def _label_group(group: Group, prefix: str, depth: int, counter: Iterator[int]) -> None:
    group.items.sort(key=rough_order)
    for item in group.items:
        _label_item(item, prefix, depth, counter)


def _label_item(item: Item, prefix: str, depth: int, counter: Iterator[int]) -> None:
    item.label = f"{prefix}{depth}.{next(counter)}"
    match item:
        case OuterJoin():
            _label_group(item.left, prefix, depth, counter)
            _label_group(item.right, prefix, depth, counter)
        case Derived():
            label(item.block, prefix, depth + 1)
        case Produced():
            for each in item.inputs:
                _label_item(each, prefix, depth, counter)
