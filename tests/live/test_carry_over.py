"""A unit carried over in place while records keep coming: each is written once, there and back,
also where the process that changes it is killed in the middle."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from confluent_kafka import Producer
from tests.conformance.engine_subjects import KnownSecrets, RealClock
from tests.live.small_project import SmallProject, project_with_topic

from teal.engines.flink.planner import FlinkPlanner
from teal.model.names import parsed_job_name
from teal.ports.planner import CompiledPlan, Refusal
from teal.ports.stack import StackAddresses

pytestmark = pytest.mark.live

FILES = {
    "raw_orders.sql": """CREATE TABLE raw_orders (id BIGINT, amount INT)
WITH ('changelog.mode' = 'append');
""",
    "clean.sql": """CREATE TABLE clean (id BIGINT, amount INT)
WITH ('changelog.mode' = 'append', 'kafka.retention.time' = '7 d');
INSERT INTO clean SELECT id, amount FROM raw_orders;
""",
}


class Numbers:
    """Records with growing numbers, written by a thread of its own."""

    def __init__(self, project: SmallProject) -> None:
        self.written = 0
        self._project = project
        self._end = Event()
        self._thread = Thread(target=self._write)

    def _write(self) -> None:
        producer = Producer({"bootstrap.servers": self._project.addresses.kafka_bootstrap})
        while not self._end.wait(0.01):
            for _ in range(2):
                row = {"id": self.written, "amount": self.written % 7}
                producer.produce(f"{self._project.name}.raw", json.dumps(row))
                self.written += 1
            producer.poll(0)
        assert producer.flush(60) == 0

    @contextmanager
    def coming(self) -> Iterator[None]:
        """They come for as long as the block lasts."""
        self._thread.start()
        try:
            yield
        finally:
            self._end.set()
            self._thread.join()


@pytest.fixture
def project(tmp_path: Path, stack: StackAddresses) -> Iterator[SmallProject]:
    """A stateless unit that serves; its topic is written in transactions."""
    found = project_with_topic(tmp_path, stack, FILES, partitions=2)
    try:
        yield found
    finally:
        found.clean()


def edit(project: SmallProject) -> None:
    """A column comes, and an expression, and a condition."""
    project.edit("clean.sql", "amount INT)", "amount INT, twice BIGINT)")
    project.edit("clean.sql", "id, amount FROM raw_orders", "id, amount, id * 2 FROM raw_orders")
    project.edit("clean.sql", "raw_orders;", "raw_orders WHERE id >= 0;")


def serve(project: SmallProject) -> None:
    """Version 1 serves; an append table without a watermark has nothing to be judged by."""
    project.teal("deploy")
    project.teal("validate", expect=4)
    project.teal("promote", "--unproven", "nothing served before")


def running(project: SmallProject) -> list[int]:
    """The attempts of the unit that run now."""
    bench = project.bench()
    try:
        jobs = [job for job in bench.engine.list_all() if job.key is not None]
        names = [parsed_job_name(job.name) for job in jobs if job.phase.is_live]
        return [found.attempt for found in names if found is not None]
    finally:
        bench.close()


def rows(project: SmallProject, expected: int) -> list[dict[str, int]]:
    """The committed rows of the topic, once as many different ones have come as were written."""
    bench = project.bench()
    topic = f"{project.name}.clean"
    try:
        found: list[dict[str, int]] = []
        came: set[int] = set()
        ahead: dict[tuple[str, int], int] = {}
        for _ in range(240):
            cut = bench.topics.ends((topic,))
            new = [json.loads(r.value) for r in bench.topics.read(ahead, cut) if r.value]
            found += new
            ahead = {(end.topic, end.partition): end.last_data + 1 for end in cut.ends}
            came.update(row["id"] for row in new)
            if len(came) >= expected:
                break
            bench.clock.sleep(bench.environment.readiness.poll)
        return found
    finally:
        bench.close()


def each_once(found: list[dict[str, int]], written: int) -> None:
    """Every number that was written stands there exactly once."""
    counted = Counter(row["id"] for row in found)
    missing = sorted(set(range(written)) - set(counted))
    doubled = sorted(number for number, times in counted.items() if times > 1)
    assert (missing[:10], doubled[:10], len(counted)) == ([], [], written)


def test_no_record_is_lost_or_doubled_there_and_back_nor_by_a_kill_in_the_middle(
    project: SmallProject,
) -> None:
    """Killed where the one job has stopped and the other is not started; other places are tried
    with the memory engine."""
    numbers = Numbers(project)
    with numbers.coming():
        serve(project)
        edit(project)
        assert "1 to carry over" in project.teal("deploy", "--carry-over", "clean")
        project.killed("before-continuing", "promote")
        assert running(project) == []
        project.teal("resume")
        assert running(project) == [2]
        there = numbers.written
        project.teal("rollback")
        assert running(project) == [3]
    found = rows(project, numbers.written)
    each_once(found, numbers.written)
    with_column = [row for row in found if row.get("twice") is not None]
    assert 0 < len(with_column) < there < numbers.written
    assert all(row["twice"] == row["id"] * 2 for row in with_column)


def test_options_are_altered_and_a_job_that_fails_with_them_gives_way_to_the_one_before(
    project: SmallProject,
) -> None:
    numbers = Numbers(project)
    with numbers.coming():
        serve(project)
        project.edit("clean.sql", "'7 d'", "'6 d', 'properties.max.request.size' = '-1'")
        project.teal("deploy")
        project.teal("promote", expect=6)
        assert retention(project) == "518400000"
        project.teal("rollback")
        assert (running(project), retention(project)) == ([3], "604800000")
    each_once(rows(project, numbers.written), numbers.written)


def retention(project: SmallProject) -> str:
    """How long the topic keeps its records, as Kafka says."""
    bench = project.bench()
    try:
        topic = f"{project.name}.clean"
        return bench.topics.describe((topic,))[topic].config["retention.ms"]
    finally:
        bench.close()


TABLES = (
    "CREATE TABLE numbers (id BIGINT, a INT) WITH ('connector' = 'datagen')",
    "CREATE TABLE nowhere (id BIGINT, a INT) WITH ('connector' = 'blackhole')",
    "CREATE TABLE twice (id BIGINT, a INT) WITH ('connector' = 'print', 'sink.parallelism' = '2')",
)
QUERIES = {
    "copy": "INSERT INTO nowhere SELECT id, a FROM numbers",
    "less": "INSERT INTO nowhere SELECT id, a + 1 FROM numbers WHERE a > 3",
    "unnest": "INSERT INTO nowhere SELECT id, x FROM numbers CROSS JOIN UNNEST(ARRAY[a]) AS t (x)",
    "both": "INSERT INTO nowhere SELECT id, a FROM numbers UNION ALL SELECT id, 1 FROM numbers",
    "wider": "INSERT INTO twice SELECT id, a FROM numbers",
    "distinct": "INSERT INTO nowhere SELECT DISTINCT id, a FROM numbers",
}


def test_the_planner_tells_state_and_sources_of_a_text(stack: StackAddresses) -> None:
    """What it says decides whether the positions of the job before are those of the next one."""
    found: dict[str, CompiledPlan] = {}
    planner = FlinkPlanner(stack.gateway_url, KnownSecrets(), RealClock())
    with planner, planner.sketch((), {}) as sketch:
        for table in TABLES:
            assert sketch.define(table) is None
        for name, sql in QUERIES.items():
            plan = sketch.compiled(sql)
            assert isinstance(plan, CompiledPlan), plan
            found[name] = plan
        assert isinstance(sketch.compiled("INSERT INTO nowhere SELECT b, 1 FROM numbers"), Refusal)
    assert {name for name, plan in found.items() if plan.stateful} == {"distinct"}
    alike = {name for name, plan in found.items() if plan.sources == found["copy"].sources}
    assert alike >= {"copy", "less", "unnest"}
    assert not alike & {"both", "wider"}
