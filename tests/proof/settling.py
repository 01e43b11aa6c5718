"""After an edit: what a star takes, and what readers may take, is what is there now."""

from __future__ import annotations

from tests.proof.spec import Block, Output, Pipeline, blocks_of


def starred_outputs(block: Block) -> list[Output]:
    """What the star of a block stands for."""
    source = block.sources[0]
    names = [*block.names, *(column.name for column in source.columns[len(block.names) :])]
    return [
        Output(name, f"{{{source.id}}}.{column.name}", column.type)
        for name, column in zip(names, source.columns, strict=False)
    ]


def settle(pipeline: Pipeline) -> None:
    """Let sources have the columns that their tables have now, and stars take all of them."""
    known = dict(pipeline.externals)
    for unit in pipeline.units:
        for block in reversed(blocks_of(unit.block)):
            for source in block.sources:
                of = source.of
                source.columns = known[of] if isinstance(of, str) else of.columns
            if block.star:
                block.outputs = starred_outputs(block)
        known[unit.name] = unit.columns
