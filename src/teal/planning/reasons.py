"""Why a unit moves, as a chain of sentences, nearest first. Chains are cut in the middle: 10,000
units in a row would otherwise need a book."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from teal.model.changes import ChangeKind, UnitChange
from teal.planning.graph import Graph

_SHOWN = 3
_NOUNS = {
    ChangeKind.COLUMNS: "columns",
    ChangeKind.QUERY: "query",
    ChangeKind.KEY: "key",
    ChangeKind.OPTIONS: "options",
    ChangeKind.INPUT: "input",
    ChangeKind.FUNCTIONS: "functions",
    ChangeKind.VERSION: "number",
}


class Link(Struct, frozen=True):
    """Why a unit moves: `by` moved before it (None at the `root`), because the unit reads it, or
    because both write one table. `because` says it in other words."""

    root: str
    by: str | None
    is_partner: bool = False
    because: tuple[str, ...] = ()


class Reasons(Struct, frozen=True):
    """Composes the chains for all units that move."""

    graph: Graph
    changes: Mapping[str, UnitChange]
    links: Mapping[str, Link]

    def of(self, name: str) -> tuple[str, ...]:
        """The chain for one unit."""
        link = self.links[name]
        if link.because:
            return link.because
        if link.by is None:
            change = self.changes.get(name)
            return ("it was asked for by name" if change is None else own_reason(change),)
        chain = [self._sentence(name, link)]
        before: Link = self.links[link.by]
        at = link.by
        while before.by is not None and len(chain) < _SHOWN:
            chain.append(self._sentence(at, before))
            at, before = before.by, self.links[before.by]
        if before.by is not None:
            chain.append(f"… and so on up to {link.root}, {self._of_root(link.root)}")
        return tuple(chain)

    def _sentence(self, name: str, link: Link) -> str:
        assert link.by is not None
        why = self._of_root(link.by) if self.links[link.by].by is None else "which is rebuilt"
        if link.is_partner:
            return f"{name} shares a table with {link.by}, {why}"
        return f"{name} reads {table_between(self.graph, link.by, name)}, {why}"

    def _of_root(self, name: str) -> str:
        change = self.changes.get(name)
        if change is None:
            return "which was asked for by name"
        if ChangeKind.NEW in change.kinds:
            return f"which is new{_places(change)}"
        if ChangeKind.REMOVED in change.kinds:
            return "which is removed"
        if change.is_behind:
            return "which reads an older version"
        return f"whose {_what(change)} changed{_places(change)}"


def own_reason(change: UnitChange) -> str:
    """Why a unit that changed itself moves."""
    if ChangeKind.NEW in change.kinds:
        return f"it is new{_places(change)}"
    if ChangeKind.REMOVED in change.kinds:
        return "it is no more in the project"
    if change.is_behind:
        return change.details[0]
    return f"its {_what(change)} changed{_places(change)}"


def table_between(graph: Graph, writer: str, reader: str) -> str:
    """The table by which one unit feeds another."""
    targets = graph.units[writer].targets if writer in graph.units else ()
    return next((table for table in targets if table in graph.inputs(reader)), writer)


def _what(change: UnitChange) -> str:
    nouns = [_NOUNS[kind] for kind in change.kinds if kind in _NOUNS]
    return " and ".join([", ".join(nouns[:-1]), nouns[-1]] if len(nouns) > 1 else nouns)


def _places(change: UnitChange) -> str:
    return f" ({', '.join(change.files)})" if change.files else ""
