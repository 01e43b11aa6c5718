"""Queries as relations: sources, joins and blocks, with every name resolved.

A block is one SELECT (or set operation) that could not be merged with the one around it. Values
refer to sources, never to names, so that renaming and nesting leave no trace.
"""

from __future__ import annotations

from msgspec import Struct, field

from teal.sql.shape.values import Input, KnownColumn, KnownTable, Written

NOWHERE = Written("", 0)


class Atom(Struct, eq=False):
    """A literal or a word."""

    text: str


class Ref(Struct, eq=False):
    """A column of a source that is no block."""

    source: Source
    column: KnownColumn


class Through(Struct, eq=False):
    """A column of a block in FROM: the value inside, seen from outside."""

    source: Derived
    inner: Value


class Call(Struct, eq=False):
    """An operator or function. Operands from `unordered_from` on may stand in any order.

    `calls` names the user's function, `volatile` the function whose value does not last.
    """

    head: str
    operands: tuple[Value, ...]
    unordered_from: int | None = None
    calls: str = ""
    volatile: str = ""


class Nested(Struct, eq=False):
    """A query inside an expression; `level` counts the expressions around it that are queries."""

    head: str
    block: Block
    level: int


class Combined(Struct, eq=False):
    """A column of a set operation: the values of all branches at one place."""

    block: SetBlock
    at: int


Value = Atom | Ref | Through | Call | Nested | Combined


class Condition(Struct, eq=False):
    """One term of a condition, and where it stands."""

    kind: str
    value: Value
    written: Written
    within: tuple[Written, ...] = ()


class Source(Struct, eq=False):
    """Something in FROM. `label` is given when the text is made."""

    written: Written = NOWHERE
    label: str = ""


class Scan(Source, eq=False):
    """A table, external or view; `as_of` is the time of a temporal join."""

    table: KnownTable = field(default_factory=lambda: KnownTable("", None))
    as_of: Value | None = None


class Derived(Source, eq=False):
    """A block in FROM."""

    block: Block = field(default_factory=lambda: SetBlock("", ()))


class Produced(Source, eq=False):
    """Rows that a function, UNNEST or MATCH_RECOGNIZE makes; `inputs` are tables that it is given.

    `kind` is what people call it. Its own columns depend on the operands of `call` and on
    `extra_reads`.
    """

    kind: str = ""
    call: Value = field(default_factory=lambda: Atom(""))
    inputs: tuple[Item, ...] = ()
    extra_reads: frozenset[Input] = frozenset()


class OuterJoin(Struct, eq=False):
    """A join that may fill up with NULL; `right` is filled for LEFT, both sides for FULL."""

    kind: str
    left: Group
    right: Group
    on: list[Condition]
    written: Written
    label: str = ""


Item = Source | OuterJoin


class Group(Struct, eq=False):
    """Sources that are joined with each other, and the terms that must hold."""

    items: list[Item] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)


class Output(Struct, eq=False):
    """A column of a block."""

    name: str
    value: Value
    written: Written
    within: tuple[Written, ...] = ()


class Select(Struct, eq=False):
    """A SELECT. `keys` is None without GROUP BY; `extras` are clauses by kind, in order.

    `makes_one_row` says that it aggregates without GROUP BY; `may_aggregate` are functions of the
    user's that may do so.
    """

    group: Group
    outputs: list[Output] = field(default_factory=list)
    keys: Value | None = None
    keys_written: Written = NOWHERE
    having: list[Condition] = field(default_factory=list)
    is_distinct: bool = False
    makes_one_row: bool = False
    may_aggregate: frozenset[str] = frozenset()
    extras: list[Condition] = field(default_factory=list)
    written: Written = NOWHERE
    is_plain: bool = False  # can be merged with the block around it


class SetBlock(Struct, eq=False):
    """UNION ALL, UNION, INTERSECT, EXCEPT (ALL) of blocks."""

    operator: str
    branches: tuple[Block, ...]
    names: tuple[str, ...] = ()
    extras: list[Condition] = field(default_factory=list)
    written: Written = NOWHERE


class Rows(Struct, eq=False):
    """VALUES."""

    rows: tuple[tuple[Value, ...], ...]
    written: Written = NOWHERE


Block = Select | SetBlock | Rows


def outputs_of(block: Block) -> list[Output]:
    """The columns of a block; those of a set operation combine its branches'."""
    match block:
        case Select():
            return block.outputs
        case Rows():
            width = len(block.rows[0]) if block.rows else 0
            return [
                Output(f"EXPR${at}", Call("VALUES", tuple(row[at] for row in block.rows)), NOWHERE)
                for at in range(width)
            ]
        case SetBlock():
            branches = [outputs_of(branch) for branch in block.branches]
            return [
                Output(
                    name,
                    Combined(block, at),
                    branches[0][at].written,
                    tuple(
                        each
                        for branch in branches
                        for each in (branch[at].written, *branch[at].within)
                    ),
                )
                for at, name in enumerate(block.names)
            ]
