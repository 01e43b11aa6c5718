"""Edits of how a query is written, most of which mean nothing."""

from __future__ import annotations

import re

from tests.proof.edited_parts import block_of
from tests.proof.pipelines import Maker
from tests.proof.spec import Block, Output, Pipeline, Source, Unit, blocks_of


def shuffle_terms(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if len(block.where) < 2:
        return False
    maker.random.shuffle(block.where)
    return True


def restyle(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """Other aliases, layout, case, comments; subqueries become WITH, or the other way."""
    unit.style = maker.random.randrange(1 << 20)
    return True


def commute(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """`a + b` becomes `b + a`, `a > 1` becomes `1 < a`."""
    block = block_of(unit, maker.random)
    for at, term in enumerate(block.where):
        found = re.fullmatch(r"(\{\w+\}\.\w+) > (\d+)", term)
        if found:
            block.where[at] = f"{found[2]} < {found[1]}"
            return True
    for output in block.outputs:
        found = re.fullmatch(r"(\{\w+\}\.\w+) \+ (\{\w+\}\.\w+)", output.expression)
        if found and output.expression not in (block.group or ()):
            output.expression = f"{found[2]} + {found[1]}"
            return True
    return False


def nest(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A table is read by way of a subquery that takes all its columns."""
    block = block_of(unit, maker.random)
    source = maker.random.choice(block.sources)
    if not isinstance(source.of, str) or source.window:
        return False
    inner = Source(maker.id(), source.of, source.columns)
    outputs = [Output(c.name, f"{{{inner.id}}}.{c.name}", c.type) for c in source.columns]
    source.of = Block([inner], outputs)
    return True


def push_down(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A term moves from the outer query into the subquery that it speaks of."""
    for block in blocks_of(unit.block):
        for source in block.sources:
            inner = source.of
            if not isinstance(inner, Block) or inner.more:
                continue
            for term in block.where:
                ids = set(re.findall(r"\{(\w+)\}", term))
                if ids == {source.id} and "SELECT" not in term:
                    by_name = {o.name: o.expression for o in inner.outputs}
                    moved = re.sub(
                        rf"\{{{source.id}\}}\.(\w+)",
                        lambda m, known=by_name: f"({known.get(m[1], '0')})",  # type: ignore[misc]
                        term,
                    )
                    if "OVER" in moved or "COUNT" in moved or "SUM" in moved or "M" in moved:
                        continue
                    block.where.remove(term)
                    inner.where.append(moved)
                    return True
    return False


def add_parentheses(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if not block.where:
        return False
    block.where[0] = f"({block.where[0]})"
    return True


def remove_parentheses(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """`(a - b) * 2` becomes `a - b * 2`, which is something else."""
    block = block_of(unit, maker.random)
    for output in block.outputs:
        changed = re.sub(r"\(([^()]+)\) \*", r"\1 *", output.expression)
        if changed != output.expression and output.expression not in (block.group or ()):
            output.expression = changed
            return True
    return False


def swap_group_keys(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if not block.group or len(block.group) < 2:
        return False
    block.group.reverse()
    return True


def swap_branches(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if len(block.more) > 1:
            block.more.reverse()
            return True
        if block.more and block.operator == "UNION ALL":
            return _swap_first(block)
    return False


def _swap_first(block: Block) -> bool:
    other = block.more[0]
    names = [output.name for output in block.outputs]
    for one, two in zip(block.outputs, other.outputs, strict=True):
        one.expression, two.expression = two.expression, one.expression
    block.sources, other.sources = other.sources, block.sources
    block.where, other.where = other.where, block.where
    block.group, other.group = other.group, block.group
    block.having, other.having = other.having, block.having
    block.distinct, other.distinct = other.distinct, block.distinct
    return names == [output.name for output in block.outputs]
