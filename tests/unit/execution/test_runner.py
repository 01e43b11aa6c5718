"""Walking a plan: order, parallel effects, waiting, and what the journal says of them."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from tests.unit.execution.one_unit import deployment_of_one, raw_topic
from tests.unit.execution.small_plans import (
    OWNER,
    create,
    freeze,
    plan,
    start,
    stop,
    unit_key,
    wait_for,
)
from tests.unit.execution.walks import (
    StillClock,
    Walks,
)

from teal.engines.memory.engine import MemoryEngine
from teal.engines.memory.script import Latency, Script
from teal.execution.events import RunEvent, StepDone
from teal.model.deployment import Phase, UnitState
from teal.model.names import job_id
from teal.model.run import JournalEntry, Lease, Mark, RunState
from teal.model.submission import Submission
from teal.ports.engine import UnitHandle
from teal.ports.store import Update
from teal.store.address import sqlite_url
from teal.store.store import SqlStore


def test_a_deployment_ends_with_its_unit_running_and_recorded(walks: Walks) -> None:
    walked = deployment_of_one()
    walks.found(*walked.steps)
    raw_topic(walks)
    run = walks.opened(walked)
    result = walks.walk(walked, run)
    assert result.is_done
    assert result.failures == ()
    assert walks.run_state(run) is RunState.DONE
    assert walks.phase() is Phase.VALIDATING
    assert walks.live_jobs() == [str(unit_key("orders"))]
    assert walks.unit("orders").state is UnitState.STARTED
    assert walks.unit("orders").handle == job_id(unit_key("orders"))
    assert walks.version("orders").topic_id == walks.topics.describe(("orders",))["orders"].id
    assert walks.marks(run) == [
        (step.key, mark) for step in walked.steps for mark in ("intent", "done")
    ]


def test_a_unit_that_lags_is_looked_at_until_it_has_caught_up(walks: Walks) -> None:
    walked = deployment_of_one()
    walks.found(*walked.steps)
    walks.engine_that(Script(Latency(catch_up=timedelta(minutes=3))))
    raw_topic(walks)
    began = walks.clock.now()
    assert walks.through(walked).is_done
    assert walks.clock.now() - began >= timedelta(minutes=3)
    assert ("waiting", "wait:orders") in walks.told()


def test_a_unit_that_never_catches_up_fails_after_its_own_limit(walks: Walks) -> None:
    walked = deployment_of_one()
    walks.found(*walked.steps)
    walks.engine_that(Script(Latency(catch_up=timedelta(days=1))))
    raw_topic(walks)
    (failure,) = walks.through(walked).failures
    assert failure.error.startswith("not done after 0:10:00: raw: partition 0 at -1 of 2")


def test_without_waiting_the_rest_is_left_and_a_second_walk_ends_it(walks: Walks) -> None:
    walked = deployment_of_one()
    walks.found(*walked.steps)
    raw_topic(walks)
    run = walks.opened(walked)
    result = walks.walk(walked, run, waits=False)
    assert (result.failures, result.left) == ((), ("wait:orders",))
    assert (walks.run_state(run), walks.phase()) == (RunState.OPEN, Phase.CATCHING_UP)
    assert walks.walk(walked, run).is_done
    assert (walks.run_state(run), walks.phase()) == (RunState.DONE, Phase.VALIDATING)
    assert walks.engine.submits == 1


def test_the_goal_of_a_second_level_is_what_the_first_has_noted(walks: Walks) -> None:
    """Neither what its writer wrote later, nor in another process."""

    class Growing(Walks):
        def on_event(self, event: RunEvent) -> None:
            super().on_event(event)
            if isinstance(event, StepDone) and event.step.key == "create:orders@v1":
                self.write(1)
            if isinstance(event, StepDone) and event.step.key == "wait:orders":
                self.write(5)
                raise KeyboardInterrupt

        def write(self, records: int) -> None:
            for _ in range(records):
                self.engine.ends[("orders", 0)] = self.topics.append("orders", 0, b"k", b"{}")

    growing = Growing(walks.store, walks.engine, clock=walks.clock)
    walked = plan(
        *deployment_of_one().steps,
        create("totals"),
        start("totals", after=("create:totals@v1", "wait:orders")),
        wait_for("totals", ("orders",), ("start:totals@v1",)),
    )
    growing.found(*walked.steps)
    raw_topic(growing)
    run = growing.opened(walked)
    with pytest.raises(KeyboardInterrupt):
        growing.walk(walked, run)
    assert growing.walk(walked, run).is_done
    assert growing.events[-1] == StepDone(walked.steps[-1], "records read: 1")


def test_units_that_may_start_together_do(walks: Walks) -> None:
    meeting = threading.Barrier(3)

    class Meets(MemoryEngine):
        def submit(self, submission: Submission) -> UnitHandle:
            meeting.wait(timeout=60)
            return super().submit(submission)

    walked = plan(start("a"), start("b"), start("c"))
    walks.found(*walked.steps)
    walks.engine, walks.parallel = Meets("x", walks.clock), 3
    assert walks.through(walked).is_done
    assert not meeting.broken


def test_no_more_effects_at_once_than_the_environment_allows(walks: Walks) -> None:
    class Counts(MemoryEngine):
        at_once = most = 0
        both = threading.Barrier(2)

        def submit(self, submission: Submission) -> UnitHandle:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            self.both.wait(timeout=60)
            self.at_once -= 1
            self.both.wait(timeout=60)
            return super().submit(submission)

    walked = plan(*(start(f"unit{n}") for n in range(6)))
    walks.found(*walked.steps)
    engine = Counts("x", walks.clock)
    walks.engine, walks.parallel = engine, 2
    assert walks.through(walked).is_done
    assert engine.most == 2


@pytest.mark.slow
def test_a_chain_of_ten_thousand_steps_is_walked(tmp_path: Path) -> None:
    class Unwritten(SqlStore):
        """Its transactions end in a list: twenty thousand real ones take long."""

        written: ClassVar[list[JournalEntry]] = []

        def record(
            self,
            lease: Lease,
            entries: tuple[JournalEntry, ...] = (),
            updates: tuple[Update, ...] = (),
        ) -> int:
            self.written.extend(entries)
            return 0

    steps = tuple(freeze(key=str(n), after=(str(n - 1),) if n else ()) for n in range(10_000))
    walked = plan(*steps)
    clock = StillClock()
    with Unwritten(sqlite_url(tmp_path / "teal.db"), "shop", "test") as store:
        walks = Walks(store, MemoryEngine(OWNER, clock), clock=clock)
        walks.found()
        assert walks.through(walked).is_done
    done = [entry.step for entry in Unwritten.written if entry.mark is Mark.DONE]
    assert done == [step.key for step in steps]


def test_an_empty_plan_is_done_at_once(walks: Walks) -> None:
    walks.found()
    assert walks.through(plan()).is_done


@pytest.mark.parametrize("latency", [timedelta(0), timedelta(minutes=2)])
def test_a_unit_is_stopped_when_the_engine_says_so(walks: Walks, latency: timedelta) -> None:
    walked = plan(stop("orders"))
    walks.found(*walked.steps)
    engine = walks.engine_that(Script(Latency(stop=latency)))
    engine.submit(Submission(unit_key("orders"), "INSERT"))
    began = walks.clock.now()
    assert walks.through(walked).is_done
    assert walks.clock.now() - began >= latency
    assert (walks.live_jobs(), walks.unit("orders").state) == ([], UnitState.STOPPED)
