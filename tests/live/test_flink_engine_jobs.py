"""What only a real Flink and a real Kafka can show of running jobs: progress, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from tests.conformance.engine_kafka import Kafka, offsets, reading, rows
from tests.conformance.engine_subjects import (
    FlinkSubject,
    KnownSecrets,
    RealClock,
    eventually,
    stopped,
    submission,
)

from teal.engines.flink.engine import FlinkAddresses, FlinkEngine
from teal.model.names import UnitKey, job_id
from teal.ports.engine import JobPhase, StopMode
from teal.ports.stack import StackAddresses

pytestmark = pytest.mark.live


@pytest.fixture
def flink(stack: StackAddresses) -> Iterator[FlinkSubject]:
    subject = FlinkSubject(stack)
    try:
        yield subject
    finally:
        subject.close()


def test_positions_reach_the_last_record_before_the_markers(
    flink: FlinkSubject, kafka: Kafka
) -> None:
    topic = kafka.topic("orders.raw", 3)
    kafka.write(topic, {0: rows(range(500)), 1: rows(range(300))})
    marked = [501, 301, 0]
    eventually(lambda: kafka.ends(topic, 3, "read_committed") == marked, f"ends {marked}")
    key = flink.key()
    source = kafka.source("events", topic)
    flink.engine.submit(reading(key, "INSERT INTO nowhere SELECT id FROM events", source))
    goal = {(topic, 0): 499, (topic, 1): 299, (topic, 2): -1}

    def has_read_all() -> bool:
        seen = flink.engine.readiness(key, (topic,))
        assert seen.positions == () or set(offsets(seen)) == set(goal), "all partitions or none"
        is_there = offsets(seen) == goal and seen.pending_records == 0
        return is_there and seen.backpressured is False and seen.checkpoint_started_at is not None

    eventually(has_read_all, f"positions {goal}")
    assert flink.engine.readiness(key, ("another.topic",)).positions == ()


def test_positions_survive_a_restart_with_nothing_left_to_read(
    flink: FlinkSubject, kafka: Kafka
) -> None:
    """After a restart Flink's `currentOffset` is -1 until the next record comes."""
    topic, poisoned = kafka.topic("orders", 1), kafka.topic("poisoned", 1)
    kafka.write(topic, {0: rows(range(10))})
    key = flink.key()
    statement = "INSERT INTO nowhere SELECT id FROM a UNION ALL SELECT id FROM b"
    sources = (kafka.source("a", topic), kafka.source("b", poisoned))
    flink.engine.submit(reading(key, statement, *sources))

    def is_at_the_end() -> bool:
        return offsets(flink.engine.readiness(key, (topic,))) == {(topic, 0): 9}

    eventually(is_at_the_end, "the end before the restart")
    seen = flink.engine.readiness(key, (topic,))
    first = seen.checkpoint_started_at

    def has_checkpoint_behind_the_end() -> bool:
        at = flink.engine.readiness(key, (topic,)).checkpoint_started_at
        return at is not None and (first is None or at > seen.observed_at)

    eventually(has_checkpoint_behind_the_end, "a checkpoint behind the end")
    kafka.write(poisoned, {0: ["this is no JSON"]})
    eventually(lambda: _restarts(flink.flink, key) > 0, "a restart")
    eventually(lambda: "token 'this'" in " ".join(_exceptions(flink.flink, key)), "its cause")
    kafka.forget_before(poisoned, 1)
    eventually(is_at_the_end, "the end after the restart")
    assert _restarts(flink.flink, key) > 0


def _restarts(engine: FlinkEngine, key: UnitKey) -> int:
    return engine.readiness(key, ()).restarts or 0


def _exceptions(engine: FlinkEngine, key: UnitKey) -> tuple[str, ...]:
    return engine.readiness(key, ()).exceptions


def test_a_stop_with_savepoint_leaves_no_transaction_and_no_folder(
    stack: StackAddresses, flink: FlinkSubject, kafka: Kafka, tmp_path: Path
) -> None:
    topic, key = kafka.topic("sink", 1), flink.key()
    sink = kafka.table(
        "sink",
        topic,
        sink_delivery__guarantee="exactly-once",
        sink_transactional__id__prefix=f"teal-test-{uuid4().hex}",
        properties_transaction_timeout_ms="60000",
    )
    addresses = FlinkAddresses(stack.gateway_url, stack.jobmanager_url, tmp_path.as_uri())
    with FlinkEngine(addresses, key.deployment, KnownSecrets(), RealClock()) as engine:
        engine.submit(reading(key, "INSERT INTO sink SELECT id FROM ticks", sink))
        eventually(lambda: kafka.ends(topic, 1, "read_committed")[0] > 0, "committed rows")
        stopped(engine, key, StopMode.SAVEPOINT)
        status = engine.describe(key)
    assert status is not None
    assert status.phase is JobPhase.FINISHED
    assert kafka.ends(topic, 1, "read_committed") == kafka.ends(topic, 1, "read_uncommitted")
    latest = httpx.get(f"{stack.jobmanager_url}/jobs/{job_id(key)}/checkpoints").json()["latest"]
    savepoint = Path(urlsplit(latest["savepoint"]["external_path"]).path)
    assert savepoint.parent == tmp_path
    assert not savepoint.exists()


def test_another_process_goes_on_with_a_stop(flink: FlinkSubject, stack: StackAddresses) -> None:
    """What was asked for stands in Flink, not in the process that asked."""
    key = flink.key()
    flink.engine.submit(submission(key))

    def next_step_by_a_new_process() -> bool:
        engine = flink.engine_at(stack.gateway_url, stack.jobmanager_url)
        return engine.stop(key, StopMode.SAVEPOINT).is_stopped

    eventually(next_step_by_a_new_process, "a stop by many processes")
    status = flink.engine.describe(key)
    assert status is not None
    assert status.phase is JobPhase.FINISHED, "stopped with a savepoint, not cancelled"
    assert status.restarts == 0, "no second savepoint disturbed the first"


def test_a_restarting_job_is_cancelled_and_the_receipt_says_so(
    flink: FlinkSubject, kafka: Kafka
) -> None:
    key = flink.key()
    source = kafka.source("gone", f"no-such-topic-{uuid4().hex[:8]}")
    flink.engine.submit(reading(key, "INSERT INTO nowhere SELECT id FROM gone", source))
    details: list[str] = []

    def is_stopped() -> bool:
        receipt = flink.engine.stop(key, StopMode.SAVEPOINT)
        details.append(receipt.detail)
        return receipt.is_stopped

    def is_restarting() -> bool:
        status = flink.engine.describe(key)
        assert status is not None
        return status.phase is JobPhase.RESTARTING and "topic" in status.reason

    eventually(is_restarting, "the job restarts, and says why")
    eventually(is_stopped, "the stop of a restarting job")
    assert any("cancelled instead" in detail for detail in details)
    assert "without a savepoint" in details[-1]
