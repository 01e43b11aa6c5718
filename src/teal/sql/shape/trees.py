"""Looks at nodes of sqlglot's trees."""

from __future__ import annotations

from sqlglot import exp

from teal.sql.shape.nodes import Operation
from teal.sql.shape.parsing import Unreadable


def place_of(node: exp.Expr) -> int:
    """Where a node begins, as far as its names tell."""
    starts = (each.meta["start"] for each in node.walk() if "start" in each.meta)
    return min(starts, default=0)


def takes(node: exp.Expr, *known: str) -> None:
    """Raise Unreadable if a node says more than what is known of it."""
    for key, value in node.args.items():
        if value and key not in known:
            what = f"{key.strip('_').upper()} in {called(node)} is not understood"
            raise Unreadable(place_of(node), what)


def called(node: exp.Expr) -> str:
    """What people call a kind of node."""
    return node.key.replace("_", " ").upper()


def flattened(node: exp.Expr, name: str) -> list[exp.Expr]:
    """The operands of an operator that is put together of several alike."""
    found: list[exp.Expr] = []
    ahead = [node]
    while ahead:
        each = ahead.pop()
        if isinstance(each, exp.Paren):
            ahead.append(each.this)
        elif isinstance(each, Operation) and each.this == name:
            ahead += reversed(each.expressions)
        else:
            found.append(each)
    return found
