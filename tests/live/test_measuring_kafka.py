"""Two versions of running totals that are written to a real Kafka while they are compared."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread
from uuid import uuid4

import pytest
from confluent_kafka import Producer
from tests.conformance.topic_benches import KafkaBench

from teal.model.environment import ValidationSettings
from teal.model.validation import (
    ComparedColumn,
    Comparison,
    RoundRequest,
    TableRound,
    TableVerdict,
    Verdict,
)
from teal.planning.judge import NextRound, judge
from teal.ports.stack import StackAddresses
from teal.ports.topics import TopicSpec
from teal.validation.measuring import KafkaMeasuring

pytestmark = pytest.mark.live

SETTINGS = ValidationSettings()
HISTORY = 4_000


class Version(Thread):
    """Writes the running totals of 40 customers, over the same seeded orders as the other one.

    `passed` says how many orders are in Kafka for good.
    """

    def __init__(self, bootstrap: str, topic: str, burst: int, lost: int | None) -> None:
        super().__init__(daemon=True)
        self._producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", "linger.ms": 1})
        self._topic = topic
        self._burst = burst
        self._lost = lost
        self._over = Event()
        self.passed = 0

    def run(self) -> None:
        random = Random(7)
        totals: dict[int, tuple[int, int]] = {}
        while not self._over.is_set():
            for number in range(self.passed + 1, self.passed + 1 + self._burst):
                customer, cents = random.randrange(40), random.randint(1, 90_000)
                if number != self._lost:
                    count, total = totals.get(customer, (0, 0))
                    totals[customer] = (count + 1, total + cents)
                    self._write(customer, *totals[customer])
            self._producer.flush(60)
            self.passed += self._burst
            if self.passed > HISTORY:
                time.sleep(self._burst / 2_000)

    def finish(self) -> None:
        self._over.set()
        self.join(60)

    def _write(self, customer: int, count: int, cents: int) -> None:
        row = {"customer_id": customer, "orders": count, "total": cents / 100}
        self._producer.produce(
            self._topic,
            key=json.dumps({"customer_id": customer}).encode(),
            value=json.dumps(row).encode(),
        )
        self._producer.poll(0)


@pytest.fixture
def bench(stack: StackAddresses) -> Iterator[KafkaBench]:
    bench = KafkaBench(stack.kafka_bootstrap)
    try:
        yield bench
    finally:
        bench.close()


@contextmanager
def moving(
    bench: KafkaBench, stack: StackAddresses, lost: int | None
) -> Iterator[tuple[Comparison, Version, Version]]:
    """Blue and green on their way; green loses one order where asked to."""
    names = tuple(f"live-{uuid4().hex[:12]}" for _ in range(2))
    for name in names:
        bench.topics.create(TopicSpec(name, 2, 1, {"cleanup.policy": "compact"}))
    comparison = Comparison(
        table="fct_customers",
        blue_topic=names[0],
        green_topic=names[1],
        key=("customer_id",),
        columns=(
            ComparedColumn("customer_id", "BIGINT"),
            ComparedColumn("orders", "BIGINT"),
            ComparedColumn("total", "DECIMAL(18, 2)"),
        ),
    )
    blue = Version(stack.kafka_bootstrap, names[0], 20, None)
    green = Version(stack.kafka_bootstrap, names[1], 50, lost)
    try:
        blue.start()
        green.start()
        wait_until_passed(HISTORY, blue, green)
        yield comparison, blue, green
    finally:
        blue.finish()
        green.finish()


def wait_until_passed(number: int, *versions: Version) -> None:
    deadline = time.monotonic() + 120
    while any(version.passed < number for version in versions):
        assert time.monotonic() < deadline, "the writers have come to a stand"
        time.sleep(0.02)


def validated(
    bench: KafkaBench, folder: Path, comparison: Comparison, blue: Version, green: Version
) -> TableVerdict:
    """Rounds as `teal validate` makes them, until there is a verdict."""
    measuring = KafkaMeasuring(bench.topics, folder)
    outputs = (str(comparison.blue_topic), comparison.green_topic)
    rounds: tuple[TableRound, ...] = ()
    while isinstance(found := judge(comparison, rounds, SETTINGS), NextRound):
        noted = bench.topics.ends(outputs)
        # What is in the topics by now was in them before this many orders were passed.
        cut = max(blue.passed, green.passed) + 400
        wait_until_passed(cut, blue, green)
        request = RoundRequest(
            comparison=comparison,
            round=len(rounds) + 1,
            noted=noted,
            frozen=bench.topics.ends(outputs),
            scratch="live",
            trajectory_rows=SETTINGS.trajectory_rows,
            relative_tolerance=SETTINGS.relative_tolerance,
        )
        rounds = (*rounds, measuring.measure(request))
    measuring.discard("live")
    return found


def test_equal_totals_pass_while_they_move(
    bench: KafkaBench, stack: StackAddresses, tmp_path: Path
) -> None:
    with moving(bench, stack, lost=None) as (comparison, blue, green):
        found = validated(bench, tmp_path, comparison, blue, green)
    assert found.verdict is Verdict.PASS, found.reason
    assert found.round is not None
    assert found.round.judged == 40
    assert found.round.in_step > 0


def test_one_lost_order_is_found_while_they_move(
    bench: KafkaBench, stack: StackAddresses, tmp_path: Path
) -> None:
    with moving(bench, stack, lost=777) as (comparison, blue, green):
        found = validated(bench, tmp_path, comparison, blue, green)
    assert found.verdict is Verdict.FAIL, found.reason
    assert found.round is not None
    assert found.round.hot_different + found.round.changed == 1
    assert found.round.samples[0].columns == ("total",)


def test_aborted_rows_of_an_exactly_once_writer_are_none(bench: KafkaBench, tmp_path: Path) -> None:
    names = tuple(f"live-{uuid4().hex[:12]}" for _ in range(2))
    comparison = Comparison(
        "t", names[0], names[1], ("id",), (ComparedColumn("id", "INT"), ComparedColumn("v", "INT"))
    )
    for name in names:
        bench.topics.create(TopicSpec(name, 1, 1, {}))
        bench.transact(name, 0, (b'{"id":1}', b'{"id":1,"v":1}'), commit=True)
    bench.transact(names[1], 0, (b'{"id":1}', b'{"id":1,"v":2}'), commit=False)
    cut = bench.topics.ends(names)
    request = RoundRequest(comparison, 1, cut, cut, "live", 200, 1e-9)
    found = KafkaMeasuring(bench.topics, tmp_path).measure(request)
    assert (found.equal, found.unproven, found.rows_green) == (1, 0, 1)
