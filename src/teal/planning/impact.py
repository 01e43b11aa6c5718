"""What a plan does with each unit. The rule: what changed in meaning and everything downstream of
it gets a new version; units that share a target move together; the rest runs on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from teal.model.changes import Action, UnitAction, UnitChange
from teal.model.deployment import Deployment
from teal.model.errors import Refused
from teal.planning.choice import WHATEVER_CHANGED, Choice, chosen_units
from teal.planning.deployed import Deployed, deployed
from teal.planning.graph import Graph
from teal.planning.reasons import Link, Reasons, own_reason, table_between


def actions(
    graph: Graph,
    deployment: Deployment,
    changes: Iterable[UnitChange],
    choice: Choice = WHATEVER_CHANGED,
) -> tuple[UnitAction, ...]:
    """The action for each unit, in dependency order, removed ones last.

    Raises Refused where the choice would leave readers on something that is not there or goes
    without its partners, Mistake for names that do not exist.
    """
    now = deployed(deployment)
    by_unit = {change.unit: change for change in changes if change.is_meaningful}
    moving = _Moving(graph, now, by_unit, choice)
    links = moving.spread()
    _refuse_halves(moving, links)
    reasons = Reasons(graph, by_unit, links)
    found = [_action(name, moving, links, reasons) for name in graph.order]
    gone = sorted(name for name in links if name not in graph.units)
    return (
        *(action for action in found if action is not None),
        *(UnitAction(name, Action.REMOVE, reasons.of(name)) for name in gone),
    )


@dataclass(frozen=True, slots=True)
class _Moving:
    """What may move, and along which ways movement spreads."""

    graph: Graph
    deployed: Deployed
    changes: Mapping[str, UnitChange]
    choice: Choice

    def spread(self) -> dict[str, Link]:
        """All units that move, each with the link to what moved it."""
        starts, blocked = self._starts()
        links = {name: Link(name, None) for name in starts}
        companions = self.companions()
        ahead = deque(name for name in (*self.graph.order, *self._gone()) if name in links)
        while ahead:
            name = ahead.popleft()
            for other in companions.get(name, ()):
                if other not in links and other not in blocked:
                    links[other] = Link(links[name].root, name, is_partner=True)
                    ahead.append(other)
            for reader in self._next_readers(name):
                if reader not in links and reader not in blocked:
                    links[reader] = Link(links[name].root, name)
                    ahead.append(reader)
        return links

    def companions(self) -> dict[str, tuple[str, ...]]:
        """Units that share a target, those that are to be removed among them."""
        found = {name: each for name, each in self.graph.together.items() if len(each) > 1}
        for name in self._gone():
            targets = (target.logical for target in self.deployed.serving_units[name].targets)
            partners = sorted({w for target in targets for w in self.graph.writers_of(target)})
            found[name] = (*found.get(name, ()), *partners)
            for partner in partners:
                found[partner] = (*found.get(partner, ()), name)
        return found

    def _gone(self) -> list[str]:
        units = self.graph.units
        return sorted(name for name in self.deployed.serving_units if name not in units)

    def _starts(self) -> tuple[frozenset[str], frozenset[str]]:
        excluded = chosen_units(self.choice.exclude, self.graph, self.deployed)
        if self.choice.only is None:
            return frozenset(self.changes) - excluded, excluded
        return chosen_units(self.choice.only, self.graph, self.deployed) - excluded, excluded

    def _next_readers(self, name: str) -> tuple[str, ...]:
        if self.choice.only is not None and not self.choice.with_descendants:
            return ()
        return self.graph.feeds.get(name, ())


def _action(
    name: str, moving: _Moving, links: Mapping[str, Link], reasons: Reasons
) -> UnitAction | None:
    unit, serving = moving.graph.units[name], moving.deployed.serving
    if name in links:
        is_there = any(target in serving for target in unit.targets)
        return UnitAction(name, Action.REBUILD if is_there else Action.CREATE, reasons.of(name))
    if name not in moving.deployed.serving_units:
        return None
    change = moving.changes.get(name)
    if change is None:
        return UnitAction(name, Action.KEEP, ("nothing that it says or reads changed",))
    return UnitAction(
        name, Action.KEEP, (f"left as it is by request, though {own_reason(change)}",)
    )


def _refuse_halves(moving: _Moving, links: Mapping[str, Link]) -> None:
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


def _refuse_readers_left(moving: _Moving, links: Mapping[str, Link]) -> None:
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


def _partners_left(moving: _Moving, links: Mapping[str, Link]) -> Iterator[str]:
    for name, partners in sorted(moving.companions().items()):
        for partner in partners:
            if name in links and partner not in links:
                yield f"{name} and {partner} write one table and can only move together"


def _inputs_missing(moving: _Moving, links: Mapping[str, Link]) -> Iterator[str]:
    graph = moving.graph
    for name in graph.order:
        for table in graph.inputs(name) if name in links else ():
            writers = graph.writers_of(table)
            is_made = any(writer in links for writer in writers)
            if writers and not is_made and table not in moving.deployed.serving:
                yield f"{name} reads {table}, which is not deployed"


def _readers_of_removed(moving: _Moving, links: Mapping[str, Link]) -> Iterator[str]:
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
