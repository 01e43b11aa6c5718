"""One spelling for what Flink reads as one: `a > b` and `b < a`, BETWEEN and two comparisons, …

Each rule holds with NULL and with NaN, and for every type; what does not is no rule here
(`NOT a < b` is not `a >= b` where one of them is NaN).
"""

from __future__ import annotations

from teal.sql.shape.relations import Atom, Call, Value

_SWAPPED = {">": "<", ">=": "<="}
_EITHER_WAY = frozenset({"=", "<>", "+", "*", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"})
_ONE_ROW_AWAY = frozenset({"LAG", "LEAD"})
_OPPOSITES = {
    "=": "<>",
    "<>": "=",
    "IS NULL": "IS NOT NULL",
    "IS NOT NULL": "IS NULL",
    "IS DISTINCT FROM": "IS NOT DISTINCT FROM",
    "IS NOT DISTINCT FROM": "IS DISTINCT FROM",
}


def operated(name: str, values: tuple[Value, ...]) -> Value:
    """An operator on its operands."""
    match name, values:
        case ((">" | ">="), (left, right)):
            return Call(_SWAPPED[name], (right, left))
        case "BETWEEN", (value, low, high) if _kind(low) and _kind(low) == _kind(high):
            terms = Call("<=", (low, value)), Call("<=", (value, high))
            return Call("AND", terms, unordered_from=0)
        case "NOT", (Call(head="NOT", operands=(inner,)),):
            return inner
        case "NOT", (Call(head=head) as inner,) if head in _OPPOSITES:
            return Call(_OPPOSITES[head], inner.operands, inner.unordered_from)
        case "IN", (left, right):
            return Call("=", (left, right), unordered_from=0)
        case "IN", _:
            return Call(name, values, unordered_from=1)
    either_way = name in _EITHER_WAY and len(values) == 2
    return Call(name, values, unordered_from=0 if either_way else None)


def given(function: str, operands: tuple[Value, ...]) -> tuple[Value, ...]:
    """What a built-in function is given; an argument that says its default is not said."""
    match operands:
        case (value, Atom(text="1")) if function in _ONE_ROW_AWAY:
            return (value,)
    return operands


def _kind(bound: Value) -> str:
    """Of what kind a literal is. Where both bounds are of one kind, a value is compared with each
    as BETWEEN compares it; else BETWEEN finds one type for all three, and comparisons two."""
    match bound:
        case Atom(text=text) if text.isdigit():
            return "number"
        case Atom(text=text) if text[:1] == "'":
            return "text"
        case Call(head="-", operands=(Atom(text=text),)) if text.isdigit():
            return "number"
        case Call(head="DATE" | "TIME" | "TIMESTAMP" as head):
            return head
    return ""
