"""A project and what is deployed of it in few plain values: enough to tell which part of both an
edit can touch, so that a plan of a small edit reads a small part.

It is taken where everything was read and nothing is wrong with it; what is unusual has no picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple

from teal.model.deployment import Deployment, VersionState
from teal.model.environment import Environment, Naming
from teal.model.project import Project, Unit
from teal.planning.bills import Totals, totals
from teal.planning.changes import say_the_same
from teal.planning.deployed import Deployed, deployed
from teal.planning.forecast import Rates, rates_of
from teal.planning.functions import changed_functions
from teal.planning.graph import Graph
from teal.planning.session_options import outdated_units
from teal.planning.texts import UnitTexts, texts_of_deployed, texts_of_project

Plain: TypeAlias = tuple[Any, ...]


class Picture(Struct, frozen=True):
    """Units in dependency order, by their place in `names`: `targets` and `inputs` are tables,
    `places` the numbers of their `files`. `units_in` has the units of each file in the order of its
    text, `tables` the number of the file that defines each table. `seeds` are the names of
    units that say something else than what is deployed, also of those that are no more in the
    project, and of their neighbours, each with what it reads as it is deployed.
    `owners` has the table of each version's physical name that is not the table's own, `outdated`
    the units that were started with other options of the session."""

    names: list[str]
    views: frozenset[str]
    targets: list[tuple[str, ...]]
    inputs: list[tuple[str, ...]]
    places: list[int]
    files: list[str]
    units_in: list[tuple[int, ...]]
    tables: dict[str, int]
    externals: list[str]
    seeds: dict[str, tuple[str, ...]]
    owners: dict[str, str]
    sums: tuple[int, int, int, int]
    rates: list[tuple[str, float, int]]
    outdated: list[tuple[dict[str, str], list[str]]]

    @property
    def totals(self) -> Totals:
        """What the whole project and the whole deployment count."""
        return Totals(*self.sums)

    @property
    def measured(self) -> Rates:
        """How quick the units of the whole deployment have been."""
        return Rates(self.rates)

    def plain(self) -> Plain:
        """For a cache."""
        return astuple(self)


def picture_of(
    project: Project,
    graph: Graph,
    deployment: Deployment,
    environment: Environment,
    changed: Iterable[str],
) -> Picture | None:
    """The picture of a project without mistakes, of which it is known what `changed`; None where a
    part does not tell enough."""
    now = deployed(deployment)
    if not _is_usual(project, deployment, now, environment):
        return None
    units = [graph.units[name] for name in graph.order]
    files = sorted(
        {each.place.file for each in units} | {each.place.file for each in project.tables.values()}
    )
    file_at = {path: at for at, path in enumerate(files)}
    return Picture(
        names=list(graph.order),
        views=frozenset(unit.name for unit in units if not unit.has_job),
        targets=[unit.targets for unit in units],
        inputs=[unit.inputs for unit in units],
        places=[file_at[unit.place.file] for unit in units],
        files=files,
        units_in=_units_in(files, units),
        tables={name: file_at[each.place.file] for name, each in project.tables.items()},
        externals=sorted(project.externals & project.tables.keys()),
        seeds=_seeds(project, graph, now, environment, changed),
        owners={v.physical: v.logical for v in now.records if v.physical != v.logical},
        sums=astuple(totals(project, now)),
        rates=list(rates_of(deployment).measured),
        outdated=outdated_units(graph.units, now, environment),
    )


def _units_in(files: Sequence[str], units: Sequence[Unit]) -> list[tuple[int, ...]]:
    """Of each file the places of its units, in the order of its text."""
    found: dict[str, list[int]] = {file: [] for file in files}
    for at in sorted(range(len(units)), key=lambda at: units[at].statement.offset):
        found[units[at].place.file].append(at)
    return [tuple(found[file]) for file in files]


def _is_usual(
    project: Project, deployment: Deployment, now: Deployed, environment: Environment
) -> bool:
    """Whether no release is open, everything alive serves or has served, and no two units were
    deployed with other texts of one external table."""
    return (
        environment.naming is Naming.LOGICAL
        and bool(now.serving)
        and not deployment.open_releases
        and all(record.state is not VersionState.GREEN for record in now.records.values())
        and all(record.state is VersionState.SERVING for record in now.serving.values())
        and _knows_one_text_of_each(now)
        and not any(name.startswith("#") for name in project.tables)
    )


def _knows_one_text_of_each(now: Deployed) -> bool:
    texts: dict[str, str] = {}
    return all(
        texts.setdefault(name, sql) == sql
        for record in now.units
        for name, sql in record.external_sql.items()
    )


def _seeds(
    project: Project,
    graph: Graph,
    now: Deployed,
    environment: Environment,
    changed: Iterable[str],
) -> dict[str, tuple[str, ...]]:
    """Units that differ, that read older versions or have some which live on, and those that write
    or read what a unit wrote that is gone."""
    old, new = texts_of_deployed(now, environment), texts_of_project(project, environment)
    found = {name for name in {*old, *new} if _differs(name, old, new)}
    found |= changed_functions(project, graph, now, environment).keys()
    for name in found - new.keys():
        for target in now.serving_units[name].targets:
            found.update(graph.writers_of(target.logical), graph.readers_of(target.logical))
    reads: dict[str, dict[str, None]] = {name: {} for name in sorted(found)}
    older = {name for name, texts in old.items() if texts.left_behind}
    for unit in now.units:
        name = unit.key.unit
        if any(now.records[target].state.is_live for target in unit.targets):
            serves = now.serving_units.get(name) is unit
            if name in found or name in older or not serves:
                read = (*(version.logical for version in unit.inputs), *unit.external_sql)
                reads.setdefault(name, {}).update(dict.fromkeys(read))
    return {name: tuple(tables) for name, tables in reads.items()}


def _differs(name: str, old: Mapping[str, UnitTexts], new: Mapping[str, UnitTexts]) -> bool:
    before, after = old.get(name), new.get(name)
    return before is None or after is None or not say_the_same(before, after)
