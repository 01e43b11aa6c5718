"""ORDER BY, LIMIT, OFFSET and FETCH of a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlglot import exp

from teal.sql.shape.expressions import Expressions
from teal.sql.shape.relations import Call, Condition, Output, Value
from teal.sql.shape.trees import takes

if TYPE_CHECKING:
    from teal.sql.shape.queries import Queries


def endings(
    queries: Queries, node: exp.Expr, outputs: list[Output], reader: Expressions
) -> Iterator[Condition]:
    """What a query ends with, as conditions on its rows. A limit without an order lets through
    whatever comes first."""
    order, limit = node.args.get("order"), node.args.get("limit")
    offset = node.args.get("offset")
    if order is not None:
        takes(order, "expressions")
        by = tuple(_ordered(queries, each, outputs, reader) for each in order.expressions)
        yield Condition("ORDER BY", Call("ORDER BY", by), queries.written(order))
    unordered = "" if order is not None else "LIMIT"
    if limit is not None and limit.args.get("expression", limit).name != "ALL":
        count = _count(limit, reader)
        value = Call(f"LIMIT{_options(limit)}", (count,), volatile=unordered)
        yield Condition("LIMIT", value, queries.written(limit))
    if offset is not None:
        takes(offset, "expression")
        value = Call("OFFSET", (reader.value(offset.expression),), volatile=unordered)
        yield Condition("OFFSET", value, queries.written(offset))


def _count(limit: exp.Expr, reader: Expressions) -> Value:
    if isinstance(limit, exp.Fetch):
        takes(limit, "direction", "count", "limit_options")
        count = limit.args.get("count")
        return reader.value(count if count is not None else exp.Literal.number(1))
    takes(limit, "expression", "limit_options")
    return reader.value(limit.expression)


def _options(limit: exp.Expr) -> str:
    options = limit.args.get("limit_options")
    if options is None:
        return ""
    takes(options, "rows", "with_ties", "percent")
    return (" PERCENT" if options.args.get("percent") else "") + (
        " WITH TIES" if options.args.get("with_ties") else ""
    )


def _ordered(queries: Queries, node: exp.Expr, outputs: list[Output], reader: Expressions) -> Value:
    takes(node, "this", "desc", "nulls_first")
    inner = node.this
    named = _output(queries, inner, outputs)
    if named is None:
        return reader.ordered(node)
    way = "DESC" if node.args.get("desc") else "ASC"
    nulls = "FIRST" if node.args.get("nulls_first") else "LAST"
    return Call(f"{way} NULLS {nulls}", (named,))


def _output(queries: Queries, node: exp.Expr, outputs: list[Output]) -> Value | None:
    """The output column that an entry of ORDER BY means, by its name or by its number."""
    if isinstance(node, exp.Column) and len(node.parts) == 1:
        found = [each for each in outputs if each.name == node.name]
        if len(found) == 1:
            queries.saw(node.this)
            return found[0].value
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit():
        at = int(node.name) - 1
        if 0 <= at < len(outputs):
            queries.saw(node)
            return outputs[at].value
    return None
