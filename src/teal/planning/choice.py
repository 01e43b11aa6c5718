"""What an operator asked for beyond "whatever changed": tables to rebuild, tables to leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from teal.model.errors import Mistake
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.nearest import did_you_mean, nearest

_LIST = "`teal graph` lists the tables."


class Propagate(Enum):
    """How far a change spreads: to whoever its columns and rows touch, or to every descendant."""

    NEEDED = "needed"
    ALL = "all"


class Choice(Struct, frozen=True):
    """`only` rebuilds exactly these tables, changed or not; None means whatever changed.
    `with_descendants` takes along what reads them. `exclude` leaves these as they are.

    `rebuild` are made anew though unchanged, and all that reads them. `consolidate` moves readers
    of older versions to the newest. `carry_over` go on in place instead of being rebuilt, `restart`
    with other options of the session."""

    only: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    with_descendants: bool = False
    rebuild: tuple[str, ...] = ()
    propagate: Propagate = Propagate.NEEDED
    consolidate: bool = False
    carry_over: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()


WHATEVER_CHANGED = Choice()


class ChosenUnits(Struct, frozen=True):
    """The units that a choice names, word by word."""

    only: frozenset[str] | None
    exclude: frozenset[str]
    rebuild: frozenset[str]
    carry_over: frozenset[str]


def units_of(choice: Choice, graph: Graph, deployed: Deployed) -> ChosenUnits:
    """Raises Mistake for names that do not exist, as `chosen_units` does."""
    named = (choice.only or (), choice.rebuild, choice.exclude, choice.restart, choice.carry_over)
    chosen_units([name for each in named for name in each], graph, deployed)
    only = choice.only
    return ChosenUnits(
        only=None if only is None else chosen_units(only, graph, deployed),
        exclude=chosen_units(choice.exclude, graph, deployed),
        rebuild=chosen_units(choice.rebuild, graph, deployed),
        carry_over=chosen_units(choice.carry_over, graph, deployed),
    )


def chosen_units(names: Collection[str], graph: Graph, deployed: Deployed) -> frozenset[str]:
    """The units that tables or units of these names mean. Raises Mistake for unknown names, all of
    them at once, offering the nearest."""
    known = _known(graph, deployed)
    unknown = [name for name in dict.fromkeys(names) if name not in known]
    if unknown:
        raise _unknown(unknown, known)
    return frozenset(unit for name in names for unit in known[name])


def _unknown(names: Sequence[str], known: Collection[str]) -> Mistake:
    near = {name: nearest(name, known) for name in names}
    if len(names) == 1:
        what = f"there is no table `{names[0]}` here that a statement writes."
        return Mistake(what, did_you_mean(names[0], known) or _LIST)
    told = ", ".join(f"`{n}`" + (f" (did you mean `{m}`?)" if m else "") for n, m in near.items())
    return Mistake(f"no statement here writes tables of these names: {told}.", _LIST)


def _known(graph: Graph, deployed: Deployed) -> Mapping[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for unit in graph.units.values():
        for name in (unit.name, *unit.targets):
            known.setdefault(name, set()).add(unit.name)
    for name, record in deployed.serving_units.items():
        if name not in graph.units:
            for each in (name, *(target.logical for target in record.targets)):
                known.setdefault(each, set()).add(name)
    return {name: frozenset(units) for name, units in known.items()}
