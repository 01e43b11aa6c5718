"""The plan of a deployment: new versions started beside what serves, in dependency order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from teal.model.changes import Action, UnitAction, UnitChange
from teal.model.deployment import Deployment
from teal.model.environment import Environment
from teal.model.in_line import InLineChange
from teal.model.names import UnitKey, Version
from teal.model.observed import Observed
from teal.model.plan import (
    Plan,
    PlanKind,
    PlannedUnit,
    PlannedVersion,
    Reliance,
    StartUnit,
)
from teal.model.project import Project, Unit
from teal.model.submission import Submission
from teal.planning.binding import Binder
from teal.planning.catalogue import Catalogue, is_external
from teal.planning.deploy_steps import deploy_steps
from teal.planning.graph import Graph
from teal.planning.guards import (
    refuse_foreign,
    refuse_missing_inputs,
    refuse_overlap,
    refuse_stopped,
    refuse_taken_topics,
)
from teal.planning.in_catalog import read_from_catalog
from teal.planning.in_line.making import IN_PLACE, in_line_changes
from teal.planning.notes import exposures, notes
from teal.planning.numbers import refuse_used_numbers
from teal.planning.reliance import Aspect, Situation, reliance, situation
from teal.planning.topology import topology
from teal.planning.versions import new_versions


def deploy_plan(
    project: Project,
    graph: Graph,
    deployment: Deployment,
    environment: Environment,
    observed: Observed,
    actions: Sequence[UnitAction],
    changes: Sequence[UnitChange],
    release: str,
) -> Plan:
    """The plan of these actions; empty where all of them keep.

    `observed` holds every topic and job of the environment. Raises ReleaseOpen, Refused where
    something stands in the way, ProjectMistakes where a text cannot be bound.
    """
    now = situation(deployment, observed)
    plan = Plan(
        kind=PlanKind.DEPLOY,
        project=environment.project,
        environment=environment.name,
        deployment=deployment.id,
        serial=deployment.serial,
        release=release,
        revision=project.revision,
        steps=(),
        actions=tuple(actions),
        changes=tuple(changes),
    )
    making = _making(project, graph, environment, now, actions)
    if not making.units and not any(each.action in (Action.REMOVE, *IN_PLACE) for each in actions):
        return plan
    making.refuse_what_is_in_the_way(deployment)
    return making.filled(plan)


class _Making(Struct, frozen=True):
    """All that the parts of one plan are made from. `units` are those that get a new version, in
    dependency order; `kept` the versions of tables that they read and the release does not make."""

    graph: Graph
    environment: Environment
    now: Situation
    actions: tuple[UnitAction, ...]
    catalogue: Catalogue
    units: tuple[Unit, ...]
    keys: dict[str, UnitKey]
    kept: tuple[Version, ...]
    removed: tuple[Version, ...]
    in_line: tuple[InLineChange, ...]

    def refuse_what_is_in_the_way(self, deployment: Deployment) -> None:
        """Raises Refused, ReleaseOpen or ProjectMistakes."""
        moving = frozenset(a.unit for a in self.actions if a.action is not Action.KEEP)
        refuse_overlap(deployment, self.graph, moving)
        green, observed = self.catalogue.green, self.now.observed
        refuse_used_numbers(green, self.now.deployed, self.units, self.actions, self.environment)
        refuse_foreign(deployment, self.graph, green, self.environment, observed)
        tables = [self.catalogue.source(version) for version in self._green_tables()]
        outside = [self.catalogue.source(version) for version in self.catalogue.externals()]
        refuse_taken_topics(tables, outside, observed)
        refuse_missing_inputs(self.catalogue, self.kept, observed)
        refuse_stopped(self.in_line, self.now)

    def filled(self, plan: Plan) -> Plan:
        """The plan with all that this release does."""
        steps = deploy_steps(self.units, self.keys, self.catalogue, Binder(self.catalogue))
        submissions = {
            step.submission.key: step.submission for step in steps if isinstance(step, StartUnit)
        }
        return replace(
            plan,
            steps=steps,
            versions=tuple(self._versions()),
            units=tuple(self._unit(unit, plan, submissions) for unit in self.units),
            removed=self.removed,
            in_line=self.in_line,
            relies_on=self._relies_on(),
            stays_on={u.name: stays for u in self.units if (stays := self._stays_on(u))},
            exposures=exposures(self._touched_tables(), self.environment),
            notes=notes(
                self.actions,
                self.graph,
                self.catalogue,
                self.now,
                self._kept_writers(),
                self.removed,
            ),
            depth=self._depth(),
        )

    def _versions(self) -> Iterator[PlannedVersion]:
        seen: set[str] = set()
        for unit in self.units:
            for target in unit.targets:
                if target in seen:
                    continue
                seen.add(target)
                serving = self.now.deployed.serving.get(target)
                yield PlannedVersion(
                    version=self.catalogue.green[target],
                    unit=unit.name,
                    sql=self.catalogue.project.tables[target].sql if unit.has_job else unit.sql,
                    is_view=not unit.has_job,
                    replaces=None if serving is None else serving.version.number,
                )

    def _unit(self, unit: Unit, plan: Plan, submissions: dict[UnitKey, Submission]) -> PlannedUnit:
        key = self.keys[unit.name]
        reads = self.catalogue.reads_of(unit)
        return PlannedUnit(
            key=key,
            kind=unit.kind.value,
            targets=tuple(self.catalogue.green[target] for target in unit.targets),
            inputs=tuple(version for version in reads if not is_external(version)),
            external_sql={
                version.logical: self.catalogue.project.tables[version.logical].sql
                for version in sorted(reads)
                if is_external(version)
            },
            sql=unit.sql,
            file=unit.place.file,
            line=unit.place.line,
            commit=plan.revision.commit,
            submission=submissions.get(key),
        )

    def _relies_on(self) -> tuple[Reliance, ...]:
        return tuple(sorted(set(self._reliances()), key=lambda each: each.subject))

    def _reliances(self) -> Iterator[Reliance]:
        rely = self.now.relied_on
        yield rely(Aspect.RELEASES)
        for table in self.catalogue.green:
            yield rely(Aspect.SERVING, table)
            yield rely(Aspect.HIGHEST, table)
        for version in self._green_tables():
            yield rely(Aspect.TOPIC, str(self.catalogue.source(version).topic))
        for version in self.removed:
            yield rely(Aspect.SERVING, version.logical)
        for unit in self.units:
            for version in self.catalogue.reads_of(unit):
                if not is_external(version):
                    yield rely(Aspect.SERVING, version.logical)
        for version in self.kept:
            if (topic := self.catalogue.source(version).topic) is not None:
                yield rely(Aspect.TOPIC, topic)
        yield from self._known_from_catalog()
        for key in self._kept_writers():
            yield rely(Aspect.JOB, key)
        for change in self.in_line:
            if change.restarts:
                yield rely(Aspect.JOB, str(change.key))
            for version in change.targets:
                yield rely(Aspect.SERVING, version.logical)
                yield rely(Aspect.TOPIC, change.topics[version.logical])

    def _known_from_catalog(self) -> Iterator[Reliance]:
        known = read_from_catalog(self.catalogue.project)
        read = {version.logical for version in self.kept}
        read.update(name for change in self.in_line for name in change.after.external_sql)
        for name in sorted(known.keys() & read):
            yield reliance(Aspect.CATALOG, name, known[name])

    def _stays_on(self, unit: Unit) -> tuple[str, ...]:
        return tuple(
            str(version)
            for version in self.catalogue.reads_of(unit)
            if not is_external(version) and version.logical not in self.catalogue.green
        )

    def _green_tables(self) -> tuple[Version, ...]:
        views = {unit.name for unit in self.units if not unit.has_job}
        return tuple(v for name, v in sorted(self.catalogue.green.items()) if name not in views)

    def _kept_writers(self) -> tuple[str, ...]:
        writers = self.now.deployed.writers
        keys = (unit.key for version in self.kept for unit in writers.get(version, ()))
        return tuple(sorted({str(key) for key in keys}))

    def _touched_tables(self) -> tuple[str, ...]:
        serving = self.now.deployed.serving
        replaced = (table for table in self.catalogue.green if table in serving)
        return (*replaced, *(version.logical for version in self.removed))

    def _depth(self) -> int:
        own = {unit.name: self.graph.needs[unit.name] for unit in self.units}
        return max(topology(own).depth.values(), default=0)


def _making(
    project: Project,
    graph: Graph,
    environment: Environment,
    now: Situation,
    actions: Sequence[UnitAction],
) -> _Making:
    new = {a.unit for a in actions if a.action in (Action.CREATE, Action.REBUILD)}
    units = tuple(graph.units[name] for name in graph.order if name in new)
    tables = {target for unit in units for target in unit.targets}
    green = new_versions(project, tables, now.deployed, environment)
    catalogue = Catalogue(project, now.deployed, environment, green)
    kept: set[Version] = set()
    for unit in units:
        kept.update(catalogue.tables_behind(catalogue.reads_of(unit)))
    return _Making(
        graph=graph,
        environment=environment,
        now=now,
        actions=tuple(actions),
        catalogue=catalogue,
        units=units,
        keys={
            unit.name: UnitKey(now.deployed.id, unit.name, green[unit.targets[0]].number, 1)
            for unit in units
        },
        kept=tuple(sorted(kept - set(green.values()))),
        removed=_removed(now, graph, actions),
        in_line=in_line_changes(project, graph, now.deployed, environment, actions),
    )


def _removed(now: Situation, graph: Graph, actions: Sequence[UnitAction]) -> tuple[Version, ...]:
    """Serving versions of tables that no statement writes any more."""
    gone = (a.unit for a in actions if a.action is Action.REMOVE)
    targets = {target for name in gone for target in now.deployed.serving_units[name].targets}
    return tuple(sorted(t for t in targets if not graph.writers_of(t.logical)))
