"""What opening a release writes into the record: the release, its versions and its units."""

from __future__ import annotations

from datetime import datetime

from teal.model.deployment import (
    Deployment,
    Phase,
    Release,
    UnitRecord,
    VersionRecord,
    VersionState,
)
from teal.model.names import Version
from teal.model.plan import CreateTable, Plan, PlannedUnit, PlannedVersion
from teal.ports.store import Update


def opening_records(
    plan: Plan, deployment: Deployment, actor: str, now: datetime
) -> tuple[Update, ...]:
    """Everything that has to stand in the store before the first effect."""
    topics = {step.version: step.topic for step in plan.steps if isinstance(step, CreateTable)}
    records = {(r.version.logical, r.version.number): r.version for r in deployment.versions}
    replaced = tuple(
        records[(each.version.logical, each.replaces)]
        for each in plan.versions
        if each.replaces is not None
    )
    release = Release(
        id=plan.release,
        number=1 + max((each.number for each in deployment.releases), default=0),
        phase=Phase.PLANNED,
        plan_hash=plan.hash,
        commit=plan.revision.commit,
        actor=actor,
        opened_at=now,
        created=tuple(each.version for each in plan.versions),
        replaced=replaced,
        removed=plan.removed,
        units=(
            *(unit.key.unit for unit in plan.units),
            *(change.key.unit for change in plan.in_line),
        ),
        in_line=plan.in_line,
    )
    return (
        release,
        *(_version(each, plan, topics, now) for each in plan.versions),
        *(_unit(each, plan) for each in plan.units),
    )


def _version(
    planned: PlannedVersion, plan: Plan, topics: dict[Version, str], now: datetime
) -> VersionRecord:
    return VersionRecord(
        version=planned.version,
        state=VersionState.GREEN,
        sql=planned.sql,
        unit=planned.unit,
        release=plan.release,
        is_view=planned.is_view,
        topic=topics.get(planned.version),
        created_at=now,
    )


def _unit(planned: PlannedUnit, plan: Plan) -> UnitRecord:
    return UnitRecord(
        key=planned.key,
        kind=planned.kind,
        targets=planned.targets,
        inputs=planned.inputs,
        external_sql=planned.external_sql,
        sql=planned.sql,
        file=planned.file,
        line=planned.line,
        commit=planned.commit,
        release=plan.release,
        submission=planned.submission,
    )
