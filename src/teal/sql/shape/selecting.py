"""What kind of SELECT it is: its keys, its stars, whether it can be merged with what is around."""

from __future__ import annotations

from sqlglot import exp

from teal.sql.shape.expressions import Expressions
from teal.sql.shape.noticing import Traits
from teal.sql.shape.relations import Call, Select, Value
from teal.sql.shape.trees import takes


def grouping(reader: Expressions, clause: exp.Expr) -> Value:
    """GROUP BY as a value: plain keys in any order, sets as they stand."""
    entries = tuple(_key(reader, each) for each in clause.expressions)
    is_flat = not any(isinstance(each, _SETS) for each in clause.expressions)
    return Call("GROUP BY", entries, unordered_from=0 if is_flat else None)


def _key(reader: Expressions, node: exp.Expr) -> Value:
    if isinstance(node, _SETS):
        takes(node, "expressions")
        return Call(node.key.upper(), tuple(_key(reader, each) for each in node.expressions))
    return reader.value(node)


_SETS = (exp.Cube, exp.Rollup, exp.GroupingSets)


def may_aggregate(node: exp.Select, traits: Traits) -> frozenset[str]:
    """Functions of the user's that could make one row of all: none if a plain column stands
    beside them."""
    if not traits.calls:
        return frozenset()
    for each in node.expressions:
        inner = each.this if isinstance(each, exp.Alias) else each
        if isinstance(inner, exp.Column):
            return frozenset()
    return frozenset(traits.calls)


def is_star(node: exp.Expr) -> bool:
    """`*` or `t.*`."""
    return isinstance(node, exp.Star) or (
        isinstance(node, exp.Column) and isinstance(node.this, exp.Star)
    )


def is_plain(node: exp.Select, select: Select, traits: Traits) -> bool:
    """Whether a SELECT does nothing but join, filter and compute row by row."""
    ends = any(node.args.get(key) for key in ("having", "qualify", "order", "limit", "offset"))
    return not (
        ends
        or select.is_distinct
        or select.keys is not None
        or traits.aggregates
        or traits.windows
        or traits.volatile
        or traits.calls
        or node.args.get("from_") is None
    )
