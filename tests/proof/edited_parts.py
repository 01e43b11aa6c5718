"""The parts of a unit that an edit looks for."""

from __future__ import annotations

import re
from random import Random

from tests.proof.spec import Block, Unit, blocks_of


def block_of(unit: Unit, random: Random) -> Block:
    """Any block of a unit's query."""
    return random.choice(blocks_of(unit.block))


def refill(unit: Unit) -> None:
    """Sources that are blocks have the columns that these give now."""
    for block in reversed(blocks_of(unit.block)):
        for source in block.sources:
            if isinstance(source.of, Block):
                source.columns = source.of.columns


def aggregates(block: Block) -> bool:
    """Whether a column of the block adds up several rows."""
    return any(
        re.search(r"\b(COUNT|SUM|MAX|MIN)\(", each.expression) and "OVER" not in each.expression
        for each in block.outputs
    )
