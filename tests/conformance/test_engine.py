"""The law of the port `engine`, as every engine must keep it. Each rule says what it is for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace
from tests.conformance.engine_subjects import (
    REFUSED_COLUMN,
    EngineSubject,
    eventually,
    found,
    refused,
    stopped,
    submission,
)

from teal.model.errors import EngineRefused, KeyConflict, NeedsOperator, Unreachable
from teal.model.names import UnitKey, job_id, job_name
from teal.ports.engine import Engine, JobPhase, StopMode, UnitHandle, UnitStatus


def jobs_of(engine: Engine, key: UnitKey) -> list[UnitStatus]:
    """The listed jobs that claim this key."""
    return [status for status in engine.list_all() if status.name == job_name(key)]


def test_a_submitted_job_is_found_under_its_key(subject: EngineSubject) -> None:
    """After a crash the key is all that is left: it must lead to the job, and the job's readable
    name to the key."""
    key = subject.key()
    handle = subject.engine.submit(submission(key))
    status = found(subject.engine, key)
    assert (status.key, status.handle, status.name) == (key, handle, job_name(key))
    assert status.phase.is_live
    assert status.started_at is not None


def test_the_same_submit_twice_is_one_job(subject: EngineSubject) -> None:
    """A resumed run submits again what it is not sure of; that must not make a second writer."""
    key = subject.key()
    first = subject.engine.submit(submission(key))
    started_at = found(subject.engine, key).started_at
    assert subject.engine.submit(submission(key)) == first
    assert len(jobs_of(subject.engine, key)) == 1
    assert found(subject.engine, key).started_at == started_at


def test_racing_submits_of_one_key_are_one_job(subject: EngineSubject) -> None:
    """Two processes may believe that they hold the lease; the engine must let one job through."""
    key = subject.key()
    with ThreadPoolExecutor(4) as pool:
        handles = list(pool.map(lambda _: subject.engine.submit(submission(key)), range(4)))
    assert len(set(handles)) == 1
    assert len(jobs_of(subject.engine, key)) == 1


def test_many_keys_can_be_submitted_at_once(subject: EngineSubject) -> None:
    """A plan starts independent units in parallel; their sessions must not meet."""
    keys = [subject.key(f"unit_{number}") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda key: subject.engine.submit(submission(key)), keys))
    assert all(found(subject.engine, key).phase.is_live for key in keys)


def test_another_text_under_a_used_key_is_a_conflict(subject: EngineSubject) -> None:
    """Nobody may believe that the new text runs while the old one does; the old one goes on."""
    key = subject.key()
    subject.engine.submit(submission(key))
    before = found(subject.engine, key)
    with pytest.raises(KeyConflict) as conflict:
        subject.engine.submit(submission(key, variant=1))
    assert conflict.value.key == str(key)
    after = found(subject.engine, key)
    assert after.phase.is_live
    assert after.started_at == before.started_at


def test_a_stopped_job_is_not_started_again_by_a_late_submit(subject: EngineSubject) -> None:
    """A submit that was delayed until after the stop must not bring a retired writer back."""
    key = subject.key()
    handle = subject.engine.submit(submission(key))
    stopped(subject.engine, key, StopMode.CANCEL)
    assert subject.engine.submit(submission(key)) == handle
    assert not found(subject.engine, key).phase.is_live
    assert len(jobs_of(subject.engine, key)) == 1


def test_the_key_of_a_stopped_job_stays_taken(subject: EngineSubject) -> None:
    """Keys are for all time: history would lie if one could come back with another text."""
    key = subject.key()
    subject.engine.submit(submission(key))
    stopped(subject.engine, key, StopMode.CANCEL)
    with pytest.raises(KeyConflict):
        subject.engine.submit(submission(key, variant=1))


def test_another_attempt_is_another_job(subject: EngineSubject) -> None:
    """What ended can be started again only by a person's decision, which is a new attempt."""
    first, second = subject.key(attempt=1), subject.key(attempt=2)
    subject.engine.submit(submission(first))
    stopped(subject.engine, first, StopMode.CANCEL)
    subject.engine.submit(submission(second, variant=1))
    assert not found(subject.engine, first).phase.is_live
    assert found(subject.engine, second).phase.is_live


def test_an_unknown_key_is_absence(subject: EngineSubject) -> None:
    """Recovery tells "never started" from "cannot see" by this."""
    assert subject.engine.describe(subject.key()) is None


@pytest.mark.parametrize("mode", list(StopMode))
def test_stopping_what_is_absent_succeeds(subject: EngineSubject, mode: StopMode) -> None:
    """A resumed abort stops what may never have started."""
    assert subject.engine.stop(subject.key(), mode).is_stopped


@pytest.mark.parametrize("mode", [mode for mode in StopMode if mode is not StopMode.DISCARD])
def test_a_stop_ends_the_job_and_can_be_repeated(subject: EngineSubject, mode: StopMode) -> None:
    """The receipt says stopped only when nothing can write any more, and goes on saying it."""
    key = subject.key()
    subject.engine.submit(submission(key))
    stopped(subject.engine, key, mode)
    assert not found(subject.engine, key).phase.is_live
    assert subject.engine.stop(key, mode).is_stopped
    assert subject.engine.stop(key, StopMode.CANCEL).is_stopped


def test_all_jobs_are_listed_and_only_ours_have_a_key(subject: EngineSubject) -> None:
    """`doctor` looks for leftovers, and must never take another deployment's job for its own."""
    ours, ended, theirs = subject.key("ours"), subject.key("ended"), subject.stranger()
    for key in (ours, ended, theirs):
        subject.engine.submit(submission(key))
    stopped(subject.engine, ended, StopMode.CANCEL)
    listed = {status.name: status for status in subject.engine.list_all()}
    assert listed[job_name(ours)].key == ours
    assert listed[job_name(ours)].phase.is_live
    assert listed[job_name(ended)].key == ended
    assert not listed[job_name(ended)].phase.is_live
    assert listed[job_name(theirs)].key is None
    assert listed[job_name(theirs)].phase.is_live


def test_a_refused_submit_leaves_nothing_behind(subject: EngineSubject) -> None:
    """The operator sees the engine's own reason, and no job of that key exists."""
    key = subject.key()
    with pytest.raises(EngineRefused) as error:
        subject.engine.submit(refused(key))
    assert error.value.subject.startswith(str(key))
    assert REFUSED_COLUMN in error.value.reason
    assert subject.engine.describe(key) is None


def test_a_validation_starts_nothing(subject: EngineSubject) -> None:
    """A plan can be checked on the real engine before anything happens."""
    key = subject.key()
    subject.engine.validate(submission(key))
    assert subject.engine.describe(key) is None


def test_a_validation_finds_what_a_submit_would_be_refused_for(subject: EngineSubject) -> None:
    """Else half a plan would run before the mistake shows."""
    key = subject.key()
    with pytest.raises(EngineRefused, match=REFUSED_COLUMN):
        subject.engine.validate(refused(key))
    assert subject.engine.describe(key) is None


def test_readiness_tells_of_a_running_job(subject: EngineSubject) -> None:
    """Waiting ends on evidence: running, no restart, a completed checkpoint after the start."""
    key = subject.key()
    subject.engine.submit(submission(key))

    def has_evidence() -> bool:
        seen = subject.engine.readiness(key, ())
        is_up = seen.phase is JobPhase.RUNNING and seen.restarts == 0
        return is_up and seen.checkpoint_started_at is not None

    eventually(has_evidence, "a checkpoint of a running job")
    started_at = found(subject.engine, key).started_at
    seen = subject.engine.readiness(key, ())
    assert seen.checkpoint_started_at is not None
    assert started_at is not None
    assert started_at <= seen.checkpoint_started_at <= seen.observed_at
    assert seen.exceptions == ()


def test_a_topic_that_a_job_does_not_read_has_no_position(subject: EngineSubject) -> None:
    """A missing position is "unknown" and blocks; a zero would be taken for progress."""
    key = subject.key()
    subject.engine.submit(submission(key))
    assert subject.engine.readiness(key, ("some.other.topic",)).positions == ()


def test_the_readiness_of_a_job_that_is_gone_needs_an_operator(subject: EngineSubject) -> None:
    """A job that was acknowledged and is not there any more is nothing to wait for."""
    with pytest.raises(NeedsOperator, match="orders"):
        subject.engine.readiness(subject.key(), ())


def handed_over(engine: Engine, key: UnitKey) -> str:
    """Where the savepoint of a job lies, after its end."""
    eventually(
        lambda: engine.readiness(key, ()).checkpoint_started_at is not None, "a first checkpoint"
    )
    stopped(engine, key, StopMode.HAND_OVER)
    left = engine.stop(key, StopMode.HAND_OVER).savepoint
    assert left is not None
    return left


def test_a_job_goes_on_from_the_savepoint_of_another(subject: EngineSubject) -> None:
    """A changed text may begin only where the one before it stopped, and that must be provable."""
    engine, first, second = subject.engine, subject.key(attempt=1), subject.key(attempt=2)
    engine.submit(submission(first, variant=1))
    savepoint = handed_over(engine, first)
    assert not found(engine, first).phase.is_live
    handle = engine.continue_from(submission(second, variant=2), savepoint, True)
    assert engine.continue_from(submission(second, variant=2), savepoint, True) == handle
    assert len(jobs_of(engine, second)) == 1
    eventually(lambda: engine.continuation(second, first).is_settled, "its own checkpoint")
    assert engine.continuation(second, first).restored_from == savepoint
    assert engine.continuation(second, first).lost == ()


def test_a_job_that_began_anew_is_told_from_one_that_goes_on(subject: EngineSubject) -> None:
    """What began at the beginning writes everything twice: it must not pass for a continuation."""
    first, second = subject.key(attempt=1), subject.key(attempt=2)
    subject.engine.submit(submission(first))
    subject.engine.submit(submission(second))
    eventually(
        lambda: subject.engine.continuation(second, first).is_settled, "a checkpoint of the second"
    )
    assert subject.engine.continuation(second, first).restored_from is None


def test_a_savepoint_is_kept_until_it_is_discarded(subject: EngineSubject) -> None:
    """The way back begins there, as long as the job that follows is not proven."""
    engine, first = subject.engine, subject.key(attempt=1)
    engine.submit(submission(first))
    savepoint = handed_over(engine, first)
    assert engine.stop(first, StopMode.HAND_OVER).savepoint == savepoint
    assert engine.discard_savepoint(savepoint) == ""
    assert engine.discard_savepoint(savepoint) == ""
    with pytest.raises(EngineRefused):
        engine.continue_from(submission(subject.key(attempt=2)), savepoint, True)
    status = engine.describe(subject.key(attempt=2))
    assert status is None or not status.phase.is_live


def test_a_cancelled_job_hands_nothing_over(subject: EngineSubject) -> None:
    """Whatever it wrote last may be lost: nobody may go on from some older state of it."""
    key = subject.key()
    subject.engine.submit(submission(key))
    stopped(subject.engine, key, StopMode.CANCEL)
    receipt = subject.engine.stop(key, StopMode.HAND_OVER)
    assert (receipt.is_stopped, receipt.savepoint) == (True, None)


def test_a_discarded_job_tells_for_certain_whether_it_completed_a_checkpoint(
    subject: EngineSubject,
) -> None:
    """What it committed can be read: starting again from before that would write it twice."""
    with_one, without = subject.key("with_one"), subject.key("without")
    subject.engine.submit(submission(with_one))
    other = subject.without_checkpoints(without)
    eventually(
        lambda: subject.engine.readiness(with_one, ()).checkpoint_started_at is not None,
        "a first checkpoint",
    )
    for engine, key in ((subject.engine, with_one), (other, without)):
        engine.stop(key, StopMode.DISCARD)
    for engine, key in ((subject.engine, with_one), (other, without)):
        stopped(engine, key, StopMode.DISCARD)
        assert not found(engine, key).phase.is_live
        assert engine.stop(key, StopMode.DISCARD).is_stopped
    assert subject.engine.readiness(with_one, ()).checkpoint_started_at is not None
    assert other.readiness(without, ()).checkpoint_started_at is None


def test_the_continuation_of_a_job_that_is_gone_needs_an_operator(subject: EngineSubject) -> None:
    """Nothing can be proven of it."""
    with pytest.raises(NeedsOperator, match="orders"):
        subject.engine.continuation(subject.key(attempt=2), subject.key(attempt=1))


def test_an_engine_that_does_not_answer_is_unreachable(subject: EngineSubject) -> None:
    """To see nothing is never "it is not there": no call may answer absence, or guess."""
    engine, key = subject.out_of_reach(), subject.key()
    for call in (
        lambda: engine.submit(submission(key)),
        lambda: engine.validate(submission(key)),
        lambda: engine.describe(key),
        lambda: engine.list_all(),
        lambda: engine.stop(key, StopMode.SAVEPOINT),
        lambda: engine.readiness(key, ()),
        lambda: engine.picture(UnitHandle(job_id(key)), ()),
        lambda: engine.resemblance(UnitHandle(job_id(key)), submission(key)),
        lambda: engine.continue_from(submission(key), "nowhere", True),
        lambda: engine.continuation(key, key),
    ):
        with pytest.raises(Unreachable):
            call()


def test_free_slots_are_some_of_those_that_there_are(subject: EngineSubject) -> None:
    """A forecast that promises slots which are not there starts a release that cannot run."""
    found = subject.engine.capacity()
    assert found is None or 0 <= found.free <= found.total


@pytest.mark.parametrize("spelling", ["EXECUTE STATEMENT SET BEGIN", "BEGIN STATEMENT SET;"])
def test_a_statement_set_is_one_job_in_either_spelling(
    subject: EngineSubject, spelling: str
) -> None:
    """Authors write both; the switch of its tables is one because the job is one."""
    key = subject.key()
    inserts = "INSERT INTO nowhere SELECT id FROM ticks; INSERT INTO nowhere SELECT 1 FROM ticks"
    as_set = replace(submission(key), statement=f"{spelling} {inserts}; END;")
    subject.engine.validate(as_set)
    handle = subject.engine.submit(as_set)
    assert subject.engine.submit(as_set) == handle
    assert len(jobs_of(subject.engine, key)) == 1
    assert found(subject.engine, key).phase.is_live
