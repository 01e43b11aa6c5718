"""What a plan does with each unit. What changed in meaning gets a new version, and so does whoever
reads a column or the rows that changed (or, where that is asked for or cannot be told, everything
downstream); units that share a target move together; the rest runs on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from teal.model.changes import UNTOUCHED, Action, ChangeKind, UnitAction, UnitChange
from teal.model.deployment import Deployment
from teal.model.errors import Refused
from teal.planning.choice import WHATEVER_CHANGED, Choice, Propagate, chosen_units
from teal.planning.deployed import Deployed, deployed
from teal.planning.graph import Graph
from teal.planning.notes import listed
from teal.planning.older_versions import (
    Burden,
    held_versions,
    holders,
    too_many,
)
from teal.planning.reasons import Link, Reasons, own_reason, table_between

_HARMLESS = frozenset({ChangeKind.COSMETIC, ChangeKind.QUERY, ChangeKind.INPUT, ChangeKind.BEHIND})
"""Kinds of change that columns and rows tell all about."""

_CONSOLIDATED = "which serves no more"


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
    by_unit = {change.unit: change for change in changes if change.is_meaningful}
    prunes = choice.propagate is Propagate.NEEDED and choice.only is None
    chosen_units((*(choice.only or ()), *choice.rebuild, *choice.exclude), graph, now)  # all known
    moving = _Moving(
        graph,
        now,
        by_unit,
        choice,
        touched if prunes else None,
        keep_at_most,
        asked=chosen_units(choice.rebuild, graph, now),
        excluded=chosen_units(choice.exclude, graph, now),
        carried=chosen_units(choice.carry_over, graph, now),
        altered=altered if choice.only is None else frozenset(),
        jobs=sum(1 for unit in graph.units.values() if unit.has_job) if jobs is None else jobs,
    )
    links = moving.spread()
    _refuse_halves(moving, links)
    reasons = Reasons(graph, by_unit, links)
    _refuse_moved(moving, links, reasons)
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
    touched: Mapping[str, tuple[str, ...]] | None
    keep_at_most: int
    jobs: int
    asked: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    altered: frozenset[str] = frozenset()

    def spread(self) -> dict[str, Link]:
        """All units that move, each with the link to what moved it."""
        starts, blocked = self._starts()
        known = self.touched or {}
        links = {name: Link(name, None, because=known.get(name, ())) for name in starts}
        if self.choice.consolidate:
            self._take(links, self._on_older_versions(), _CONSOLIDATED, blocked)
        self._grow(links, list(links), blocked)
        while self.touched is not None and (found := self._too_many(links, blocked)):
            self._grow(links, self._take(links, *found, blocked), blocked)
        return links

    def _take(
        self,
        links: dict[str, Link],
        burdens: Mapping[str, Burden],
        why: str,
        blocked: frozenset[str],
    ) -> list[str]:
        added = [name for name in sorted(burdens) if name not in links and name not in blocked]
        for name in added:
            links[name] = Link(name, None, because=(f"it needs {burdens[name].holds}, {why}",))
        return added

    def _on_older_versions(self) -> Mapping[str, Burden]:
        kept = frozenset(self.deployed.serving_units)
        return holders(held_versions(self.deployed, kept, ()), self.deployed, kept)

    def _too_many(
        self, links: Mapping[str, Link], blocked: frozenset[str]
    ) -> tuple[Mapping[str, Burden], str] | None:
        """Units that stay for which too much would live on, and what is too much."""
        units = self.graph.units
        replaced = {table for name in links if name in units for table in units[name].targets}
        kept = self.deployed.serving_units.keys() - links.keys()
        for burdens, why in too_many(self.keep_at_most, self.jobs, self.deployed, kept, replaced):
            found = {name: burden for name, burden in burdens.items() if name not in blocked}
            if found:
                return found, why
        return None

    def _grow(self, links: dict[str, Link], added: Iterable[str], blocked: frozenset[str]) -> None:
        """Take along whoever has to move because these do."""
        companions = self.companions()
        unknown = self.graph.descendants(name for name in links if name in self.asked)
        new = frozenset(added)
        ahead = deque(name for name in (*self.graph.order, *self._gone()) if name in new)
        while ahead:
            name = ahead.popleft()
            for other in companions.get(name, ()):
                if other not in links and other not in blocked:
                    links[other] = Link(links[name].root, name, is_partner=True)
                    ahead.append(other)
            for reader in self._next_readers(name):
                if reader in links or reader in blocked or not self._follows(reader, unknown):
                    continue
                links[reader] = Link(links[name].root, name, because=self._why(reader, name))
                ahead.append(reader)

    def _why(self, reader: str, name: str) -> tuple[str, ...]:
        if self.touched is None:
            return ()
        if reader not in self.touched and not self.graph.units[reader].has_job:
            table = table_between(self.graph, name, reader)
            return (
                f"it is a view of {table}, which gets a new version; nothing else of it changes",
            )
        return self.touched.get(reader, ())

    def _follows(self, reader: str, unknown: frozenset[str]) -> bool:
        """Whether a reader moves with what it reads. Views cost nothing and always do; what was
        made anew by request may hold anything, so all that it feeds does."""
        if self.touched is None or reader in self.touched or reader in unknown:
            return True
        return not self.graph.units[reader].has_job

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
        excluded = self.excluded
        if self.choice.only is None:
            return (frozenset(self._own_changes()) | self.asked) - excluded, excluded
        return chosen_units(self.choice.only, self.graph, self.deployed) - excluded, excluded

    def _own_changes(self) -> Iterator[str]:
        """Units that changed themselves. Where it is known who is touched, a text that gives the
        same as before needs nothing, and neither does a unit that reads an older version."""
        for name, change in self.changes.items():
            if name in self.carried or name in self.altered:
                continue
            if (
                self.touched is None
                or name in self.touched
                or not _HARMLESS.issuperset(change.kinds)
            ):
                yield name

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
    if change is not None and name not in moving.excluded:
        if name in moving.carried:
            why = (moving.touched or {}).get(name) or (own_reason(change), *change.details[:2])
            return UnitAction(name, Action.CARRY_OVER, why)
        if name in moving.altered:
            return UnitAction(name, Action.ALTER, (own_reason(change), *change.details[:2]))
    if change is None or (moving.touched is not None and change.is_behind):
        return UnitAction(name, Action.KEEP, (_why_kept(name, moving, links),))
    if moving.touched is not None and name not in moving.excluded:
        return UnitAction(
            name, Action.KEEP, (f"{own_reason(change)}, and what it gives is still the same",)
        )
    return UnitAction(
        name, Action.KEEP, (f"left as it is by request, though {own_reason(change)}",)
    )


def _why_kept(name: str, moving: _Moving, links: Mapping[str, Link]) -> str:
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
        return f"left as it is by request; it stays on {versions}"
    return f"nothing that it uses of {what} changed; it stays on {versions}"


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


def _refuse_moved(moving: _Moving, links: Mapping[str, Link], reasons: Reasons) -> None:
    """Raises Refused where a unit that is to go on in place moves, or has nothing to go on with."""
    found: list[str] = []
    for name in sorted(moving.carried):
        if name in moving.excluded:
            found.append(f"{name} is to be left as it is by the same command")
        elif name in moving.asked:
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
