"""After an edit: what a star takes, and what readers may take, is what is there now."""

from __future__ import annotations

from tests.proof.spec import Output, Pipeline, blocks_of


def settle(pipeline: Pipeline) -> None:
    """Let sources have the columns that their tables have now, and stars take all of them."""
    known = dict(pipeline.externals)
    for unit in pipeline.units:
        for block in reversed(blocks_of(unit.block)):
            for source in block.sources:
                of = source.of
                source.columns = known[of] if isinstance(of, str) else of.columns
            if block.star:
                block.outputs = [
                    Output(c.name, f"{{{block.sources[0].id}}}.{c.name}", c.type)
                    for c in block.sources[0].columns
                ]
        known[unit.name] = unit.columns
