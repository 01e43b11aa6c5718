"""Which units move, and what moves each: what changed, what writes the same table, and whoever
reads a column or the rows that changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from teal.model.changes import ChangeKind, UnitChange
from teal.planning.choice import Choice, ChosenUnits
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.older_versions import Burden, held_versions, holders, too_many
from teal.planning.reasons import Link, table_between

_HARMLESS = frozenset({ChangeKind.COSMETIC, ChangeKind.QUERY, ChangeKind.INPUT, ChangeKind.BEHIND})
"""Kinds of change that columns and rows tell all about."""

_CONSOLIDATED = "which serves no more"


class Moving(Struct, frozen=True):
    """What may move, and along which ways movement spreads. `chosen` are the units that `choice`
    names; the other fields are as `impact.actions` takes them."""

    graph: Graph
    deployed: Deployed
    changes: Mapping[str, UnitChange]
    choice: Choice
    chosen: ChosenUnits
    touched: Mapping[str, tuple[str, ...]] | None
    altered: frozenset[str]
    keep_at_most: int
    jobs: int

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
        unknown = self.graph.descendants(name for name in links if name in self.chosen.rebuild)
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
        excluded = self.chosen.exclude
        if self.chosen.only is None:
            return (frozenset(self._own_changes()) | self.chosen.rebuild) - excluded, excluded
        return self.chosen.only - excluded, excluded

    def _own_changes(self) -> Iterator[str]:
        """Units that changed themselves. Where it is known who is touched, a text that gives the
        same as before needs nothing, and neither does a unit that reads an older version."""
        for name, change in self.changes.items():
            if name in self.chosen.carry_over or name in self.altered:
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
