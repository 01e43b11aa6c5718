"""One job goes on from another: what Flink's answers prove, and what they do not."""

from __future__ import annotations

import pytest
from tests.unit.engines.scripted_flink import UNKNOWN_JOB, Answer, ScriptedFlink, error, ok

from teal.engines.flink.continuing import Continuations
from teal.engines.flink.stopping import Stopper, savepoint_trigger
from teal.model.codec import Json
from teal.model.errors import EngineRefused, NeedsOperator
from teal.ports.engine import Continuation, StopMode, StopReceipt

SAVEPOINT = "file:/savepoints/one"
SOURCE = "Source: KafkaSource-default_catalog.default_database.raw"


def job(
    name: str, *nodes: tuple[str, str], state: str = "RUNNING", tasks: str = "RUNNING"
) -> Answer:
    """A job with these vertices, each the head of its own: id and description."""
    described: list[Json] = [{"id": vertex, "description": text} for vertex, text in nodes]
    return ok(
        {
            "jid": name,
            "name": "n",
            "state": state,
            "start-time": 1,
            "now": 100_000,
            "timestamps": {state: 5_000},
            "status-counts": {tasks: 2},
            "plan": {"nodes": described},
        }
    )


def checkpoints(**latest: Json) -> Answer:
    return ok({"latest": latest})


def a_flink(before: Answer, now: Answer, found: Answer) -> ScriptedFlink:
    flink = ScriptedFlink()
    flink.on("GET .*/jobs/1f$", before)
    flink.on("GET .*/jobs/2f$", now)
    flink.on("GET .*/jobs/2f/checkpoints$", found)
    return flink


def told(flink: ScriptedFlink) -> Continuation:
    return Continuations(flink.jobs()).of("orders", "2f", "1f")


OLD = job("1f", ("ab", f"{SOURCE}<br/>+- out[4]: Writer"), state="FINISHED")
RESTORED: Json = {"external_path": SAVEPOINT, "is_savepoint": True}
COMPLETED: Json = {"trigger_timestamp": 7}


def test_a_source_of_the_same_id_and_table_has_the_positions_of_the_one_before() -> None:
    now = job("2f", ("ab", f"{SOURCE}<br/>+- [3]:Calc(select=[id])"))
    flink = a_flink(OLD, now, checkpoints(restored=RESTORED, completed=COMPLETED))
    assert told(flink) == Continuation(SAVEPOINT, (), True)


def test_a_source_of_another_id_has_lost_its_place() -> None:
    flink = a_flink(OLD, job("2f", ("cd", SOURCE)), checkpoints(restored=RESTORED))
    lost = ("default_catalog.default_database.raw",)
    assert told(flink) == Continuation(SAVEPOINT, lost, False)


def test_a_source_of_the_same_id_and_another_table_has_lost_its_place() -> None:
    flink = a_flink(OLD, job("2f", ("ab", SOURCE.replace("raw", "other"))), checkpoints())
    assert told(flink) == Continuation(None, ("default_catalog.default_database.other",), False)


def test_a_job_without_checkpoints_is_settled_as_soon_as_it_runs() -> None:
    off = error(404, "Checkpointing has not been enabled.")
    assert told(a_flink(OLD, job("2f", ("ab", SOURCE)), off)).is_settled


def test_of_a_job_before_that_flink_has_forgotten_only_the_savepoint_tells() -> None:
    flink = a_flink(UNKNOWN_JOB, job("2f", ("cd", SOURCE)), checkpoints(restored=RESTORED))
    assert told(flink) == Continuation(SAVEPOINT, (), False)


def test_a_job_that_is_gone_needs_an_operator() -> None:
    gone = error(404, "org.apache.flink.runtime.rest.NotFoundException: Job 2f not found")
    with pytest.raises(NeedsOperator, match="Flink does not know 2f"):
        told(a_flink(OLD, gone, checkpoints()))


def step(flink: ScriptedFlink) -> StopReceipt:
    return Stopper(flink.jobs(), flink.clock, None).step("orders", "1f", StopMode.HAND_OVER)


def stopping(details: Answer, left: Answer) -> ScriptedFlink:
    flink = ScriptedFlink()
    flink.on("GET .*/jobs/1f$", details)
    flink.on("GET .*/savepoints/", error(404, "There is no savepoint operation with this id"))
    flink.on("GET .*/jobs/1f/checkpoints$", left)
    flink.on("POST .*/stop$", ok({"request-id": "x"}))
    flink.on("PATCH", ok({}))
    return flink


def test_the_savepoint_of_a_finished_job_is_told_as_long_as_the_job_is_listed() -> None:
    flink = stopping(job("1f", state="FINISHED"), checkpoints(savepoint=RESTORED))
    assert step(flink) == StopReceipt(True, "", SAVEPOINT)
    assert flink.count("POST") == 0


def test_the_savepoint_of_a_failed_job_is_not_handed_over() -> None:
    flink = stopping(job("1f", state="FAILED"), checkpoints(savepoint=RESTORED))
    assert step(flink).savepoint is None


@pytest.mark.parametrize(
    "details", [job("1f", tasks="INITIALIZING"), job("1f", state="RESTARTING")]
)
def test_a_job_that_takes_no_savepoint_now_is_waited_for_and_never_cancelled(
    details: Answer,
) -> None:
    flink = stopping(details, checkpoints())
    assert not step(flink).is_stopped
    assert flink.count("POST") == flink.count("PATCH") == 0


def test_where_savepoints_fail_the_job_runs_on() -> None:
    flink = stopping(job("1f"), checkpoints())
    cause: Json = {"class": "x", "stack-trace": "java.io.IOException: disk full"}
    failed = ok({"status": {"id": "COMPLETED"}, "operation": {"failure-cause": cause}})
    for attempt in (1, 2, 3):
        flink.on(f"GET .*/savepoints/{savepoint_trigger('1f', attempt)}", failed)
    with pytest.raises(EngineRefused, match=r"3 savepoints failed: .*disk full"):
        step(flink)
    assert flink.count("PATCH") == 0


def test_a_job_that_failed_later_goes_on_from_a_checkpoint_of_its_own() -> None:
    """Flink names the newest start alone: that it is no savepoint shows whose it is."""
    restored: Json = {"external_path": "file:/checkpoints/2f/chk-3", "is_savepoint": False}
    flink = a_flink(OLD, job("2f", ("ab", SOURCE)), checkpoints(restored=restored))
    assert told(flink).from_its_own
