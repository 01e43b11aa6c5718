"""Rarer queries of the random pipelines: stars, USING, ROLLUP, named windows, the first rows."""

from __future__ import annotations

from tests.proof.pipelines import Maker
from tests.proof.settling import starred_outputs
from tests.proof.spec import Block, Column, Output, Source

Tables = dict[str, tuple[Column, ...]]
_WIDTHS = ("2", "5", "9")
_TYPES = ("BIGINT", "DOUBLE", "DECIMAL(8, 2)", "DECIMAL(8, 3)")
GROUPINGS = ("ROLLUP", "CUBE", "")


def starred(maker: Maker, tables: Tables) -> Block:
    """All columns of a table, or of a subquery."""
    source = maker.table(tables)
    if maker.random.random() < 0.4:
        inner = maker.simple(tables)
        source = Source(maker.id(), inner, inner.columns)
    block = Block([source], [], where=maker.conditions([source]), star=True)
    if maker.random.random() < 0.7:
        block.names = [maker.name() for _ in source.columns]
    block.outputs = starred_outputs(block)
    return block


def by_names(maker: Maker, tables: Tables) -> Block:
    """A join with USING, whose columns are then taken from either side."""
    first, second = maker.table(tables), maker.table(tables)
    shared = sorted(
        {c.name for c in first.columns if c.type == "int"}
        & {c.name for c in second.columns if c.type == "int"}
    )
    if not shared:
        return maker.simple(tables)
    second.join = maker.random.choice(("JOIN", "LEFT JOIN"))
    second.using = maker.random.choice(shared)
    second.on = [f"{{{first.id}}}.{second.using} = {{{second.id}}}.{second.using}"]
    block = maker.simple_over([first, second], plain=True)
    own = {c.name for c in first.columns} ^ {c.name for c in second.columns}
    for output in block.outputs:
        source, name = output.expression.strip("{").split("}.")
        if name == second.using and second.join == "LEFT JOIN":
            output.expression = f"{{{first.id}}}.{name}"
        assert source in (first.id, second.id) or name in own
    return block


def rolled_up(maker: Maker, tables: Tables) -> Block:
    """Groups, and groups of groups."""
    block, _ = maker.grouped([maker.table(tables)])
    if block.group:
        block.grouping = maker.random.choice(GROUPINGS)
    return block


def windowed_by_name(maker: Maker, tables: Tables) -> Block:
    """Two aggregates over the window `w`, whose order is one."""
    source = maker.table(tables)
    block = maker.simple_over([source])
    numbers = [maker.value_of([source], "int", 1) for _ in range(2)]
    block.window = window(maker, source)
    for number in numbers:
        word = maker.random.choice(("SUM", "MAX", "COUNT"))
        block.outputs.append(Output(maker.name(), f"{word}({number}) OVER w", "big"))
    return block


def window(maker: Maker, source: Source) -> str:
    """A partition, or one with an order in which rows that are alike count together."""
    by, _ = maker.column([source])
    order = ", ".join(f"{{{source.id}}}.{c.name}" for c in source.columns)
    frame = maker.random.choice(("", " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"))
    tail = f" ORDER BY {order}{frame}" if maker.random.random() < 0.6 else ""
    return f"PARTITION BY {by}{tail}"


def first_rows(maker: Maker, tables: Tables) -> Block:
    """So many rows in an order that leaves none of them open."""
    block = maker.simple(tables)
    columns = [output.expression for output in block.outputs if not output.expression.isdigit()]
    if not columns:  # a number would be a place in the list
        return block
    maker.random.shuffle(columns)
    ways = (" ASC NULLS LAST", " DESC NULLS LAST")
    block.order = [f"{each}{maker.random.choice(ways)}" for each in columns]
    block.limit = maker.random.choice((3, 5, 9))
    return block


def times_and_casts(maker: Maker, tables: Tables) -> Block:
    """Moved times, casts, NULLs and cases."""
    source = maker.table(tables)
    block = maker.simple_over([source])
    time = maker.column([source], "ts")[0]
    number = maker.column([source], "int")[0] or "1"
    if time:
        width = maker.random.choice(_WIDTHS)
        moved = f"{time} + INTERVAL '{width}' MINUTE"
        block.outputs.append(Output(maker.name(), moved, "ts"))
    cast = f"CAST(CAST({number} AS {maker.random.choice(_TYPES)}) / 3 AS STRING)"
    block.outputs.append(Output(maker.name(), cast, "str"))
    block.outputs.append(Output(maker.name(), f"NULLIF({number}, 2)", "int"))
    chosen = f"CASE {number} WHEN 1 THEN 7 WHEN 2 THEN {number} END"
    block.outputs.append(Output(maker.name(), chosen, "int"))
    block.outputs.append(Output(maker.name(), f"GREATEST({number}, 2) - 1", "int"))
    return block


RARER = (
    (4, starred), (1, by_names), (1, rolled_up), (1, windowed_by_name), (1, first_rows),
    (2, times_and_casts),
)  # fmt: skip
