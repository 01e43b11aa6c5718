"""What the plans of a release that is under way have in common."""

from __future__ import annotations

from collections.abc import Iterable

from teal.model.deployment import Deployment, Release, UnitRecord
from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.names import Version
from teal.model.plan import AnyStep, DropTable, Plan, PlanKind, PublishServing, StopUnit
from teal.model.project import Revision
from teal.planning.deployed import deployed
from teal.planning.stored import definition_in
from teal.planning.topology import topology


def release_plan(
    kind: PlanKind,
    deployment: Deployment,
    release: Release,
    environment: Environment,
    steps: tuple[AnyStep, ...],
    notes: tuple[str, ...] = (),
) -> Plan:
    """A plan of these steps for an open release."""
    return Plan(
        kind=kind,
        project=deployment.project,
        environment=environment.name,
        deployment=deployment.id,
        serial=deployment.serial,
        release=release.id,
        revision=Revision(f"release {release.id}", release.commit),
        steps=steps,
        notes=notes,
    )


def telling(switch_points: tuple[str, ...], after: str) -> tuple[PublishServing, ...]:
    """One step a switch point, each after COMMIT."""
    return tuple(
        PublishServing(key=f"tell:{name}", after=(after,), switch_point=name)
        for name in sorted(switch_points)
    )


def removal_steps(deployment: Deployment, versions: Iterable[Version]) -> tuple[AnyStep, ...]:
    """Stop what writes these versions, readers before writers, then delete their topics."""
    gone = frozenset(versions)
    index = deployed(deployment)
    units = {str(unit.key): unit for unit in index.units if gone.intersection(unit.targets)}
    writers = {target: name for name, unit in units.items() for target in unit.targets}
    needs = {
        name: {writers[each] for each in unit.inputs if each in writers} - {name}
        for name, unit in units.items()
    }
    stops: dict[str, StopUnit] = {}
    for name in reversed(topology(needs).order):
        unit = units[name]
        if unit.submission is None:
            continue
        readers = tuple(sorted(s.key for n, s in stops.items() if name in needs[n]))
        stops[name] = StopUnit(
            key=f"stop:{name}",
            after=readers,
            unit=unit.key,
            with_savepoint=_writes_append(unit, deployment),
        )
    drops = _drops(deployment, gone, tuple(sorted(stop.key for stop in stops.values())))
    return (*stops.values(), *drops)


def _drops(
    deployment: Deployment, gone: frozenset[Version], after: tuple[str, ...]
) -> tuple[DropTable, ...]:
    records = sorted(
        (r for r in deployment.versions if r.version in gone and not r.is_view and r.topic),
        key=lambda record: record.version,
    )
    return tuple(
        DropTable(
            key=f"drop:{record.version.logical}@v{record.version.number}",
            after=after,
            version=record.version,
            topic=str(record.topic),
            topic_id=record.topic_id,
        )
        for record in records
    )


def _writes_append(unit: UnitRecord, deployment: Deployment) -> bool:
    """Whether a stop without a savepoint would leave transactions open."""
    targets = frozenset(unit.targets)
    return any(
        not _has_key(record.sql)
        for record in deployment.versions
        if record.version in targets and not record.is_view
    )


def _has_key(sql: str) -> bool:
    """Whether a stored definition has a primary key; what cannot be read counts as without."""
    try:
        return bool(definition_in(sql, "").primary_key)
    except ProjectMistakes:
        return False
