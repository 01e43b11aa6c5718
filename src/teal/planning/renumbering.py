"""`naming: versioned`: which tables of a revision need another number, and which one.

Those that a release would build anew get the next number, unless their file says a free one
already; those that it keeps get the number that serves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from teal.model.changes import Action, ChangeKind, UnitAction, UnitChange
from teal.model.deployment import Deployment
from teal.model.environment import Environment
from teal.model.names import Version, physical_name
from teal.model.project import Project
from teal.planning.changes import changes
from teal.planning.choice import chosen_units
from teal.planning.deployed import Deployed, deployed
from teal.planning.graph import Graph
from teal.planning.impact import actions
from teal.planning.in_line.alterable import altered_units
from teal.planning.logical import qualified_name
from teal.planning.naming import written_versions
from teal.planning.texts import texts_of_deployed, texts_of_project


class Renumbering(Struct, frozen=True):
    """A table whose files have to say `new` where they say `old`, and why."""

    table: str
    old: Version
    new: Version
    reason: str


def renumberings(
    project: Project,
    graph: Graph,
    deployment: Deployment,
    environment: Environment,
    asked: Collection[str] = (),
) -> tuple[Renumbering, ...]:
    """By table. `asked` are tables to build anew although they did not change.

    What is on its way counts as deployed, so that a file that says its number keeps it. Raises
    Refused and Mistake as a plan does.
    """
    ahead = _with_open_releases(deployment)
    now = deployed(ahead)
    written = written_versions(project, environment)
    found = _changes(project, ahead, environment, now, written)
    by_name = chosen_units(asked, graph, now)
    found = _with_asked(found, by_name)
    old, new = texts_of_deployed(now, environment), texts_of_project(project, environment)
    altered = altered_units(found, old, new, now, environment) - by_name
    planned = actions(graph, ahead, found, altered=altered)
    wanted = dict(_wanted(planned, graph, now, written, environment))
    return tuple(
        Renumbering(table, written[table], version, reason)
        for table, (version, reason) in sorted(wanted.items())
        if version.number != written[table].number
    )


def _with_open_releases(deployment: Deployment) -> Deployment:
    serving = dict(deployment.serving)
    for release in deployment.open_releases:
        for version in release.removed:
            serving.pop(version.logical, None)
        serving |= {version.logical: version.number for version in release.created}
    return replace(deployment, serving=serving)


def _changes(
    project: Project,
    deployment: Deployment,
    environment: Environment,
    now: Deployed,
    written: Mapping[str, Version],
) -> Iterable[UnitChange]:
    """What changed, where a number counts only if it is free: it was raised on purpose."""
    raised = {name for name, version in written.items() if version.number > _highest(now, name)}
    targets = {unit.name: unit.targets for unit in project.units}
    for change in changes(project, deployment, environment):
        if raised.isdisjoint(targets.get(change.unit, ())):
            kinds = tuple(kind for kind in change.kinds if kind is not ChangeKind.VERSION)
            yield replace(change, kinds=kinds)
        else:
            yield change


def _with_asked(found: Iterable[UnitChange], asked: Collection[str]) -> tuple[UnitChange, ...]:
    meaningful = tuple(change for change in found if change.is_meaningful)
    units = {change.unit for change in meaningful}
    named = (UnitChange(unit, (ChangeKind.VERSION,)) for unit in sorted(asked) if unit not in units)
    return (*meaningful, *named)


def _wanted(
    found: Iterable[UnitAction],
    graph: Graph,
    now: Deployed,
    written: Mapping[str, Version],
    environment: Environment,
) -> Iterator[tuple[str, tuple[Version, str]]]:
    taken = {version.physical for version in now.records} | set(graph.units)
    for action in found:
        if action.action is Action.REMOVE:
            continue
        for table in graph.units[action.unit].targets:
            serving = now.serving.get(table)
            if action.action in (Action.KEEP, Action.ALTER):
                if serving is not None:
                    version = serving.version
                    yield table, (version, f"v{version.number} serves, and it did not change")
            elif written[table].number <= _highest(now, table):
                version = _next(table, _highest(now, table), taken, environment)
                yield table, (version, action.reasons[0])


def _next(table: str, highest: int, taken: Collection[str], environment: Environment) -> Version:
    """The next number whose name is nobody else's."""
    externals = {qualified_name(tuple(n.split(".")), environment) for n in environment.externals}
    number = highest + 1
    while (
        name := physical_name(table, number, environment.tables.versions)
    ) in externals or name in taken:
        number += 1
    return Version(table, number, name)


def _highest(now: Deployed, table: str) -> int:
    return now.highest.get(table, 0)
