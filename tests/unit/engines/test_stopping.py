"""A stop goes on step by step, from what stands in Flink."""

from __future__ import annotations

import pytest
from tests.unit.engines.scripted_flink import UNKNOWN_JOB, Answer, ScriptedFlink, error, lost, ok

from teal.engines.flink.stopping import Stopper, savepoint_trigger
from teal.model.codec import Json
from teal.model.errors import EngineRefused, OutcomeUnknown
from teal.ports.engine import StopMode, StopReceipt

FIRST, SECOND, THIRD = (savepoint_trigger("1f", attempt) for attempt in (1, 2, 3))
NOT_ASKED_FOR = error(404, "There is no savepoint operation with this id")
SAVEPOINT = "file:/savepoints/one"


def job(state: str = "RUNNING", now: int = 10_000, **tasks: int) -> Answer:
    body: Json = {
        "jid": "1f",
        "name": "n",
        "state": state,
        "start-time": 1,
        "now": now,
        "timestamps": {state: 5_000},
        "status-counts": {**(tasks or {"RUNNING": 2})},
    }
    return ok(body)


def under_way() -> Answer:
    return ok({"status": {"id": "IN_PROGRESS"}, "operation": None})


def completed(location: str = SAVEPOINT) -> Answer:
    return ok({"status": {"id": "COMPLETED"}, "operation": {"location": location}})


def failed(text: str) -> Answer:
    cause: Json = {"class": "x", "stack-trace": text}
    return ok({"status": {"id": "COMPLETED"}, "operation": {"failure-cause": cause}})


def a_flink(details: Answer) -> ScriptedFlink:
    flink = ScriptedFlink()
    flink.on("GET .*/jobs/1f$", details)
    flink.on("GET .*/savepoints/", NOT_ASKED_FOR)
    flink.on("POST .*/stop$", ok({"request-id": FIRST}))
    flink.on("PATCH", ok({}))
    flink.on("POST .*/savepoint-disposal", ok({"request-id": "d"}))
    flink.on("GET .*/savepoint-disposal/d", ok({"status": {"id": "COMPLETED"}}))
    return flink


def step(flink: ScriptedFlink, mode: StopMode = StopMode.SAVEPOINT) -> StopReceipt:
    return Stopper(flink.jobs(), flink.clock, "file:/savepoints").step("orders", "1f", mode)


def test_what_is_absent_is_stopped() -> None:
    assert step(a_flink(UNKNOWN_JOB)).is_stopped


def test_a_running_job_is_asked_once_under_an_id_that_follows_from_its_own() -> None:
    flink = a_flink(job())
    assert not step(flink).is_stopped
    assert f'"triggerId":"{FIRST}"' in flink.bodies[-1].replace(": ", ":")
    assert '"targetDirectory":"file:/savepoints"' in flink.bodies[-1].replace(": ", ":")
    flink.on(f"GET .*/savepoints/{FIRST}", under_way())
    assert not step(flink).is_stopped
    assert flink.count("POST .*/stop$") == 1


def test_a_complete_savepoint_is_no_end_while_the_job_says_running() -> None:
    flink = a_flink(job())
    flink.on(f"GET .*/savepoints/{FIRST}", completed())
    assert not step(flink).is_stopped
    assert flink.count("POST") == 0


def test_a_job_that_still_starts_is_waited_for() -> None:
    """A savepoint asked for too early fails, and makes the job restart."""
    flink = a_flink(job(RUNNING=1, SCHEDULED=1))
    assert not step(flink).is_stopped
    assert flink.count("POST|PATCH") == 0


def test_a_job_that_does_not_come_up_is_cancelled() -> None:
    flink = a_flink(job(now=500_000, RUNNING=1, SCHEDULED=1))
    receipt = step(flink)
    assert not receipt.is_stopped
    assert "cancelled instead" in receipt.detail
    assert flink.count("PATCH .*mode=cancel") == 1


@pytest.mark.parametrize("state", ["RESTARTING", "FAILING"])
def test_a_restarting_job_is_cancelled_and_the_receipt_says_so(state: str) -> None:
    flink = a_flink(job(state))
    receipt = step(flink)
    assert "cancelled instead" in receipt.detail
    assert state.lower() in receipt.detail
    assert flink.count("PATCH") == 1
    assert flink.count("POST") == 0


def test_a_failed_savepoint_is_tried_again_under_the_next_id() -> None:
    flink = a_flink(job())
    flink.on(f"GET .*/savepoints/{FIRST}", failed("java.lang.Exception: disk full"))
    step(flink)
    assert SECOND in flink.bodies[-1]


def test_after_three_failed_savepoints_the_job_is_cancelled_with_the_reason() -> None:
    flink = a_flink(job())
    for trigger in (FIRST, SECOND, THIRD):
        flink.on(f"GET .*/savepoints/{trigger}", failed("java.lang.Exception: disk full"))
    receipt = step(flink)
    assert "disk full" in receipt.detail
    assert flink.count("PATCH") == 1
    assert flink.count("POST") == 0


def test_an_ended_job_leaves_no_savepoint() -> None:
    flink = a_flink(job("FINISHED"))
    flink.on(f"GET .*/savepoints/{FIRST}", completed())
    assert step(flink) == StopReceipt(True)
    assert SAVEPOINT in "".join(flink.bodies)


def test_a_savepoint_that_is_gone_already_is_no_trouble() -> None:
    flink = a_flink(job("FINISHED"))
    flink.on(f"GET .*/savepoints/{FIRST}", completed())
    flink.on("GET .*/savepoint-disposal/d", failed("java.io.FileNotFoundException: Cannot find it"))
    assert step(flink) == StopReceipt(True)


def test_a_savepoint_that_cannot_be_deleted_is_named() -> None:
    flink = a_flink(job("FINISHED"))
    flink.on(f"GET .*/savepoints/{FIRST}", completed())
    flink.on("GET .*/savepoint-disposal/d", failed("java.io.IOException: read-only"))
    receipt = step(flink)
    assert receipt.is_stopped
    assert SAVEPOINT in receipt.detail
    assert "read-only" in receipt.detail


def test_a_lost_answer_to_the_removal_is_named_and_does_not_hide_the_stop() -> None:
    flink = a_flink(job("FINISHED"))
    flink.on(f"GET .*/savepoints/{FIRST}", completed())
    flink.on("POST .*/savepoint-disposal", lost)
    receipt = step(flink)
    assert receipt.is_stopped
    assert SAVEPOINT in receipt.detail


def test_a_cancelled_job_says_what_it_may_have_left() -> None:
    receipt = step(a_flink(job("CANCELED")))
    assert receipt.is_stopped
    assert "ransactions" in receipt.detail


def test_a_cancel_takes_no_savepoint() -> None:
    flink = a_flink(job())
    assert not step(flink, StopMode.CANCEL).is_stopped
    assert flink.count("PATCH .*mode=cancel") == 1
    assert flink.count("POST") == 0
    flink.on("GET .*/jobs/1f$", job("CANCELED"))
    assert step(flink, StopMode.CANCEL) == StopReceipt(True)


def test_a_cancellation_under_way_is_not_repeated() -> None:
    flink = a_flink(job("CANCELLING"))
    assert not step(flink).is_stopped
    assert flink.count("PATCH") == 0


def test_a_lost_answer_leaves_the_stop_open() -> None:
    flink = a_flink(job())
    flink.on("POST .*/stop$", lost)
    with pytest.raises(OutcomeUnknown, match="stop of orders"):
        step(flink)


def test_without_a_folder_for_savepoints_the_operator_is_told_what_to_set() -> None:
    flink = a_flink(job())
    flink.on("POST .*/stop$", error(400, "… Property [targetDirectory] must be provided."))
    with pytest.raises(EngineRefused, match=r"execution\.checkpointing\.savepoint-dir"):
        step(flink)


def kept(path: str) -> Answer:
    return ok({"latest": {"savepoint": {"external_path": path}}})


def test_the_savepoint_of_the_stop_is_handed_over_not_an_older_one_that_flink_still_tells() -> None:
    """What Flink tells of checkpoints is some seconds old: a job that went on from an older
    savepoint would write everything since then again."""
    flink = a_flink(job("FINISHED"))
    flink.on("GET .*/checkpoints$", kept("file:/savepoints/older"))
    flink.on(f"GET .*/savepoints/{FIRST}", completed())
    assert step(flink, StopMode.HAND_OVER) == StopReceipt(True, "", SAVEPOINT)


def test_a_job_that_has_just_finished_is_asked_again_for_its_savepoint() -> None:
    flink = a_flink(job("FINISHED", now=8_000))
    flink.on("GET .*/checkpoints$", ok({"latest": {}}))
    assert not step(flink, StopMode.HAND_OVER).is_stopped


def test_long_after_its_end_flink_tells_the_savepoint_among_the_checkpoints() -> None:
    flink = a_flink(job("FINISHED", now=400_000))
    flink.on("GET .*/checkpoints$", kept(SAVEPOINT))
    assert step(flink, StopMode.HAND_OVER) == StopReceipt(True, "", SAVEPOINT)


def test_a_job_that_finished_long_ago_without_a_savepoint_hands_nothing_over() -> None:
    flink = a_flink(job("FINISHED", now=400_000))
    flink.on("GET .*/checkpoints$", ok({"latest": {}}))
    receipt = step(flink, StopMode.HAND_OVER)
    assert (receipt.is_stopped, receipt.savepoint) == (True, None)


@pytest.mark.parametrize("state", ["CANCELED", "FAILED", "FINISHED"])
def test_what_is_discarded_has_ended_only_when_flink_tells_of_its_last_checkpoints(
    state: str,
) -> None:
    """A checkpoint that shows too late would be written twice by a job from an older savepoint."""
    assert not step(a_flink(job(state, now=8_000)), StopMode.DISCARD).is_stopped
    assert step(a_flink(job(state, now=400_000)), StopMode.DISCARD) == StopReceipt(True)


def test_what_is_discarded_takes_no_savepoint() -> None:
    flink = a_flink(job())
    assert not step(flink, StopMode.DISCARD).is_stopped
    assert flink.count("PATCH") == 1
    assert flink.count("POST .*/stop$") == 0
