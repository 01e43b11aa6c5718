"""Progress of a job, and what is not believed right after a restart."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.unit.engines.scripted_flink import ScriptedFlink, ok

from teal.engines.flink.readiness import ReadinessReader
from teal.engines.flink.wire import JobDetails
from teal.model.codec import Json
from teal.ports.engine import JobPhase, Position, Readiness

OFFSET = "Source__o.KafkaSourceReader.topic.orders.partition.0.currentOffset"
NOW = 1_000_000


def details(state: str = "RUNNING", **entered: int) -> JobDetails:
    plan: Json = {"nodes": [{"id": "sink", "inputs": [{"id": "source"}]}, {"id": "source"}]}
    return JobDetails.model_validate(
        {
            "jid": "1f",
            "name": "n",
            "state": state,
            "start-time": 1,
            "now": NOW,
            "timestamps": {"RUNNING": 1_000, **entered},
            "plan": plan,
        }
    )


def a_flink() -> ScriptedFlink:
    flink = ScriptedFlink()
    pending, wait = "Source__o.pendingRecords", "backPressuredTimeMsPerSecond"
    flink.on("/vertices/source/subtasks/metrics$", ok([{"id": OFFSET}, {"id": pending}]))
    flink.on(
        "/vertices/source/subtasks/metrics.*get=",
        ok(
            [
                {"id": OFFSET, "min": 41.0},
                {"id": pending, "sum": 2.0},
                {"id": wait, "max": 900.0},
            ]
        ),
    )
    flink.on("/jobs/1f/metrics", ok([{"id": "numRestarts", "value": "0"}]))
    flink.on("/checkpoints", ok({"latest": {"completed": {"trigger_timestamp": 5_000}}}))
    flink.on("/exceptions", ok({"exceptionHistory": {"entries": []}}))
    flink.on(
        "/jobmanager/config", ok([{"key": "metrics.fetcher.update-interval", "value": "1000"}])
    )
    return flink


def read(flink: ScriptedFlink, job: JobDetails) -> Readiness:
    return ReadinessReader(flink.jobs(), flink.clock).read(job, ("orders",))


def test_a_running_job_tells_everything() -> None:
    assert read(a_flink(), details()) == Readiness(
        phase=JobPhase.RUNNING,
        positions=(Position("orders", 0, 41),),
        checkpoint_started_at=datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC),
        pending_records=2,
        restarts=0,
        backpressured=True,
        observed_at=datetime(1970, 1, 1, 0, 16, 40, tzinfo=UTC),
        exceptions=(),
    )


def test_only_sources_are_asked() -> None:
    flink = a_flink()
    read(flink, details())
    assert flink.count("vertices/sink") == 0
    assert len(flink.requests) <= 6


def test_a_job_that_does_not_run_has_no_positions() -> None:
    for state in ("RESTARTING", "CREATED", "FINISHED"):
        seen = read(a_flink(), details(state))
        assert (seen.positions, seen.pending_records, seen.backpressured) == ((), None, None)


def test_metrics_from_before_a_restart_are_not_believed() -> None:
    """They stand until the next fetch, and may be ahead of where the job starts again."""
    fresh = details(RESTARTING=NOW - 3_000, RUNNING=NOW - 1_500)
    assert read(a_flink(), fresh).positions == ()
    settled = details(RESTARTING=NOW - 5_000, RUNNING=NOW - 2_500)
    assert read(a_flink(), settled).positions == (Position("orders", 0, 41),)


def test_an_empty_answer_is_unknown() -> None:
    flink = a_flink()
    flink.on("/vertices/source/subtasks/metrics", ok([]))
    flink.on("/jobs/1f/metrics", ok([]))
    flink.on("/checkpoints", ok({"latest": {"completed": None}}))
    seen = read(flink, details())
    assert seen.positions == ()
    assert seen.checkpoint_started_at is None
    assert (seen.pending_records, seen.restarts, seen.backpressured) == (None, None, None)


def test_failures_are_told_by_their_root_cause_once() -> None:
    flink = a_flink()
    frame = "\tat a.B.c(B.java:1)\n"
    trace = f"java.io.IOException: outer\n{frame}Caused by: x.YException: Unrecognized token\n"
    entry: Json = {"stacktrace": trace, "timestamp": 1}
    flink.on("/exceptions", ok({"exceptionHistory": {"entries": [entry, entry]}}))
    assert read(flink, details()).exceptions == ("outer Unrecognized token",)
