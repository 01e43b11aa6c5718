"""Walking a plan that meets failures: refusals, parts out of reach, answers that are lost."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.execution.one_unit import deployment_of_one, raw_topic
from tests.unit.execution.small_plans import (
    create,
    freeze,
    plan,
    start,
    stop,
    tell,
    unit_key,
)
from tests.unit.execution.walks import (
    Board,
    Walks,
)

from teal.engines.memory.engine import MemoryEngine
from teal.engines.memory.script import Latency, LoseAnswer, LoseRequest, Script
from teal.execution.events import RunEvent, StepWaiting
from teal.execution.runner import PATIENCE
from teal.kafka.memory import MemoryTopics
from teal.model.deployment import Phase, UnitState
from teal.model.errors import OutcomeUnknown
from teal.model.names import UnitKey, job_id
from teal.model.run import RunState
from teal.model.submission import Submission
from teal.ports.engine import StopMode, StopReceipt, UnitHandle
from teal.ports.topics import TopicDescription, TopicSpec


def test_a_failed_step_blocks_its_descendants_only(walks: Walks) -> None:
    walked = plan(
        start("bad"),
        start("worse", after=("start:bad@v1",)),
        start("worst", after=("start:worse@v1", "start:good@v1")),
        start("good"),
        start("better", after=("start:good@v1",)),
    )
    walks.found(*walked.steps)
    walks.engine_that(Script(refusals={"INTO bad": "Column 'password=hunter2' not found"}))
    run = walks.opened(walked)
    result = walks.walk(walked, run)
    (failure,) = result.failures
    assert (failure.step.key, failure.kind, failure.exit_code) == (
        "start:bad@v1",
        "EngineRefused",
        1,
    )
    assert failure.error == "bad@v1#1: the engine refused it: Column 'password=***' not found"
    assert result.blocked == ("start:worse@v1", "start:worst@v1")
    assert walks.live_jobs() == ["better@v1#1", "good@v1#1"]
    assert (walks.run_state(run), walks.phase()) == (RunState.FAILED, Phase.DEPLOYING)
    assert not any("hunter2" in entry.detail for entry in walks.store.journal(run.id))


def test_a_failed_run_goes_on_where_it_failed(walks: Walks) -> None:
    walked = plan(start("bad"), start("worse", after=("start:bad@v1",)), start("good"))
    walks.found(*walked.steps)
    walks.engine_that(Script(refusals={"INTO bad": "no such column"}))
    run = walks.opened(walked)
    walks.walk(walked, run)
    jobs_before = walks.engine.list_all()
    mended = MemoryEngine("another", walks.clock)
    walks.engine = mended
    assert walks.walk(walked, run).is_done
    assert walks.run_state(run) is RunState.DONE
    assert [job.handle.value for job in jobs_before] == [job_id(unit_key("good"))]
    assert sorted(job.handle.value for job in mended.list_all()) == sorted(
        job_id(unit_key(unit)) for unit in ("bad", "worse")
    )


def test_an_unreachable_part_is_asked_again_until_it_answers(walks: Walks) -> None:
    class Returning(Walks):
        def on_event(self, event: RunEvent) -> None:
            super().on_event(event)
            if len([e for e in self.events if isinstance(e, StepWaiting)]) == 3:
                self.engine.is_reachable = True

    patient = Returning(walks.store, walks.engine, clock=walks.clock)
    walked = plan(start("orders"))
    patient.found(*walked.steps)
    patient.engine.is_reachable = False
    assert patient.through(walked).is_done
    assert patient.live_jobs() == ["orders@v1#1"]


def test_an_unreachable_part_fails_its_step_when_patience_is_over(walks: Walks) -> None:
    walked = plan(start("orders"), create("other"))
    walks.found(*walked.steps)
    walks.engine.is_reachable = False
    began = walks.clock.now()
    result = walks.through(walked)
    (failure,) = result.failures
    assert (failure.step.key, failure.kind) == ("start:orders@v1", "Unreachable")
    assert walks.clock.now() - began > PATIENCE
    assert walks.topics.list_names() == {"other"}


def test_patience_begins_anew_after_each_answer(walks: Walks) -> None:
    """A part that comes and goes is not the same as one that is gone."""

    class Flapping(MemoryEngine):
        looks = 0

        def stop(self, key: UnitKey, mode: StopMode) -> StopReceipt:
            self.looks += 1
            self.is_reachable = self.looks % 60 == 0 or self.looks > 240
            return super().stop(key, mode)

    walked = plan(stop("orders"))
    walks.found(*walked.steps)
    walks.engine = Flapping("x", walks.clock, Script(Latency(stop=timedelta(seconds=150))))
    walks.engine.submit(Submission(unit_key("orders"), "INSERT"))
    assert walks.through(walked).is_done


def test_a_lost_answer_of_a_submit_is_resolved_by_looking(walks: Walks) -> None:
    walked = plan(start("orders"))
    walks.found(*walked.steps)
    engine = walks.engine_that(Script(faults={1: LoseAnswer()}))
    run = walks.opened(walked)
    assert walks.walk(walked, run).is_done
    assert engine.submits == 1
    assert walks.unit("orders").handle == job_id(unit_key("orders"))
    assert walks.marks(run) == [("start:orders@v1", "intent"), ("start:orders@v1", "done")]


def test_a_lost_submit_is_repeated_once_looking_has_found_nothing(walks: Walks) -> None:
    walked = plan(start("orders"))
    walks.found(*walked.steps)
    engine = walks.engine_that(Script(faults={1: LoseRequest()}))
    assert walks.through(walked).is_done
    assert engine.submits == 2
    assert walks.live_jobs() == ["orders@v1#1"]


def test_a_job_found_dead_after_a_lost_answer_is_not_taken_for_started(walks: Walks) -> None:
    class DiesAtOnce(MemoryEngine):
        def submit(self, submission: Submission) -> UnitHandle:
            super().submit(submission)
            self.fail(submission.key, "no slots")
            raise OutcomeUnknown("start", "the answer was lost")

    walked = plan(start("orders"))
    walks.found(*walked.steps)
    walks.engine = DiesAtOnce("x", walks.clock)
    (failure,) = walks.through(walked).failures
    assert (failure.kind, failure.exit_code) == ("NeedsOperator", 6)
    assert "no slots" in failure.error


def test_what_stays_unknown_is_journaled_as_unknown(walks: Walks) -> None:
    walked = plan(start("orders"))
    walks.found(*walked.steps)
    walks.engine_that(Script(faults={n: LoseRequest() for n in range(1, 100)}))
    run = walks.opened(walked)
    (failure,) = walks.walk(walked, run).failures
    assert (failure.kind, failure.exit_code) == ("OutcomeUnknown", 6)
    assert walks.marks(run)[-1] == ("start:orders@v1", "unknown")
    assert walks.unit("orders").state is UnitState.PLANNED


def test_a_job_that_ends_while_it_is_awaited_needs_an_operator(walks: Walks) -> None:
    walked = deployment_of_one()
    walks.found(*walked.steps)
    raw_topic(walks)
    run = walks.opened(walked)
    walks.walk(walked, run, waits=False)
    walks.engine.fail(unit_key("orders"), "a task failed for good")
    (failure,) = walks.walk(walked, run).failures
    assert (failure.step.key, failure.exit_code) == ("wait:orders", 6)
    assert "a task failed for good" in failure.error


def test_a_switch_point_that_was_taken_away_is_refused(walks: Walks) -> None:
    walked = plan(freeze(key="flip"), tell("board"))
    walks.found()
    (failure,) = walks.through(walked).failures
    assert failure.exit_code == 3
    assert "which this configuration does not have" in failure.error
    walks.points["board"] = Board()
    assert walks.through(walked, 2).is_done


def test_a_topic_that_cannot_be_made_says_what_kafka_says(walks: Walks) -> None:
    class Refusing(MemoryTopics):
        def create(self, spec: TopicSpec) -> TopicDescription:
            raise OutcomeUnknown(f"create topic {spec.name}", "no answer in time")

    walked = plan(create("orders"))
    walks.found(*walked.steps)
    walks.topics = Refusing()
    run = walks.opened(walked)
    (failure,) = walks.walk(walked, run).failures
    assert failure.exit_code == 6
    assert [mark for _, mark in walks.marks(run)] == ["intent", "unknown"]
    walks.topics = MemoryTopics()
    assert walks.walk(walked, run).is_done
