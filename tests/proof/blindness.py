"""Eyes that miss something: what Teal would be like if it did not look there. The proof has to
find out."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy

from tests.proof import column_edits, row_edits
from tests.proof.edits import Edit
from tests.proof.proof import Eyes
from tests.proof.spec import Block, Pipeline, blocks_of


def blind(change: Callable[[Block], None]) -> Eyes:
    """Eyes that see every block only after it was changed."""

    def seen(pipeline: Pipeline) -> Pipeline:
        copy = deepcopy(pipeline)
        for unit in copy.units:
            for block in blocks_of(unit.block):
                change(block)
        return copy

    return seen


def _joins(block: Block) -> None:
    for source in block.sources:
        source.join = "LEFT JOIN" if source.join else ""


def _terms_of_joins(block: Block) -> None:
    for source in block.sources:
        source.on = ["1 = 1"] if source.on else []


def _where(block: Block) -> None:
    block.where = []


def _having(block: Block) -> None:
    block.having = []


def _distinct(block: Block) -> None:
    block.distinct = False


def _later_keys(block: Block) -> None:
    block.group = block.group[:1] if block.group else block.group


def _operators(block: Block) -> None:
    block.operator = "UNION ALL" if block.operator else ""


def _ranking(block: Block) -> None:
    for output in block.outputs:
        output.expression = re.sub(r" ORDER BY .*\)", ")", output.expression)


def _windows(block: Block) -> None:
    for source in block.sources:
        source.window = 5 if source.window else 0


def _tables(block: Block) -> None:
    for source in block.sources:
        source.of = "ext_a" if source.of == "ext_c" else source.of


def _numbers(block: Block) -> None:
    for output in block.outputs:
        output.expression = re.sub(r"\b\d+\b", "1", output.expression)


def _sources_of_columns(block: Block) -> None:
    for output in block.outputs:
        found = re.fullmatch(r"\{(\w+)\}\.(\w+)", output.expression)
        for source in block.sources:
            if found and any(column.name == found[2] for column in source.columns):
                output.expression = f"{{{source.id}}}.{found[2]}"
                break


BLINDNESS: dict[str, tuple[Eyes, tuple[Edit, ...]]] = {
    "the kind of a join": (blind(_joins), (row_edits.change_join,)),
    "the condition of a join": (blind(_terms_of_joins), (row_edits.change_on,)),
    "WHERE": (blind(_where), (row_edits.add_term, row_edits.remove_term)),
    "HAVING": (blind(_having), (row_edits.change_number,)),
    "DISTINCT": (blind(_distinct), (row_edits.toggle_distinct,)),
    "all keys of a group but the first": (blind(_later_keys), (row_edits.add_group_key,)),
    "the kind of a set operation": (blind(_operators), (row_edits.change_operator,)),
    "the order of a ranking": (blind(_ranking), (row_edits.change_ranking,)),
    "the size of a window": (blind(_windows), (row_edits.change_window,)),
    "which table is read": (blind(_tables), (row_edits.read_another,)),
    "numbers in expressions": (blind(_numbers), (column_edits.change_constant,)),
    "whose column it is": (blind(_sources_of_columns), (column_edits.other_column,)),
}
"""What is not seen, and edits that this hides."""
