"""The memory engine does what its script and its test say; the law is in the conformance suite."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.unit.engines.scripted_flink import StepClock

from teal.engines.memory.engine import MemoryEngine
from teal.engines.memory.script import (
    BeUnreachable,
    Fault,
    Latency,
    LoseAnswer,
    LoseRequest,
    Refuse,
    Script,
)
from teal.model.errors import EngineRefused, NeedsOperator, OutcomeUnknown, Unreachable
from teal.model.names import UnitKey
from teal.model.submission import Submission
from teal.ports.engine import JobPhase, Position, StopMode, UnitStatus

OWNER = "d2f0c1de-0000-4000-8000-000000000000"
KEY = UnitKey(OWNER, "orders", 1, 1)
GIVEN = Submission(KEY, "INSERT INTO a SELECT 1")


def an_engine(
    fault: Fault | None = None, latency: Latency | None = None
) -> tuple[MemoryEngine, StepClock]:
    clock = StepClock()
    faults = {1: fault} if fault else {}
    return MemoryEngine(OWNER, clock, Script(latency or Latency(), faults)), clock


def found(engine: MemoryEngine) -> UnitStatus:
    status = engine.describe(KEY)
    assert status is not None
    return status


def test_a_lost_answer_leaves_a_job() -> None:
    engine, _ = an_engine(LoseAnswer())
    with pytest.raises(OutcomeUnknown):
        engine.submit(GIVEN)
    assert found(engine).phase is JobPhase.RUNNING
    engine.submit(GIVEN)
    assert len(engine.list_all()) == 1


def test_a_lost_request_leaves_none() -> None:
    engine, _ = an_engine(LoseRequest())
    with pytest.raises(OutcomeUnknown):
        engine.submit(GIVEN)
    assert engine.describe(KEY) is None


def test_a_refusal_and_an_absence_leave_none() -> None:
    for fault, error in ((Refuse("no"), EngineRefused), (BeUnreachable(), Unreachable)):
        engine, _ = an_engine(fault)
        with pytest.raises(error):
            engine.submit(GIVEN)
        assert engine.describe(KEY) is None


def test_a_fault_befalls_only_its_submit() -> None:
    engine, _ = an_engine(Refuse("no"))
    with pytest.raises(EngineRefused):
        engine.submit(GIVEN)
    engine.submit(GIVEN)
    assert engine.submits == 2


def test_a_job_starts_and_stops_in_its_time() -> None:
    engine, clock = an_engine(
        latency=Latency(start=timedelta(seconds=2), stop=timedelta(seconds=3))
    )
    engine.submit(GIVEN)
    assert found(engine).phase is JobPhase.STARTING
    clock.sleep(timedelta(seconds=2))
    assert found(engine).phase is JobPhase.RUNNING
    assert not engine.stop(KEY, StopMode.SAVEPOINT).is_stopped
    clock.sleep(timedelta(seconds=2))
    assert not engine.stop(KEY, StopMode.SAVEPOINT).is_stopped
    assert found(engine).phase is JobPhase.STOPPING
    clock.sleep(timedelta(seconds=1))
    assert engine.stop(KEY, StopMode.SAVEPOINT).is_stopped
    assert found(engine).phase is JobPhase.STOPPED


def test_a_job_catches_up_in_its_time() -> None:
    engine, clock = an_engine(latency=Latency(catch_up=timedelta(seconds=5)))
    engine.ends = {("orders", 0): 9, ("orders", 1): -1, ("other", 0): 3}
    engine.submit(GIVEN)
    behind = engine.readiness(KEY, ("orders",))
    assert behind.positions == (Position("orders", 0, -1), Position("orders", 1, -1))
    assert behind.pending_records == 10
    clock.sleep(timedelta(seconds=5))
    there = engine.readiness(KEY, ("orders",))
    assert there.positions == (Position("orders", 0, 9), Position("orders", 1, -1))
    assert there.pending_records == 0


def test_a_held_job_does_not_get_beyond() -> None:
    engine, _ = an_engine()
    engine.ends = {("orders", 0): 9}
    engine.submit(GIVEN)
    engine.hold(KEY, {("orders", 0): 4})
    assert engine.readiness(KEY, ("orders",)).positions == (Position("orders", 0, 4),)
    engine.hold(KEY, {})
    assert engine.readiness(KEY, ("orders",)).positions == (Position("orders", 0, 9),)


def test_checkpoints_come_at_even_intervals() -> None:
    engine, clock = an_engine(latency=Latency(checkpoint=timedelta(seconds=10)))
    engine.submit(GIVEN)
    started = clock.now()
    assert engine.readiness(KEY, ()).checkpoint_started_at is None
    clock.sleep(timedelta(seconds=25))
    assert engine.readiness(KEY, ()).checkpoint_started_at == started + timedelta(seconds=20)


def test_a_silent_job_tells_nothing() -> None:
    engine, _ = an_engine()
    engine.ends = {("orders", 0): 9}
    engine.submit(GIVEN)
    engine.silence(KEY)
    seen = engine.readiness(KEY, ("orders",))
    assert seen.phase is JobPhase.RUNNING
    assert (seen.positions, seen.pending_records, seen.restarts) == ((), None, None)


def test_a_restart_is_counted_and_ends() -> None:
    engine, _ = an_engine()
    engine.submit(GIVEN)
    engine.restart(KEY, "out of memory")
    assert (found(engine).phase, found(engine).restarts) == (JobPhase.RESTARTING, 1)
    engine.recover(KEY)
    assert (found(engine).phase, found(engine).restarts) == (JobPhase.RUNNING, 1)
    assert engine.readiness(KEY, ()).exceptions == ("out of memory",)


def test_a_failed_or_finished_job_is_over() -> None:
    engine, _ = an_engine()
    engine.submit(GIVEN)
    engine.fail(KEY, "too many restarts")
    assert (found(engine).phase, found(engine).reason) == (JobPhase.FAILED, "too many restarts")
    engine.finish(KEY)
    assert found(engine).phase is JobPhase.FINISHED
    assert engine.stop(KEY, StopMode.SAVEPOINT).is_stopped


def test_a_job_that_vanished_is_absent() -> None:
    engine, _ = an_engine()
    engine.submit(GIVEN)
    engine.vanish(KEY)
    assert engine.describe(KEY) is None
    with pytest.raises(NeedsOperator):
        engine.readiness(KEY, ())


def test_foreign_jobs_are_listed_without_a_key() -> None:
    engine, _ = an_engine()
    engine.add_foreign("0f", "somebody's job")
    (status,) = engine.list_all()
    assert (status.key, status.name, status.handle.value) == (None, "somebody's job", "0f")


def test_thousands_of_units_are_no_trouble() -> None:
    engine, _ = an_engine()
    for number in range(5_000):
        engine.submit(replace(GIVEN, key=UnitKey(OWNER, f"unit_{number}", 1, 1)))
    assert len(engine.list_all()) == 5_000
