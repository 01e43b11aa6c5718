"""Edits that people make, to a copy of a pipeline: some mean nothing, most mean something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random

from tests.proof.column_edits import (
    add_column,
    change_constant,
    change_expression,
    other_column,
    remove_column,
    rename_column,
    swap_outputs,
    swap_values,
)
from tests.proof.pipelines import Maker
from tests.proof.rarer_edits import RARER_EDITS
from tests.proof.row_edits import (
    add_group_key,
    add_term,
    change_group_key,
    change_join,
    change_number,
    change_on,
    change_operator,
    change_ranking,
    change_term,
    change_window,
    move_on_to_where,
    read_another,
    remove_branch,
    remove_group_key,
    remove_term,
    swap_sources,
    toggle_distinct,
)
from tests.proof.settling import settle
from tests.proof.spec import Pipeline, Unit
from tests.proof.wording_edits import (
    add_parentheses,
    commute,
    nest,
    push_down,
    remove_parentheses,
    restyle,
    shuffle_terms,
    swap_branches,
    swap_group_keys,
)

Edit = Callable[[Pipeline, Unit, Maker], bool]
"""Changes a unit; False where it found nothing to change."""


def edited(
    pipeline: Pipeline, random: Random, maker: Maker, edits: Sequence[Edit] = ()
) -> tuple[Pipeline, str] | None:
    """A copy with one edit, sometimes two, and what was done; None where it could not be done."""
    changed = deepcopy(pipeline)
    done: list[str] = []
    wanted = 1 if random.random() < 0.8 else 2
    for _ in range(12):
        unit = random.choice(changed.units)
        edit = random.choice(edits or EDITS)
        if len(done) < wanted and edit(changed, unit, maker):
            settle(changed)
            done.append(f"{edit.__name__} {unit.name}")
    return (changed, ", ".join(done)) if done else None


NOTHING_BY_DESIGN = frozenset(
    {
        "restyle", "shuffle_terms", "commute", "swap_group_keys", "add_parentheses", "nest",
        "swap_branches", "write_window_out", "else_null", "star_or_columns",
        "write_otherwise", "group_or_distinct",
    }
)  # fmt: skip
"""Edits that never mean anything, whatever the rows are."""

EDITS: tuple[Edit, ...] = (
    add_column, add_column, remove_column, rename_column, change_expression, change_expression,
    change_expression, change_group_key, add_group_key, remove_group_key, swap_group_keys,
    add_term, remove_term, change_term, change_number, change_constant, change_join, change_on,
    move_on_to_where,
    swap_sources, shuffle_terms, restyle, restyle, commute, swap_outputs, swap_values,
    toggle_distinct, change_operator, swap_branches, remove_branch, change_ranking, nest,
    push_down, read_another, change_window, other_column, add_parentheses, remove_parentheses,
    *RARER_EDITS,
)  # fmt: skip
