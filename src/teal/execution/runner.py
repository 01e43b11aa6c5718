"""Walks a plan: journal the intent, act, journal the outcome. The only place that runs effects.

Attempts run in threads; everything that is recorded is recorded by one thread, under the lease.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from msgspec import Struct, field

from teal.execution.effects import attempt
from teal.execution.events import (
    OnEvent,
    RoundMeasured,
    StepBegun,
    StepDone,
    StepFailed,
    StepWaiting,
)
from teal.execution.interruption import interrupts_wait
from teal.execution.leasing import Leasing
from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.ports import ActingPorts
from teal.execution.result import RunResult, StepFailure
from teal.execution.run_record import RunRecord
from teal.execution.scheduler import Scheduler
from teal.execution.tables import observation
from teal.model.codec import Json
from teal.model.errors import Mistake, TealError, Unreachable
from teal.model.plan import (
    AnyStep,
    AwaitCaughtUp,
    ContinueUnit,
    CreateTable,
    HandOver,
    Measure,
    Plan,
)
from teal.model.run import Run

PATIENCE = timedelta(seconds=90)
"""How long an unreachable part of the environment is asked again before its step fails."""

STEP_LIMIT = timedelta(minutes=15)
"""How long a step may take that has no limit of its own in the configuration."""

Running = dict[Future[Outcome], AnyStep]


class _Attempts(Struct):
    """What the runner remembers of one step while it is under way."""

    began: datetime
    intents: list[dict[str, Json]] = field(default_factory=list)
    is_observed: bool = False
    is_intended: bool = False
    memory: object = None
    unreachable_since: datetime | None = None


class Runner:
    """One walk of one plan. `mask` takes secrets out of foreign texts."""

    def __init__(
        self,
        ports: ActingPorts,
        leasing: Leasing,
        on_event: OnEvent,
        mask: Callable[[str], str],
    ) -> None:
        self._ports = ports
        self._leasing = leasing
        self._on_event = on_event
        self._mask = mask
        self._attempts: dict[str, _Attempts] = {}
        self._failures: list[StepFailure] = []

    def walk(self, plan: Plan, run: Run, waits: bool = True) -> RunResult:
        """Do what is not done yet. Without `waits`, steps that only wait are left for later.

        Ends the run in the store as done or failed; leaves it open when interrupted.
        """
        self._record = RunRecord(self._ports, self._leasing, self._mask, plan, run)
        self._scheduler = Scheduler(plan.steps, self._record.done)
        for key, intents in self._record.intents.items():
            self._of(key).intents += intents
        self._record.opened()
        parallel = max(1, self._ports.environment.parallel)
        with interrupts_wait() as take_up, ThreadPoolExecutor(parallel) as pool:
            running: Running = {}
            try:
                self._loop(pool, running, waits, take_up)
            except BaseException:
                self._drain(running)
                raise
        return self._result()

    def _loop(
        self,
        pool: ThreadPoolExecutor,
        running: Running,
        waits: bool,
        take_up_interrupt: Callable[[], None],
    ) -> None:
        while True:
            take_up_interrupt()
            self._leasing.keep()
            self._dispatch(pool, running, waits)
            if not running and self._scheduler.next_due() is None:
                return
            for future in self._finished(running):
                self._settle(running.pop(future), future)

    def _dispatch(self, pool: ThreadPoolExecutor, running: Running, waits: bool) -> None:
        while len(running) < self._ports.environment.parallel:
            step = self._scheduler.next(self._ports.clock.now())
            if step is None:
                return
            if not waits and isinstance(step, AwaitCaughtUp):
                continue
            running[pool.submit(self._task(step))] = step

    def _task(self, step: AnyStep) -> Callable[[], Outcome]:
        state = self._of(step.key)
        if isinstance(step, CreateTable) and not state.is_observed:
            return lambda: Achieved(observation(step, self._ports))
        if not state.is_intended:
            self._intend(step, state, {})
        elif not isinstance(step, AwaitCaughtUp | Measure):
            self._leasing.confirm()
        situation = self._record.situation(step, tuple(state.intents))
        memory = state.memory
        return lambda: attempt(step, situation, self._ports, memory)

    def _intend(self, step: AnyStep, state: _Attempts, observed: dict[str, Json]) -> None:
        self._record.intended(step, observed)
        state.intents.append(observed)
        state.is_observed = state.is_intended = True
        self._on_event(StepBegun(step))

    def _settle(self, step: AnyStep, future: Future[Outcome]) -> None:
        state = self._of(step.key)
        try:
            outcome = future.result()
        except Unreachable as error:
            self._ask_again(step, state, error)
            return
        except TealError as error:
            self._fail(step, error)
            return
        state.unreachable_since = None
        match outcome:
            case Achieved() if isinstance(step, CreateTable) and not state.is_intended:
                self._intend(step, state, outcome.detail)
                self._scheduler.postpone(step, self._ports.clock.now())
            case Achieved():
                self._finish(step, outcome)
            case NotYet():
                self._wait(step, state, outcome)

    def _finish(self, step: AnyStep, outcome: Achieved) -> None:
        self._record.achieved(step, outcome.detail)
        self._scheduler.done(step)
        self._on_event(StepDone(step, outcome.summary))

    def _wait(self, step: AnyStep, state: _Attempts, outcome: NotYet) -> None:
        now = self._ports.clock.now()
        state.memory = outcome.memory
        limit = self._limit(step)
        if now - state.began > limit:
            self._fail(step, Mistake(f"not done after {limit}: {outcome.why}."))
            return
        self._on_event(StepWaiting(step, outcome.why, outcome.share))
        if outcome.rounds:
            self._on_event(RoundMeasured(step, outcome.rounds[0].round, outcome.rounds))
        self._scheduler.postpone(step, now + self._ports.environment.readiness.poll)

    def _ask_again(self, step: AnyStep, state: _Attempts, error: Unreachable) -> None:
        now = self._ports.clock.now()
        state.unreachable_since = state.unreachable_since or now
        if now - state.unreachable_since > PATIENCE:
            self._fail(step, error)
            return
        self._on_event(StepWaiting(step, f"{error.part} does not answer; asking again"))
        self._scheduler.postpone(step, now + self._ports.environment.readiness.poll)

    def _fail(self, step: AnyStep, error: TealError) -> None:
        failure = self._record.failed(step, error)
        self._failures.append(failure)
        self._on_event(StepFailed(step, failure.error))

    def _result(self) -> RunResult:
        undone = tuple(step.key for step in self._scheduler.undone())
        if self._failures:
            self._record.ended_in_failure()
            failed = {failure.step.key for failure in self._failures}
            blocked = tuple(key for key in undone if key not in failed)
            return RunResult(tuple(self._failures), blocked, ())
        if not undone:
            self._record.ended()
        return RunResult((), (), undone)

    def _finished(self, running: Running) -> set[Future[Outcome]]:
        if running:
            return wait(running, timeout=0.2, return_when=FIRST_COMPLETED).done
        due = self._scheduler.next_due()
        if due is not None:
            pause = due - self._ports.clock.now()
            self._ports.clock.sleep(min(max(pause, timedelta(0)), timedelta(seconds=1)))
        return set()

    def _drain(self, running: Running) -> None:
        """After an interruption: effects under way are awaited and journaled, none is begun."""
        wait(running, timeout=60)
        for future, step in running.items():
            if future.done() and future.exception() is None and self._of(step.key).is_intended:
                outcome = future.result()
                if isinstance(outcome, Achieved):
                    self._finish(step, outcome)

    def _limit(self, step: AnyStep) -> timedelta:
        match step:
            case AwaitCaughtUp():
                return self._ports.environment.readiness.timeout
            case Measure():
                return self._ports.environment.validation.timeout + STEP_LIMIT
            case HandOver() | ContinueUnit():  # the savepoint may be a large one
                return max(STEP_LIMIT, self._ports.environment.readiness.timeout)
            case _:
                return STEP_LIMIT

    def _of(self, key: str) -> _Attempts:
        found = self._attempts.get(key)
        if found is None:
            found = self._attempts[key] = _Attempts(self._ports.clock.now())
        return found
