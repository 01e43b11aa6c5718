"""A revision as if all of it served: what a plan between two revisions starts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from teal.model.deployment import (
    Deployment,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.environment import Environment
from teal.model.names import UnitKey, Version, job_name
from teal.model.observed import Observed, ObservedJob, ObservedTopic
from teal.model.plan import NOWHERE
from teal.model.project import Project, UnitKind
from teal.planning.binding import Binder
from teal.planning.catalogue import Catalogue, is_external
from teal.planning.deployed import deployed
from teal.planning.versions import new_versions, topic_of

_RELEASE = "r1"


class AsServed(Struct, frozen=True):
    """The deployment that a revision would be, and what would be seen around it."""

    deployment: Deployment
    observed: Observed


def as_served(
    project: Project,
    environment: Environment,
    outside: Project,
    around: Environment | None = None,
) -> AsServed:
    """Every unit of the project at its first version. The topics of externals are taken for
    granted, those of the revision that comes next (`outside`, in the environment `around`) too."""
    around = around or environment
    empty = Deployment(NOWHERE, environment.project, environment.name, serial=0)
    tables = {target for unit in project.units for target in unit.targets}
    green = new_versions(project, tables, deployed(empty), environment)
    catalogue = Catalogue(project, deployed(empty), environment, green)
    versions = tuple(_versions(project, environment, green))
    deployment = Deployment(
        NOWHERE,
        environment.project,
        environment.name,
        serial=0,
        versions=versions,
        units=tuple(_units(project, catalogue, outside, _is_other(environment, around))),
        serving={version.logical: version.number for version in green.values()},
    )
    topics = {record.topic for record in versions if record.topic}
    for each in (catalogue, Catalogue(outside, deployed(empty), around, {})):
        sources = (each.source(version) for version in each.externals())
        topics |= {source.topic for source in sources if source.topic}
    observed = Observed(
        {name: ObservedTopic(name, name, 1) for name in sorted(topics)},
        tuple(_running(unit) for unit in deployment.units if unit.kind != UnitKind.VIEW.value),
    )
    return AsServed(deployment, observed)


def _versions(
    project: Project, environment: Environment, green: Mapping[str, Version]
) -> Iterator[VersionRecord]:
    seen: set[str] = set()
    for unit in project.units:
        for target in unit.targets:
            if target in seen:
                continue
            seen.add(target)
            version = green[target]
            yield VersionRecord(
                version=version,
                state=VersionState.SERVING,
                sql=project.tables[target].sql if unit.has_job else unit.sql,
                unit=unit.name,
                release=_RELEASE,
                is_view=not unit.has_job,
                topic=topic_of(version, environment) if unit.has_job else None,
            )


def _running(unit: UnitRecord) -> ObservedJob:
    key = str(unit.key)
    return ObservedJob(job_name(unit.key), key, key, "running", is_live=True)


def _is_other(environment: Environment, around: Environment) -> bool:
    """Whether jobs are given another session."""
    return environment.session != around.session


def _units(
    project: Project, catalogue: Catalogue, outside: Project, with_all: bool
) -> Iterator[UnitRecord]:
    """Of those whose text moves (or of all), also what their jobs were given: it may be changed in
    place, and is compared."""
    binder = Binder(catalogue)
    before, after = _texts(project), _texts(outside)
    for unit in project.units:
        targets = tuple(catalogue.green[target] for target in unit.targets)
        reads = catalogue.reads_of(unit)
        key = UnitKey(NOWHERE, unit.name, targets[0].number, 1)
        moves = unit.has_job and (with_all or before[unit.name] != after.get(unit.name))
        yield UnitRecord(
            key=key,
            kind=unit.kind.value,
            targets=targets,
            inputs=tuple(version for version in reads if not is_external(version)),
            external_sql={
                version.logical: project.tables[version.logical].sql
                for version in reads
                if is_external(version)
            },
            sql=unit.sql,
            file=unit.place.file,
            line=unit.place.line,
            commit=project.revision.commit,
            release=_RELEASE,
            state=UnitState.STARTED,
            submission=binder.submission(unit, key) if moves else None,
        )


def _texts(project: Project) -> dict[str, tuple[str, ...]]:
    """All that is written of each unit."""
    tables = {name: table.sql for name, table in project.tables.items()}
    return {
        unit.name: (unit.sql, *(tables.get(target, "") for target in unit.targets))
        for unit in project.units
    }
