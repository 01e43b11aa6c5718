"""Which tables stand in the FROM of a relation, and the order that sources get by them."""

from __future__ import annotations

from teal.sql.shape.relations import (
    Block,
    Derived,
    Group,
    Item,
    OuterJoin,
    Produced,
    Rows,
    Scan,
    Select,
    SetBlock,
)


def tables_in(item: Item) -> frozenset[str]:
    """The tables that are read somewhere in a source."""
    match item:
        case OuterJoin():
            return _tables_in_group(item.left) | _tables_in_group(item.right)
        case Scan():
            return frozenset({item.table.name})
        case Derived():
            return tables_of(item.block)
        case Produced():
            return frozenset().union(*map(tables_in, item.inputs))
    return frozenset()


def tables_of(block: Block) -> frozenset[str]:
    """The tables in the FROM of a block and of those within it."""
    match block:
        case Select():
            return _tables_in_group(block.group)
        case SetBlock():
            return frozenset().union(*map(tables_of, block.branches))
        case Rows():
            return frozenset()


def _tables_in_group(group: Group) -> frozenset[str]:
    return frozenset().union(*map(tables_in, group.items))


def rough_order(item: Item) -> tuple[str, str]:
    """By what joined sources are ordered; those alike stay as they stand."""
    match item:
        case Scan():
            return "1", item.table.name
        case Derived():
            return "2", ",".join(sorted(tables_of(item.block)))
        case OuterJoin():
            return "3", item.kind + ",".join(sorted(tables_in(item)))
        case Produced():
            return "4", item.kind
    return "5", ""
