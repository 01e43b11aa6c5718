"""Who feeds whom: the units of a project in dependency order. Nothing recurses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from teal.model.project import Project, Unit
from teal.planning.topology import inverted, reached, topology


class Edge(Struct, frozen=True, order=True):
    """`reader` (a unit) reads `table`, which comes from `source`: a unit, or an external table."""

    source: str
    reader: str
    table: str


class Graph(Struct, frozen=True):
    """Units by name, in dependency order (ties by name). `depth` counts from 1.

    `needs` and `feeds` are a unit's direct neighbours; `together` maps a unit to all that share a
    target with it, itself included, because they can only move together.
    """

    units: Mapping[str, Unit]
    order: tuple[str, ...]
    depth: Mapping[str, int]
    needs: Mapping[str, tuple[str, ...]]
    feeds: Mapping[str, tuple[str, ...]]
    together: Mapping[str, tuple[str, ...]]
    edges: tuple[Edge, ...]
    _writers: Mapping[str, tuple[str, ...]]
    _readers: Mapping[str, tuple[str, ...]]

    def writers_of(self, table: str) -> tuple[str, ...]:
        """Units that write a table (or are the view of that name)."""
        return self._writers.get(table, ())

    def readers_of(self, table: str) -> tuple[str, ...]:
        """Units that read a table, an external or a view."""
        return self._readers.get(table, ())

    def inputs(self, unit: str) -> tuple[str, ...]:
        """Tables, externals and views that a unit reads."""
        return self.units[unit].inputs

    def descendants(self, names: Iterable[str]) -> frozenset[str]:
        """All units that units of these names feed, directly or not."""
        return reached(names, self.feeds)

    def ancestors(self, names: Iterable[str]) -> frozenset[str]:
        """All units that feed units of these names, directly or not."""
        return reached(names, self.needs)


def build_graph(project: Project) -> Graph:
    """The graph of a project without circles (`build_project` reports those)."""
    needs = unit_needs(project)
    found = topology(needs)
    assert not found.stuck, "a project with circles has no graph"
    units = {unit.name: unit for unit in project.units}
    writers = _writers(project)
    return Graph(
        units=units,
        order=found.order,
        depth=found.depth,
        needs=needs,
        feeds=inverted(needs),
        together=_together(project, writers),
        edges=_edges(project, writers),
        _writers=writers,
        _readers=inverted({unit.name: unit.inputs for unit in project.units}),
    )


def in_order(graph: Graph, order: Iterable[str]) -> Graph:
    """The graph with its units as they stand in an order of more units than these."""
    return replace(graph, order=tuple(name for name in order if name in graph.units))


def unit_needs(project: Project) -> dict[str, tuple[str, ...]]:
    """The units whose output each unit reads, by name."""
    writers = _writers(project)
    return {
        unit.name: tuple(sorted({name for each in unit.inputs for name in writers.get(each, ())}))
        for unit in project.units
    }


def _writers(project: Project) -> dict[str, tuple[str, ...]]:
    return inverted({unit.name: unit.targets for unit in project.units})


def _edges(project: Project, writers: Mapping[str, tuple[str, ...]]) -> tuple[Edge, ...]:
    return tuple(
        sorted(
            Edge(source, unit.name, table)
            for unit in project.units
            for table in unit.inputs
            for source in writers.get(table) or (table,)
        )
    )


def _together(
    project: Project, writers: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Groups of units that share targets, also by way of others."""
    found: dict[str, tuple[str, ...]] = {}
    companions = {
        unit.name: tuple(name for target in unit.targets for name in writers[target])
        for unit in project.units
    }
    for name in companions:
        if name not in found:
            group = tuple(sorted(reached((name,), companions) | {name}))
            found.update(dict.fromkeys(group, group))
    return found
