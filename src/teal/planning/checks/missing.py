"""Columns that a query uses and that no table in its FROM has. Flink refuses such a statement when
it is started; readers of a column that was removed or renamed are where this mostly happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.diagnostics import Diagnostic, Place
from teal.planning.checks.codes import Code, mistake, ticked
from teal.planning.lineage.world import World
from teal.planning.nearest import nearest
from teal.sql.shape.values import Unshaped

_MOST_COLUMNS = 12


def missing_columns(
    world: World, inputs: Mapping[str, tuple[str, ...]], before: World | None = None
) -> Iterator[Diagnostic]:
    """One finding for each of these units that uses such a column, the first one. `inputs` are the
    tables that each unit reads, `before` is how they were."""
    for unit, tables in inputs.items():
        contents = world.contents(unit)
        if isinstance(contents, Unshaped) and contents.missing:
            yield _missing(world, unit, contents, tables, before)


def _missing(
    world: World, unit: str, unshaped: Unshaped, tables: tuple[str, ...], before: World | None
) -> Diagnostic:
    name = unshaped.missing[-1]
    columns = {table: _columns(world, table) for table in tables}
    had = [t for t in tables if before is not None and name in _columns(before, t)]
    if had:
        what = f"which `{had[0]}` no longer has."
        hint = f"Leave `{name}` in `{had[0]}`, or take it out of what reads it in the same change."
        for (table, now), was in world.renamed.items():
            if table in had and was == name:
                hint = f"It is called `{now}` now."
    else:
        what, hint = "a column that none of the tables there has.", _hint(name, columns)
    return mistake(
        Code.MISSING_COLUMN,
        f"`{unit}` uses `{'.'.join(unshaped.missing)}`, {what}",
        place_in(world, unit, unshaped.written.at),
        hint,
    )


def _hint(name: str, columns: Mapping[str, tuple[str, ...]]) -> str:
    near = nearest(name, {each for found in columns.values() for each in found})
    if near is not None:
        owner = next(table for table, found in columns.items() if near in found)
        return f"Did you mean `{near}` of `{owner}`?"
    told = "; ".join(f"`{t}` has {ticked(list(c), _MOST_COLUMNS)}" for t, c in columns.items() if c)
    return f"{told}." if told else ""


def _columns(world: World, table: str) -> tuple[str, ...]:
    return tuple(column.name for column in world.known(table).columns or ())


def place_in(world: World, unit: str, at: int) -> Place:
    """The place in its file of a character of a unit's statement."""
    text = world.statement(unit)
    file, _, line = world.units[unit].statement.where.rpartition(":")
    before = text.count("\n", 0, at)
    return Place(file, int(line) + before, at - text.rfind("\n", 0, at))
