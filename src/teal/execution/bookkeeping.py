"""What a step's outcome changes in the record. Pure: applied in the outcome's own transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from teal.execution.ledger import Ledger
from teal.model.codec import Json, canonical, from_json
from teal.model.deployment import Phase, Release, UnitState, VersionState
from teal.model.plan import (
    AnyStep,
    AwaitCaughtUp,
    CreateTable,
    DropTable,
    Flip,
    FreezeCut,
    Measure,
    Plan,
    PlanKind,
    PublishServing,
    StartUnit,
    StopUnit,
)
from teal.model.run import Evidence
from teal.model.validation import ValidationReport, Verdict
from teal.ports.store import PointerMove, Update


def updates_of(
    step: AnyStep,
    detail: dict[str, Json],
    ledger: Ledger,
    plan: Plan,
    run: str,
    now: datetime,
) -> tuple[Update, ...]:
    """The record's changes that belong to a done step."""
    match step:
        case FreezeCut() | PublishServing():
            return ()
        case CreateTable():
            return _created(step, detail, ledger)
        case StartUnit():
            return _started(step, detail, ledger, now)
        case AwaitCaughtUp():
            return _caught_up(step, detail, ledger, plan, now)
        case Measure():
            return (_judged(ledger.releases[plan.release], detail, run, now),)
        case Flip():
            return _flipped(step, ledger, plan, now)
        case StopUnit():
            record = ledger.unit(step.unit)
            return (replace(record, state=UnitState.STOPPED),) if record else ()
        case DropTable():
            return _dropped(step, ledger, plan, now)
        case _:
            assert_never(step)


def _created(step: CreateTable, detail: dict[str, Json], ledger: Ledger) -> tuple[Update, ...]:
    record = ledger.version(step.version)
    assert record is not None, f"{step.version} is in the plan and not in the store"
    topic_id = detail.get("topic_id")
    return (
        replace(record, topic=step.topic, topic_id=None if topic_id is None else str(topic_id)),
    )


def _started(
    step: StartUnit, detail: dict[str, Json], ledger: Ledger, now: datetime
) -> tuple[Update, ...]:
    record = ledger.unit(step.submission.key)
    assert record is not None, f"{step.submission.key} is in the plan and not in the store"
    handle = str(detail["handle"])
    return (replace(record, state=UnitState.STARTED, handle=handle, started_at=now),)


def _caught_up(
    step: AwaitCaughtUp, detail: dict[str, Json], ledger: Ledger, plan: Plan, now: datetime
) -> tuple[Update, ...]:
    release = ledger.releases[plan.release]
    reached = replace(release, caught_up=(*release.caught_up, step.unit.unit))
    record, replayed = ledger.unit(step.unit), detail.get("records")
    if record is None or not isinstance(replayed, int):
        return (reached,)
    return (reached, replace(record, caught_up_at=now, replayed=replayed))


def _judged(release: Release, detail: dict[str, Json], run: str, now: datetime) -> Release:
    report = from_json(ValidationReport, detail["report"])
    evidence = Evidence(report.verdict, now, run, canonical(report))
    if release.phase is Phase.SOAKING:
        return replace(release, evidence=evidence)
    phase = Phase.READY if report.verdict is Verdict.PASS else Phase.VALIDATING
    return replace(release, evidence=evidence, phase=phase)


def _flipped(step: Flip, ledger: Ledger, plan: Plan, now: datetime) -> tuple[Update, ...]:
    """The pointer, the versions' states and the release's phase, all in the one transaction."""
    updates: list[Update] = [PointerMove(step.serving)]
    for table, number in sorted(step.serving.items()):
        left_state = VersionState.STANDBY if plan.kind is PlanKind.PROMOTE else VersionState.GREEN
        before = ledger.serving.get(table)
        if before is not None and before != number:
            updates.append(replace(ledger.versions[(table, before)], state=left_state))
        if number is not None:
            updates.append(replace(ledger.versions[(table, number)], state=VersionState.SERVING))
    release = ledger.releases[plan.release]
    if plan.kind is PlanKind.PROMOTE:
        updates.append(replace(release, phase=Phase.PROMOTING, promoted_at=now))
    else:
        updates.append(replace(release, phase=Phase.READY, promoted_at=None))
    return tuple(updates)


def _dropped(step: DropTable, ledger: Ledger, plan: Plan, now: datetime) -> tuple[Update, ...]:
    record = ledger.version(step.version)
    if record is None:
        return ()
    state = VersionState.ABORTED if plan.kind is PlanKind.ABORT else VersionState.RETIRED
    return (replace(record, state=state, retired_at=now),)
