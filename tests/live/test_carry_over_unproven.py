"""A job changed in place that had written before anybody looked: every command stops, says which
offsets are in doubt, and goes back by somebody's word; what it said is what Kafka holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.live.small_project import SmallProject, project_with_topic
from tests.live.test_carry_over import FILES, Numbers, edit, rows, running, serve

from teal.model.names import UnitKey
from teal.ports.engine import StopMode
from teal.ports.stack import StackAddresses

pytestmark = pytest.mark.live

OFFSETS = re.compile(r"\.clean partition (\d+), offsets (\d+) to (\d+)")


@pytest.fixture
def project(tmp_path: Path, stack: StackAddresses) -> Iterator[SmallProject]:
    found = project_with_topic(tmp_path, stack, FILES, partitions=1)
    try:
        yield found
    finally:
        found.clean()


def cancelled_by_somebody(project: SmallProject) -> None:
    """The job that follows has committed records, and is gone then."""
    bench = project.bench()
    topic = f"{project.name}.clean"
    try:
        (key,) = _live(bench.engine.list_all())
        (before,) = bench.topics.ends((topic,)).ends
        for _ in range(200):
            (now,) = bench.topics.ends((topic,)).ends
            if now.last_data > before.last_data:
                break
            bench.clock.sleep(bench.environment.readiness.poll)
        while not bench.engine.stop(key, StopMode.DISCARD).is_stopped:
            bench.clock.sleep(bench.environment.readiness.poll)
    finally:
        bench.close()


def _live(jobs: object) -> list[UnitKey]:
    assert isinstance(jobs, tuple)
    return [job.key for job in jobs if job.key is not None and job.phase.is_live]


def test_back_by_a_word_and_what_is_doubled_is_what_was_said(project: SmallProject) -> None:
    numbers = Numbers(project)
    with numbers.coming():
        serve(project)
        edit(project)
        project.teal("deploy", "--carry-over", "clean")
        project.killed("after-continuing", "promote")
        cancelled_by_somebody(project)
        project.teal("resume", expect=6)
        told = project.asked("rollback", expect=6)["failures"][0]["error"]
        assert "teal rollback --unproven REASON" in told
        project.teal("rollback", "--unproven", "the readers skip what they know")
        assert running(project) == [3]
    found = rows(project, numbers.written)
    counted = Counter(row["id"] for row in found)
    assert set(range(numbers.written)) <= set(counted)  # nothing is lacking
    ((_, first, last),) = OFFSETS.findall(told)
    doubled = sum(times - 1 for times in counted.values())
    assert 0 < doubled <= int(last) - int(first) + 1
    assert "went on unproven (rollback, by" in project.teal("history")
