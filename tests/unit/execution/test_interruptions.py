"""A process that ends anywhere, and the next one that goes on from its journal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.unit.execution.small_plans import (
    NOW,
    OWNER,
    create,
    drop,
    flip,
    plan,
    start,
    stop,
    submission,
    tell,
    unit_key,
    version,
    version_record,
)
from tests.unit.execution.walks import (
    BOB,
    Board,
    Crash,
    StillClock,
    Walks,
    moving,
)

from teal.engines.memory.engine import MemoryEngine
from teal.engines.memory.script import Latency, LoseRequest, Script
from teal.execution.events import RunEvent, StepBegun, StepDone, StepWaiting
from teal.execution.leasing import DURATION, leased
from teal.kafka.memory import MemoryTopics
from teal.model.deployment import Phase, UnitState, VersionState
from teal.model.errors import LeaseLost
from teal.model.names import UnitKey
from teal.model.plan import PlanKind
from teal.model.run import JournalEntry, Lease, Mark, RunState
from teal.model.submission import Submission
from teal.ports.engine import StopMode, StopReceipt, UnitHandle
from teal.ports.store import PointerMove, Update
from teal.ports.topics import TopicDescription, TopicSpec
from teal.store.store import SqlStore


class DyingEngine(MemoryEngine):
    """Does what it is asked, and then the process ends."""

    is_deadly = True

    def submit(self, submission: Submission) -> UnitHandle:
        handle = super().submit(submission)
        self._die()
        return handle

    def stop(self, key: UnitKey, mode: StopMode) -> StopReceipt:
        receipt = super().stop(key, mode)
        self._die()
        return receipt

    def _die(self) -> None:
        if self.is_deadly:
            raise Crash


class DyingTopics(MemoryTopics):
    """The same for topics."""

    is_deadly = True

    def create(self, spec: TopicSpec) -> TopicDescription:
        made = super().create(spec)
        self._die()
        return made

    def delete(self, name: str, topic_id: str) -> bool:
        was_there = super().delete(name, topic_id)
        self._die()
        return was_there

    def _die(self) -> None:
        if self.is_deadly:
            raise Crash


class On(Walks):
    """A bench on which something happens when an event is seen for the first time."""

    plans: dict[tuple[type[RunEvent], str], Callable[[], None]]

    def then(self, kind: type[RunEvent], step: str, act: Callable[[], None]) -> None:
        self.plans = {(kind, step): act}

    def on_event(self, event: RunEvent) -> None:
        super().on_event(event)
        act = self.plans.pop((type(event), event.step.key), None)
        if act is not None:
            act()


@pytest.fixture
def watched(walks: Walks) -> On:
    found = On(walks.store, walks.engine, clock=walks.clock)
    found.plans = {}
    return found


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_submit_whose_outcome_was_not_written_is_attempted_again_and_not_doubled(
    walks: Walks,
) -> None:
    walked = plan(start("orders"))
    walks.found(*walked.steps)
    engine = DyingEngine(OWNER, walks.clock)
    walks.engine = engine
    run = walks.opened(walked)
    with pytest.raises(Crash):
        walks.walk(walked, run)
    assert walks.marks(run) == [("start:orders@v1", "intent")]
    assert walks.unit("orders").state is UnitState.PLANNED
    engine.is_deadly = False
    assert walks.walk(walked, run).is_done
    assert [status.key for status in engine.list_all()] == [unit_key("orders")]
    assert walks.unit("orders").state is UnitState.STARTED


def test_a_topic_created_by_an_interrupted_attempt_is_taken(walks: Walks) -> None:
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    topics = DyingTopics()
    walks.topics = topics
    run = walks.opened(walked)
    with pytest.raises(Crash):
        walks.walk(walked, run)
    made = topics.describe(("orders",))["orders"]
    assert walks.version("orders").topic_id is None
    topics.is_deadly = False
    assert walks.walk(walked, run).is_done
    assert topics.describe(("orders",))["orders"] == made
    assert walks.version("orders").topic_id == made.id


def test_a_deletion_whose_outcome_was_not_written_is_harmless_to_repeat(walks: Walks) -> None:
    walked = plan(drop("orders", topic_id="memory-1"), kind=PlanKind.RETIRE)
    walks.found(*walked.steps)
    topics = DyingTopics()
    walks.topics = topics
    with pytest.raises(Crash):
        topics.create(TopicSpec("orders", 1, 1, {}))
    run = walks.opened(walked)
    with pytest.raises(Crash):
        walks.walk(walked, run)
    assert walks.version("orders").state is VersionState.GREEN
    topics.is_deadly = False
    assert walks.walk(walked, run).is_done
    assert walks.version("orders").state is VersionState.RETIRED


def test_a_stop_whose_outcome_was_not_written_is_harmless_to_repeat(walks: Walks) -> None:
    walked = plan(stop("orders"), kind=PlanKind.RETIRE)
    walks.found(*walked.steps)
    engine = DyingEngine(OWNER, walks.clock)
    walks.engine = engine
    MemoryEngine.submit(engine, submission("orders"))
    run = walks.opened(walked)
    with pytest.raises(Crash):
        walks.walk(walked, run)
    engine.is_deadly = False
    assert walks.walk(walked, run).is_done
    assert (walks.live_jobs(), walks.unit("orders").state) == ([], UnitState.STOPPED)


def test_an_interrupted_run_stays_open_and_a_second_walk_ends_it(watched: On) -> None:
    walked = plan(start("a"), start("b", after=("start:a@v1",)), start("c", after=("start:b@v1",)))
    watched.found(*walked.steps)
    run = watched.opened(walked)
    watched.then(StepDone, "start:a@v1", interrupt)
    with pytest.raises(KeyboardInterrupt):
        watched.walk(walked, run)
    assert (watched.run_state(run), watched.phase()) == (RunState.OPEN, Phase.DEPLOYING)
    assert watched.store.lease() is None
    assert watched.live_jobs() == ["a@v1#1"]
    assert watched.walk(walked, run).is_done
    assert watched.run_state(run) is RunState.DONE
    assert watched.engine.submits == 3


def test_nothing_is_begun_after_an_interruption_at_its_intent(watched: On) -> None:
    walked = plan(start("a"))
    watched.found(*walked.steps)
    run = watched.opened(walked)
    watched.then(StepBegun, "start:a@v1", interrupt)
    with pytest.raises(KeyboardInterrupt):
        watched.walk(walked, run)
    assert (watched.marks(run), watched.engine.submits) == ([("start:a@v1", "intent")], 0)
    assert watched.walk(walked, run).is_done
    assert watched.engine.submits == 1


def test_effects_under_way_are_journaled_when_an_interruption_comes(watched: On) -> None:
    """What has happened must not have to be found out again."""
    walked = plan(start("a"), start("b"), start("c"))
    watched.found(*walked.steps)
    run = watched.opened(walked)
    watched.then(StepDone, "start:a@v1", interrupt)
    watched.parallel = 3
    with pytest.raises(KeyboardInterrupt):
        watched.walk(walked, run)
    done = sorted(step for step, mark in watched.marks(run) if mark == "done")
    assert done == ["start:a@v1", "start:b@v1", "start:c@v1"]


def lose_the_lease(walks: Walks) -> Callable[[], None]:
    def taken_over() -> None:
        walks.store.acquire(BOB, walks.clock.now(), DURATION, take_over=True)

    return taken_over


def test_a_lost_lease_stops_the_walk_before_the_next_effect(watched: On) -> None:
    walked = plan(start("a"), start("b", after=("start:a@v1",)))
    watched.found(*walked.steps)
    run = watched.opened(walked)
    watched.then(StepDone, "start:a@v1", lose_the_lease(watched))
    with pytest.raises(LeaseLost):
        watched.walk(walked, run)
    assert watched.live_jobs() == ["a@v1#1"]
    assert watched.run_state(run) is RunState.OPEN
    assert [step for step, _ in watched.marks(run)] == ["start:a@v1", "start:a@v1"]


def test_a_lost_lease_stops_a_step_before_it_acts_again(watched: On) -> None:
    """A submit whose answer was lost is not repeated by one who must not act any more."""
    walked = plan(start("a"))
    watched.found(*walked.steps)
    engine = watched.engine_that(Script(faults={1: LoseRequest()}))
    watched.then(StepWaiting, "start:a@v1", lose_the_lease(watched))
    run = watched.opened(walked)
    with pytest.raises(LeaseLost):
        watched.walk(walked, run)
    assert (engine.submits, engine.list_all()) == (1, ())


def test_a_lost_lease_leaves_a_topic_that_was_only_looked_for(watched: On) -> None:
    walked = plan(create("orders"))
    watched.found(*walked.steps)
    watched.then(StepBegun, "create:orders@v1", lose_the_lease(watched))
    run = watched.opened(walked)
    with pytest.raises(LeaseLost):
        watched.walk(walked, run)
    assert watched.topics.list_names() == frozenset()


def test_a_walk_that_only_waits_notices_the_lost_lease(watched: On) -> None:
    walked = plan(stop("orders"), kind=PlanKind.RETIRE)
    watched.found(*walked.steps)
    watched.engine_that(Script(Latency(stop=DURATION * 2)))
    watched.engine.submit(submission("orders"))
    watched.then(StepWaiting, "stop:orders@v1", lose_the_lease(watched))
    run = watched.opened(walked)
    with pytest.raises(LeaseLost):
        watched.walk(walked, run)
    assert watched.clock.now() - NOW < DURATION


def test_the_lease_is_renewed_while_a_walk_waits(walks: Walks) -> None:
    walked = plan(stop("orders"), kind=PlanKind.RETIRE)
    walks.found(*walked.steps)
    walks.engine_that(Script(Latency(stop=DURATION * 4)))
    walks.engine.submit(submission("orders"))
    assert walks.through(walked).is_done
    assert walks.clock.now() - NOW >= DURATION * 4


class DyingStore(SqlStore):
    """The process ends before or after the transaction that moves the pointer."""

    dies = ""

    def record(
        self,
        lease: Lease,
        entries: tuple[JournalEntry, ...] = (),
        updates: tuple[Update, ...] = (),
    ) -> int:
        is_commit = any(isinstance(update, PointerMove) for update in updates)
        if is_commit and self.dies == "before":
            raise Crash
        serial = super().record(lease, entries, updates)
        if is_commit and self.dies == "after":
            raise Crash
        return serial


@pytest.mark.parametrize(("dies", "serves"), [("before", 1), ("after", 2)])
def test_the_pointer_and_its_journal_entry_are_one_transaction(
    tmp_path_factory: pytest.TempPathFactory, dies: str, serves: int
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'teal.db'}"
    walked = plan(flip({"orders": 2}), tell(), kind=PlanKind.PROMOTE)
    clock, board = StillClock(), Board()
    with DyingStore(url, "shop", "test") as store:
        walks = Walks(store, MemoryEngine(OWNER, clock), clock=clock, points={"board": board})
        promotable(walks)
        run = walks.opened(walked)
        store.dies = dies
        with pytest.raises(Crash):
            walks.walk(walked, run)
        states = (walks.version("orders", 1).state, walks.version("orders", 2).state)
        is_journaled = ("flip", Mark.DONE.value) in walks.marks(run)
        assert store.pointer()[1] == {"orders": serves}
        if dies == "before":
            assert (is_journaled, states) == (False, (VersionState.SERVING, VersionState.GREEN))
        else:
            assert (is_journaled, states) == (True, (VersionState.STANDBY, VersionState.SERVING))
        assert board.shown == []
        store.dies = ""
        assert walks.walk(walked, run).is_done
        assert store.pointer() == (2, {"orders": 2})
        assert [shown.tables["orders"].version for shown in board.shown] == [2]
        assert walks.phase() is Phase.SOAKING


def promotable(walks: Walks) -> None:
    """Version 1 serves, version 2 is green, its release is ready."""
    walks.found()
    with leased(walks.store, walks.clock, BOB, False) as leasing:
        walks.store.record(
            leasing.lease,
            (),
            (
                version_record("orders", 1, VersionState.SERVING),
                version_record("orders", 2),
                moving(Phase.READY, (version("orders", 2),), (version("orders", 1),)),
                PointerMove({"orders": 1}),
            ),
        )
