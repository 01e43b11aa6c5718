"""What the plans of a release that is under way have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from teal.model.deployment import Deployment, Release, UnitRecord
from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.names import Version
from teal.model.plan import AnyStep, DropTable, Plan, PlanKind, StopUnit
from teal.model.project import Revision
from teal.planning.deployed import Deployed, deployed
from teal.planning.kafka_table import kafka_table
from teal.planning.stored import definition_in
from teal.planning.topology import inverted, topology


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


def removal_steps(
    deployment: Deployment, versions: Iterable[Version], environment: Environment, is_undo: bool
) -> tuple[AnyStep, ...]:
    """Stop what writes these versions, readers before writers, then delete their topics.

    With `is_undo` nobody but the stopped units has read the topics, so that none waits for
    transactions that are left open: jobs are cancelled, which a sick job obeys too.
    """
    gone = frozenset(versions)
    now = deployed(deployment)
    units = {str(unit.key): unit for unit in now.units if gone.intersection(unit.targets)}
    needs = {name: _feeding(unit, now, units) for name, unit in units.items()}
    jobs = {name: unit for name, unit in units.items() if unit.submission is not None}
    readers = inverted({name: needs[name] for name in jobs})
    stops = tuple(
        StopUnit(
            key=_stop(name),
            after=tuple(_stop(reader) for reader in readers.get(name, ())),
            unit=jobs[name].key,
            with_savepoint=not is_undo and _writes_in_transactions(jobs[name], now, environment),
        )
        for name in reversed(topology(needs).order)
        if name in jobs
    )
    return (*stops, *_drops(now, gone, jobs))


def _stop(name: str) -> str:
    return f"stop:{name}"


def _feeding(unit: UnitRecord, now: Deployed, among: Collection[str]) -> tuple[str, ...]:
    """Which of some units write what a unit reads, through views too."""
    writers = (str(w.key) for v in now.tables_read(unit.inputs) for w in now.writers.get(v, ()))
    return tuple(sorted({name for name in writers if name in among} - {str(unit.key)}))


def _drops(
    now: Deployed, gone: frozenset[Version], jobs: Mapping[str, UnitRecord]
) -> Iterator[DropTable]:
    users: dict[Version, set[str]] = {}
    for name, unit in jobs.items():
        for version in (*unit.targets, *now.tables_read(unit.inputs)):
            users.setdefault(version, set()).add(_stop(name))
    for version in sorted(gone):
        record = now.records.get(version)
        if record is None or record.is_view or record.topic is None or not record.owns_topic:
            continue
        yield DropTable(
            key=f"drop:{version.logical}@v{version.number}",
            after=tuple(sorted(users.get(version, ()))),
            version=version,
            topic=record.topic,
            topic_id=record.topic_id,
        )


def _writes_in_transactions(unit: UnitRecord, now: Deployed, environment: Environment) -> bool:
    """Whether a stop without a savepoint would leave transactions open. What cannot be read any
    more counts as so."""
    for target in unit.targets:
        record = now.records[target]
        try:
            definition = definition_in(record.sql, unit.file, environment)
        except ProjectMistakes:
            return True
        if kafka_table(definition, environment, False, {}).is_exactly_once:
            return True
    return False
