"""What a choice of tables may not do: move half of what belongs together, leave readers on what is
not there, or move what is to be carried over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.errors import Refused
from teal.planning.moving import Moving
from teal.planning.reasons import Link, Reasons, table_between


def refuse_halves(moving: Moving, links: Mapping[str, Link]) -> None:
    """Raises Refused where the choice would leave readers on something that is not there, or goes
    without its partners."""
    _refuse_readers_left(moving, links)
    reasons = tuple(
        dict.fromkeys(
            (
                *_partners_left(moving, links),
                *_inputs_missing(moving, links),
                *_readers_of_removed(moving, links),
            )
        )
    )
    if reasons:
        raise Refused(
            "this choice of tables cannot be planned.",
            reasons,
            "Add the tables that are named, or leave out those that need them.",
        )


def refuse_moved(moving: Moving, links: Mapping[str, Link], reasons: Reasons) -> None:
    """Raises Refused where a unit that is to go on in place moves, or has nothing to go on with."""
    found: list[str] = []
    for name in sorted(moving.chosen.carry_over):
        if name in moving.chosen.exclude:
            found.append(f"{name} is to be left as it is by the same command")
        elif name in moving.chosen.rebuild:
            found.append(f"{name} is to be rebuilt by the same command")
        elif name in links:
            found.append(f"{name} has to move: {reasons.of(name)[0]}")
        elif name not in moving.deployed.serving_units or name not in moving.graph.units:
            found.append(f"{name} does not run")
        elif not moving.graph.units[name].has_job:
            found.append(f"{name} is a view, which has no job")
        elif name not in moving.changes:
            found.append(f"{name} did not change")
    if found:
        raise Refused(
            "this cannot be carried over.", tuple(found), "Leave --carry-over out for these."
        )


def _refuse_readers_left(moving: Moving, links: Mapping[str, Link]) -> None:
    if moving.choice.only is None or moving.choice.with_descendants:
        return
    running = moving.deployed.serving_units
    reasons = tuple(
        f"{reader} reads {table_between(moving.graph, name, reader)}"
        for name in moving.graph.order
        if name in links
        for reader in moving.graph.feeds.get(name, ())
        if reader not in links and reader in running
    )
    if reasons:
        raise Refused(
            "tables that read the listed ones would stay on the old versions.",
            reasons,
            "Add --may-start-descendants to rebuild them too, or list them.",
        )


def _partners_left(moving: Moving, links: Mapping[str, Link]) -> Iterator[str]:
    for name, partners in sorted(moving.companions().items()):
        for partner in partners:
            if name in links and partner not in links:
                yield f"{name} and {partner} write one table and can only move together"


def _inputs_missing(moving: Moving, links: Mapping[str, Link]) -> Iterator[str]:
    graph = moving.graph
    for name in graph.order:
        for table in graph.inputs(name) if name in links else ():
            writers = graph.writers_of(table)
            is_made = any(writer in links for writer in writers)
            if writers and not is_made and table not in moving.deployed.serving:
                yield f"{name} reads {table}, which is not deployed"


def _readers_of_removed(moving: Moving, links: Mapping[str, Link]) -> Iterator[str]:
    gone = {
        target
        for name in links
        if name not in moving.graph.units
        for target in moving.deployed.serving_units[name].targets
        if not moving.graph.writers_of(target.logical)
    }
    for name, record in sorted(moving.deployed.serving_units.items()):
        for version in record.inputs if name not in links else ():
            if version in gone:
                yield f"{name} stays and reads {version}, which is removed"
