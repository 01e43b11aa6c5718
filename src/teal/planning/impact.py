"""What a plan does with each unit. What changed in meaning gets a new version, and so does whoever
reads a column or the rows that changed (or, where that is asked for or cannot be told, everything
downstream); units that share a target move together; the rest runs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teal.model.changes import LEFT, UNTOUCHED, Action, UnitAction, UnitChange
from teal.model.deployment import Deployment
from teal.planning.choice import WHATEVER_CHANGED, Choice, Propagate, units_of
from teal.planning.deployed import deployed
from teal.planning.graph import Graph
from teal.planning.half_choices import refuse_halves, refuse_moved
from teal.planning.moving import Moving
from teal.planning.notes import listed
from teal.planning.reasons import Link, Reasons, own_reason


def actions(
    graph: Graph,
    deployment: Deployment,
    changes: Iterable[UnitChange],
    choice: Choice = WHATEVER_CHANGED,
    touched: Mapping[str, tuple[str, ...]] | None = None,
    keep_at_most: int = 1,
    altered: frozenset[str] = frozenset(),
    jobs: int | None = None,
) -> tuple[UnitAction, ...]:
    """The action for each unit, in dependency order, removed ones last.

    `touched` are the units that read what changed, by column or row, each with its chain of
    reasons; None means that nobody has looked, so that every descendant counts. At most
    `keep_at_most` older versions of a table live on for units that stay. `altered` are units that
    can change in place, and do unless something else moves them. `jobs` counts those of the whole
    project, where the graph is a part of it.

    Raises Refused where the choice would leave readers on something that is not there or goes
    without its partners, or where something moves what is to be carried over; Mistake for names
    that do not exist.
    """
    now = deployed(deployment)
    moving = Moving(
        graph,
        now,
        {change.unit: change for change in changes if change.is_meaningful},
        choice,
        units_of(choice, graph, now),
        touched if choice.propagate is Propagate.NEEDED and choice.only is None else None,
        altered if choice.only is None else frozenset(),
        keep_at_most,
        sum(1 for unit in graph.units.values() if unit.has_job) if jobs is None else jobs,
    )
    return _actions(moving)


def _actions(moving: Moving) -> tuple[UnitAction, ...]:
    links = moving.spread()
    refuse_halves(moving, links)
    reasons = Reasons(moving.graph, moving.changes, links)
    refuse_moved(moving, links, reasons)
    found = [_action(name, moving, links, reasons) for name in moving.graph.order]
    gone = sorted(name for name in links if name not in moving.graph.units)
    return (
        *(action for action in found if action is not None),
        *(UnitAction(name, Action.REMOVE, reasons.of(name)) for name in gone),
    )


def _action(
    name: str, moving: Moving, links: Mapping[str, Link], reasons: Reasons
) -> UnitAction | None:
    unit, serving = moving.graph.units[name], moving.deployed.serving
    if name in links:
        is_there = any(target in serving for target in unit.targets)
        return UnitAction(name, Action.REBUILD if is_there else Action.CREATE, reasons.of(name))
    if name not in moving.deployed.serving_units:
        return None
    change = moving.changes.get(name)
    if change is not None and name not in moving.chosen.exclude:
        if name in moving.chosen.carry_over:
            why = (moving.touched or {}).get(name) or (own_reason(change), *change.details[:2])
            return UnitAction(name, Action.CARRY_OVER, why)
        if name in moving.altered:
            return UnitAction(name, Action.ALTER, (own_reason(change), *change.details[:2]))
    if change is None or (moving.touched is not None and change.is_behind):
        return UnitAction(name, Action.KEEP, (_why_kept(name, moving, links),))
    if moving.touched is not None and name not in moving.chosen.exclude:
        return UnitAction(
            name, Action.KEEP, (f"{own_reason(change)}, and what it gives is still the same",)
        )
    return UnitAction(name, Action.KEEP, (f"{LEFT}, though {own_reason(change)}",))


def _why_kept(name: str, moving: Moving, links: Mapping[str, Link]) -> str:
    moved = [
        table
        for table in moving.graph.inputs(name)
        if any(writer in links for writer in moving.graph.writers_of(table))
    ]
    if not moved:
        return UNTOUCHED
    what = listed(sorted(moved))
    inputs = moving.deployed.serving_units[name].inputs
    versions = listed([str(each) for each in inputs if each.logical in moved]) or what
    if moving.touched is None:
        return f"{LEFT}; it stays on {versions}"
    if name in moving.chosen.exclude and name in moving.touched:
        return f"{LEFT}, though {moving.touched[name][0]}; it stays on {versions}"
    return f"nothing that it uses of {what} changed; it stays on {versions}"
