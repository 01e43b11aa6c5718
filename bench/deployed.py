"""Everything of a project deployed once, as far as the store knows: what a plan of an edit is made
against. Nothing is started."""

from __future__ import annotations

from pathlib import Path

from teal.bootstrap import assemble
from teal.model.deployment import Deployment, UnitRecord, UnitState, VersionRecord, VersionState
from teal.model.plan import CreateTable, Plan, PlannedUnit
from teal.usecases.plan import Wish, make_plan


def deploy_all(folder: Path) -> None:
    """Write into the project's own store that its first release serves."""
    bench = assemble(str(folder / "teal.yaml"))
    try:
        bench.store.found(_served(make_plan(bench, Wish())))
    finally:
        bench.close()


def _served(plan: Plan) -> Deployment:
    topics = {each.version: each.topic for each in plan.steps if isinstance(each, CreateTable)}
    return Deployment(
        id=plan.deployment,
        project=plan.project,
        environment=plan.environment,
        serial=1,
        pointer_serial=1,
        versions=tuple(
            VersionRecord(
                version=each.version,
                state=VersionState.SERVING,
                sql=each.sql,
                unit=each.unit,
                release=plan.release,
                is_view=each.is_view,
                topic=topics.get(each.version),
            )
            for each in plan.versions
        ),
        units=tuple(_record(each, plan.release) for each in plan.units),
        serving={each.version.logical: each.version.number for each in plan.versions},
    )


def _record(unit: PlannedUnit, release: str) -> UnitRecord:
    return UnitRecord(
        key=unit.key,
        kind=unit.kind,
        targets=unit.targets,
        inputs=unit.inputs,
        external_sql=unit.external_sql,
        sql=unit.sql,
        file=unit.file,
        line=unit.line,
        commit=unit.commit,
        release=release,
        state=UnitState.STARTED,
        submission=unit.submission,
    )
