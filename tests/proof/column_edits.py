"""Edits of what a unit gives: its columns, and what is in them."""

from __future__ import annotations

import re

from tests.proof.edited_parts import aggregates, block_of
from tests.proof.pipelines import Maker
from tests.proof.spec import Block, Output, Pipeline, Unit, blocks_of


def add_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = unit.block
    kind = maker.random.choice(("int", "str"))
    expression = maker.value_of(block.sources, kind)
    if block.group is not None or aggregates(block):
        output = maker.aggregated(block.sources)
    else:
        output = Output(maker.name(), expression, kind)
    at = maker.random.randrange(len(block.outputs) + 1)
    block.outputs.insert(at, output)
    for each in block.more:
        added = Output(output.name, maker.value_of(each.sources, output.type), output.type)
        each.outputs.insert(at, added)
    return True


def remove_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = unit.block
    if len(block.outputs) < 3:
        return False
    at = maker.random.randrange(len(block.outputs))
    name = block.outputs[at].name
    if name in unit.key:
        return False
    for each in (block, *block.more):
        del each.outputs[at]
    return True


def rename_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A column gets another name, and its readers follow."""
    output = maker.random.choice(unit.block.outputs)
    old, new = output.name, maker.name()
    output.name = new
    for each in unit.block.more:
        for theirs in each.outputs:
            theirs.name = new if theirs.name == old else theirs.name
    unit.key = tuple(new if name == old else name for name in unit.key)
    for reader in pipeline.units:
        for block in blocks_of(reader.block):
            for source in block.sources:
                if source.of == unit.name:
                    _follow(block, source.id, old, new)
                    source.columns = unit.columns
    return True


def _follow(block: Block, source: str, old: str, new: str) -> None:
    pattern = re.compile(rf"\{{{source}\}}\.{old}\b")
    replacement = f"{{{source}}}.{new}"

    def turned(text: str) -> str:
        return pattern.sub(replacement, text)

    for output in block.outputs:
        output.expression = turned(output.expression)
    block.where = [turned(each) for each in block.where]
    block.having = [turned(each) for each in block.having]
    block.group = None if block.group is None else [turned(each) for each in block.group]
    for each in block.sources:
        each.on = [turned(term) for term in each.on]


def change_expression(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    output = maker.random.choice(block.outputs)
    if "ROW_NUMBER" in output.expression or output.type == "ts":
        return False
    if "COUNT" in output.expression or "SUM" in output.expression or "M" in output.expression[:1]:
        fresh = maker.aggregated(block.sources)
        output.expression = fresh.expression
        return True
    if block.group is not None and output.expression in block.group:
        return False
    output.expression = maker.value_of(block.sources, output.type)
    return True


def swap_outputs(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """Two columns change places, in the query and in the table."""
    if unit.block.more or len(unit.block.outputs) < 2:
        return False
    first, second = maker.random.sample(range(len(unit.block.outputs)), 2)
    outputs = unit.block.outputs
    outputs[first], outputs[second] = outputs[second], outputs[first]
    return True


def swap_values(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """Two columns change their expressions."""
    block = block_of(unit, maker.random)
    numbers = [each for each in block.outputs if each.type == "int"]
    if len(numbers) < 2:
        return False
    one, other = maker.random.sample(numbers, 2)
    one.expression, other.expression = other.expression, one.expression
    return one.expression != other.expression


def other_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """An expression takes the column from the other source that has one of this name."""
    block = block_of(unit, maker.random)
    if len(block.sources) < 2:
        return False
    for output in block.outputs:
        found = re.fullmatch(r"\{(\w+)\}\.(\w+)", output.expression)
        if found is None or (block.group and output.expression in block.group):
            continue
        for source in block.sources:
            if source.id != found[1] and any(c.name == found[2] for c in source.columns):
                output.expression = f"{{{source.id}}}.{found[2]}"
                return True
    return False


def change_constant(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A number in an expression of the select list becomes another one."""
    block = block_of(unit, maker.random)
    maker.random.shuffle(outputs := list(block.outputs))
    for output in outputs:
        if output.expression in (block.group or ()):
            continue
        changed = re.sub(
            r"(?<![\w.}])(\d)\b", lambda m: str(int(m[1]) + 1), output.expression, count=1
        )
        if changed != output.expression:
            output.expression = changed
            return True
    return False
