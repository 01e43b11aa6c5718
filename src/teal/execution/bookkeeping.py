"""What a step's outcome changes in the record. Pure: applied in the outcome's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from teal.execution.ledger import Ledger
from teal.model.codec import Json, canonical, from_json
from teal.model.deployment import Phase, Release, UnitRecord, UnitState, VersionState
from teal.model.in_line import Edition, InLineChange
from teal.model.names import UnitKey
from teal.model.plan import (
    AlterTable,
    AnyStep,
    AwaitCaughtUp,
    ContinueUnit,
    CreateTable,
    DiscardUnit,
    DropTable,
    Flip,
    FreezeCut,
    HandOver,
    Measure,
    Plan,
    PlanKind,
    PublishServing,
    StartUnit,
    StopUnit,
)
from teal.model.run import Evidence
from teal.model.validation import Cut, ValidationReport, Verdict
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
        case HandOver():
            return _handed_over(step, detail, ledger)
        case DiscardUnit():
            return _discarded(step, detail, ledger, plan)
        case AlterTable():
            return _altered(step, ledger, plan)
        case ContinueUnit():
            return (_continued(step, detail, ledger, plan, now),)
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


def _handed_over(step: HandOver, detail: dict[str, Json], ledger: Ledger) -> tuple[Update, ...]:
    record = ledger.unit(step.unit)
    assert record is not None, f"{step.unit} is in the plan and not in the store"
    left = replace(record, state=UnitState.STOPPED, savepoint=str(detail["savepoint"]))
    if "left_at" not in detail:
        return (left,)
    return (replace(left, left_at=from_json(Cut, detail["left_at"])),)


def _discarded(
    step: DiscardUnit, detail: dict[str, Json], ledger: Ledger, plan: Plan
) -> tuple[Update, ...]:
    """The attempt is used up: the next one must not take its key."""
    names = (step.unit.unit, step.unit.version)
    earlier = [unit for key, unit in ledger.units.items() if (key.unit, key.version) == names]
    newest = max(earlier, key=lambda unit: unit.key.attempt)
    used = replace(newest, key=step.unit, release=plan.release, savepoint=None, handle=None)
    used = replace(used, state=UnitState.STOPPED, submission=None, left_at=None)
    stopped = ledger.unit(step.follows) if step.follows is not None else None
    if stopped is None:
        return (used,)
    if "savepoint" in detail:  # it ran where it should: what follows goes on from there
        stopped = replace(stopped, savepoint=str(detail["savepoint"]))
    if "left_at" in detail:
        stopped = replace(stopped, left_at=from_json(Cut, detail["left_at"]))
    return (used, stopped)


def _altered(step: AlterTable, ledger: Ledger, plan: Plan) -> tuple[Update, ...]:
    """The table's definition, and where its job runs on, what its unit's author says now."""
    record = ledger.version(step.version)
    assert record is not None, f"{step.version} is in the plan and not in the store"
    altered = replace(record, sql=step.sql)
    unit, change = ledger.unit(step.unit), _change_of(step.unit, ledger, plan)
    if unit is None or change is None or change.restarts:
        return (altered,)
    return (altered, _in_words_of(unit, _edition(change, plan)))


def _continued(
    step: ContinueUnit, detail: dict[str, Json], ledger: Ledger, plan: Plan, now: datetime
) -> UnitRecord:
    """A record of its own: attempts are never overwritten."""
    before, key = ledger.unit(step.follows), step.submission.key
    change = _change_of(key, ledger, plan)
    assert before is not None, f"{step.follows} is in the plan and not in the store"
    assert change is not None, f"{key} is not what the release changes in place"
    return replace(
        _in_words_of(before, _edition(change, plan)),
        key=key,
        release=plan.release,
        state=UnitState.STARTED,
        submission=step.submission,
        start=f"savepoint of {step.follows}",
        handle=str(detail["handle"]),
        started_at=now,
        savepoint=None,
        left_at=None,
    )


def _in_words_of(record: UnitRecord, edition: Edition) -> UnitRecord:
    return replace(
        record,
        sql=edition.sql,
        file=edition.file,
        line=edition.line,
        commit=edition.commit,
        external_sql=edition.external_sql,
    )


def _change_of(key: UnitKey, ledger: Ledger, plan: Plan) -> InLineChange | None:
    found = ledger.releases[plan.release].in_line
    names = (key.unit, key.version)
    return next((e for e in found if (e.key.unit, e.key.version) == names), None)


def _edition(change: InLineChange, plan: Plan) -> Edition:
    return change.after if plan.kind is PlanKind.PROMOTE else change.before


def _dropped(step: DropTable, ledger: Ledger, plan: Plan, now: datetime) -> tuple[Update, ...]:
    record = ledger.version(step.version)
    if record is None:
        return ()
    state = VersionState.ABORTED if plan.kind is PlanKind.ABORT else VersionState.RETIRED
    return (replace(record, state=state, retired_at=now),)
