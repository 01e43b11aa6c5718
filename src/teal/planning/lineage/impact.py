"""The impact of a change by column: what each unit's change means, and which units it touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from teal.model.environment import Environment
from teal.planning.graph import Graph
from teal.planning.lineage.comparing import Comparison
from teal.planning.lineage.differences import UnitDifference
from teal.planning.lineage.effects import Ground, Touch
from teal.planning.lineage.touching import Outside, Touching
from teal.planning.lineage.world import World
from teal.planning.stored import meaning_of, statement_in
from teal.planning.texts import UnitTexts
from teal.sql.shape.cache import ShapeCache, Shapes


class Impact(Struct, frozen=True):
    """What a change means.

    `differences` hold each unit that says something else than before (also where that means
    nothing), by its name now, removed ones too. `touched` are the units whose result is another
    one, in the order of the graph, each with its chain of reasons. `partners` are units whose
    result is the same, but which write a table together with a touched one. `shaped` counts the
    queries that had to be read, `old` and `new` are what was read of both
    sides.
    """

    differences: Mapping[str, UnitDifference]
    touched: Mapping[str, Touch]
    partners: Mapping[str, str]
    shaped: int
    old: World
    new: World


def impact(
    graph: Graph,
    old: Mapping[str, UnitTexts],
    new: Mapping[str, UnitTexts],
    environment: Environment,
    cache: ShapeCache | None = None,
    changed_functions: Mapping[str, Mapping[str, str]] | None = None,
) -> Impact:
    """The impact of going from `old` to `new`, whose graph is given.

    Both sides are `texts_of_project` or `texts_of_deployed`; `changed_functions` is as in `Ground`.

    A unit that is in neither `touched`
    nor `partners` gives, on what it reads now, the same as it would on what the change makes of
    its inputs: rows for rows, column for column.
    """
    shapes = Shapes(cache)
    comparison = Comparison(World(old, environment, shapes), World(new, environment, shapes))
    names = _old_names(old, new, environment)
    gone = tuple(sorted(set(old) - set(names.values())))
    differences = dict(_differences(comparison, names, gone))
    ground = Ground(graph, comparison, differences, names, changed_functions or {})
    outside = tuple(_outside(comparison, names, environment, shapes))
    touched = Touching(ground, outside, gone).run()
    old_world, new_world = comparison.old, comparison.new
    partners = _partners(graph, touched)
    return Impact(differences, touched, partners, shapes.read, old_world, new_world)


def _differences(
    comparison: Comparison, names: Mapping[str, str], gone: tuple[str, ...]
) -> Iterator[tuple[str, UnitDifference]]:
    """By the names now; of units that are gone, by those that nobody has taken."""
    old, new = comparison.old.units, comparison.new.units
    for name in sorted({*new, *gone}):
        if name not in new:
            yield name, UnitDifference(name, is_removed=True)
        elif name not in names:
            yield name, UnitDifference(name, is_new=True)
        elif _texts(old[names[name]]) != _texts(new[name]):
            yield name, comparison.of_unit(names[name], name)


def _texts(texts: UnitTexts) -> object:
    """All that is written of a unit, without its places."""
    return texts.kind, texts.statement.sql, {name: t.sql for name, t in texts.targets.items()}


def _outside(
    comparison: Comparison, names: Mapping[str, str], environment: Environment, shapes: Shapes
) -> Iterator[Outside]:
    """What differs in externals, for the units that were made when they were said to be so: those
    that stay on know an external as it was then."""
    readers: dict[tuple[str, str], list[str]] = {}
    old, new = comparison.old.units, comparison.new.units
    for name, texts in new.items():
        before = old[names[name]].externals if name in names else {}
        for external, text in texts.externals.items():
            if external in before and before[external].sql != text.sql:
                readers.setdefault((external, before[external].sql), []).append(name)
    for (external, _), found in sorted(readers.items()):
        one = names[found[0]]
        then = Comparison(World({one: old[one]}, environment, shapes), comparison.new)
        differences = then.of_external(external)
        if differences:
            yield Outside(external, differences, tuple(found))


def _old_names(
    old: Mapping[str, UnitTexts], new: Mapping[str, UnitTexts], environment: Environment
) -> dict[str, str]:
    """What each unit was called before. Units that share their tables are numbered by their order
    in the files: those with one meaning belong together, whatever their numbers."""
    before, after = _by_tables(old), _by_tables(new)
    names = {name: name for name in new if name in old}
    for tables, now in after.items():
        was = before.get(tables, [])
        if len(now) == 1 and len(was) == 1:
            names[now[0]] = was[0]
        elif len(now) > 1 or len(was) > 1:
            for name in now:
                names.pop(name, None)
            names.update(_matched(old, was, new, now, environment))
    return names


def _matched(
    old: Mapping[str, UnitTexts],
    was: list[str],
    new: Mapping[str, UnitTexts],
    now: list[str],
    environment: Environment,
) -> dict[str, str]:
    meanings = {name: _meaning(old[name], environment) for name in was}
    found: dict[str, str] = {}
    left = list(was)
    for name in now:
        twin = next((e for e in left if meanings[e] == _meaning(new[name], environment)), None)
        if twin is not None:
            found[name] = twin
            left.remove(twin)
    rest = [name for name in now if name not in found]
    found.update(zip(rest, left, strict=False))
    return found


def _meaning(texts: UnitTexts, environment: Environment) -> str:
    text = texts.statement
    return meaning_of(statement_in(text.sql, text.where, environment), environment)


def _by_tables(units: Mapping[str, UnitTexts]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(units):
        tables = tuple(sorted(units[name].targets))
        if tables:
            found.setdefault(tables, []).append(name)
    return found


def _partners(graph: Graph, touched: Mapping[str, Touch]) -> dict[str, str]:
    """Units that write a table together with a touched one, and with which."""
    found: dict[str, str] = {}
    for name in touched:
        for partner in graph.together.get(name, ()):
            if partner not in touched:
                found.setdefault(partner, name)
    return found
