"""What each done step changes in the record."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.execution.small_plans import (
    NOW,
    create,
    deployment,
    drop,
    flip,
    freeze,
    plan,
    release,
    start,
    stop,
    tell,
    unit_record,
    version_record,
    wait_for,
)

from teal.execution.bookkeeping import updates_of
from teal.execution.ledger import Ledger
from teal.model.codec import Json, canonical, encoded
from teal.model.deployment import Phase, Release, UnitState, VersionRecord, VersionState
from teal.model.plan import AnyStep, Measure, PlanKind
from teal.model.run import Evidence
from teal.model.validation import ValidationReport, Verdict
from teal.ports.store import PointerMove, Update


def updates(
    step: AnyStep,
    detail: dict[str, Json],
    kind: PlanKind = PlanKind.DEPLOY,
    of: Release | None = None,
    records: tuple[Update, ...] = (),
) -> tuple[Update, ...]:
    ledger = Ledger(deployment(step, of=of))
    ledger.apply(records)
    return updates_of(step, detail, ledger, plan(step, kind=kind), "r1-1", NOW)


def test_looking_and_telling_change_nothing() -> None:
    assert updates(freeze("raw"), {"cut": None}) == ()
    assert updates(tell(), {"serial": 3}) == ()


def test_a_created_topic_is_known_by_the_id_that_kafka_gave() -> None:
    made = replace(version_record("orders"), topic="orders", topic_id="kafka-7")
    assert updates(create("orders"), {"topic_id": "kafka-7"}) == (made,)


def test_a_started_unit_has_its_handle_and_its_time() -> None:
    started = replace(
        unit_record("orders"), state=UnitState.STARTED, handle="job-1", started_at=NOW
    )
    assert updates(start("orders"), {"handle": "job-1"}) == (started,)


def test_a_unit_that_has_caught_up_is_listed_in_its_release() -> None:
    before = replace(release(Phase.CATCHING_UP), caught_up=("raw",))
    step = wait_for("orders", ("raw",), ())
    assert updates(step, {}, of=before) == (replace(before, caught_up=("raw", "orders")),)


@pytest.mark.parametrize(
    ("phase", "verdict", "after"),
    [
        (Phase.VALIDATING, Verdict.PASS, Phase.READY),
        (Phase.VALIDATING, Verdict.FAIL, Phase.VALIDATING),
        (Phase.VALIDATING, Verdict.INCONCLUSIVE, Phase.VALIDATING),
        (Phase.SOAKING, Verdict.PASS, Phase.SOAKING),
        (Phase.SOAKING, Verdict.FAIL, Phase.SOAKING),
    ],
)
def test_only_a_pass_before_promotion_makes_a_release_ready(
    phase: Phase, verdict: Verdict, after: Phase
) -> None:
    report = ValidationReport(verdict, (), rounds=2)
    step = Measure(key="measure", comparisons=(), units=(), entering=())
    found = updates(step, {"report": encoded(report)}, PlanKind.VALIDATE, release(phase))
    evidence = Evidence(verdict, NOW, "r1-1", canonical(report))
    assert found == (replace(release(after), evidence=evidence),)


def test_a_stopped_unit_stays_on_record() -> None:
    stopped = replace(unit_record("orders"), state=UnitState.STOPPED)
    assert updates(stop("orders"), {}) == (stopped,)


BLUE = version_record("orders", 1, VersionState.SERVING)
GREEN = version_record("orders", 2, VersionState.GREEN)
NEW = version_record("added", 1, VersionState.GREEN)
GONE = version_record("gone", 1, VersionState.SERVING)
BEFORE = (BLUE, GREEN, NEW, GONE, PointerMove({"orders": 1, "gone": 1}))


def in_state(record: VersionRecord, state: VersionState) -> VersionRecord:
    return replace(record, state=state)


def test_commit_moves_pointer_states_and_phase_together() -> None:
    serving = {"orders": 2, "added": 1, "gone": None}
    found = updates(flip(serving), {}, PlanKind.PROMOTE, release(Phase.READY), BEFORE)
    assert found[0] == PointerMove(serving)
    assert found[-1] == replace(release(Phase.PROMOTING), promoted_at=NOW)
    assert set(found[1:-1]) == {
        in_state(BLUE, VersionState.STANDBY),
        in_state(GREEN, VersionState.SERVING),
        in_state(NEW, VersionState.SERVING),
        in_state(GONE, VersionState.STANDBY),
    }


def test_a_rollback_is_a_promotion_in_reverse() -> None:
    promoted = (
        in_state(BLUE, VersionState.STANDBY),
        in_state(GREEN, VersionState.SERVING),
        in_state(NEW, VersionState.SERVING),
        in_state(GONE, VersionState.STANDBY),
        PointerMove({"orders": 2, "added": 1}),
    )
    serving = {"orders": 1, "added": None, "gone": 1}
    of = replace(release(Phase.SOAKING), promoted_at=NOW)
    found = updates(flip(serving), {}, PlanKind.ROLLBACK, of, promoted)
    assert found[0] == PointerMove(serving)
    assert found[-1] == release(Phase.READY)
    assert set(found[1:-1]) == {BLUE, GREEN, NEW, GONE}


@pytest.mark.parametrize(
    ("kind", "state"),
    [(PlanKind.ABORT, VersionState.ABORTED), (PlanKind.RETIRE, VersionState.RETIRED)],
)
def test_a_dropped_table_keeps_its_record(kind: PlanKind, state: VersionState) -> None:
    ended = replace(version_record("orders"), state=state, retired_at=NOW)
    assert updates(drop("orders"), {}, kind) == (ended,)
