"""Walks a plan: journal the intent, act, journal the outcome. The only place that runs effects.

Attempts run in threads; everything that is recorded is recorded here, by one thread, under the
lease. A step's outcome and its changes of the record are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from teal.execution.bookkeeping import updates_of
from teal.execution.effects import attempt
from teal.execution.events import (
    OnEvent,
    RoundMeasured,
    StepBegun,
    StepDone,
    StepFailed,
    StepWaiting,
)
from teal.execution.known_ends import KnownEnds
from teal.execution.leasing import Leasing
from teal.execution.ledger import Ledger
from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.phases import ended_versions, when_done, while_running
from teal.execution.ports import ActingPorts
from teal.execution.result import RunResult, StepFailure
from teal.execution.scheduler import Scheduler
from teal.execution.situation import Situation
from teal.execution.tables import detail_of, observation, standing_intents
from teal.model.codec import Json, canonical
from teal.model.deployment import Phase
from teal.model.errors import Mistake, OutcomeUnknown, TealError, Unreachable
from teal.model.plan import (
    AnyStep,
    AwaitCaughtUp,
    CreateTable,
    DropTable,
    Measure,
    Plan,
    PlanKind,
    PublishServing,
    StartUnit,
)
from teal.model.run import JournalEntry, Mark, Run, RunState
from teal.ports.store import Update

PATIENCE = timedelta(seconds=90)
"""How long an unreachable part of the environment is asked again before its step fails."""

STEP_LIMIT = timedelta(minutes=15)
"""How long a step may take that has no limit of its own in the configuration."""


@dataclass(slots=True)
class _Attempts:
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
        self._ends = KnownEnds()
        self._attempts: dict[str, _Attempts] = {}
        self._failures: list[StepFailure] = []

    def walk(self, plan: Plan, run: Run, waits: bool = True) -> RunResult:
        """Do what is not done yet. Without `waits`, steps that only wait are left for later.

        Ends the run in the store as done or failed; leaves it open when interrupted.
        """
        self._begin(plan, run)
        with ThreadPoolExecutor(max(1, self._ports.environment.parallel)) as pool:
            running: dict[Future[Outcome], AnyStep] = {}
            try:
                self._loop(pool, running, waits)
            except BaseException:
                self._drain(running)
                raise
        return self._end()

    def _begin(self, plan: Plan, run: Run) -> None:
        deployment = self._ports.store.load()
        assert deployment is not None, "a run belongs to a deployment"
        self._plan, self._run, self._ledger = plan, run, Ledger(deployment)
        done: dict[str, dict[str, Json]] = {}
        journal = self._ports.store.journal(run.id)
        for entry in journal:
            if entry.mark is Mark.DONE:
                done[entry.step] = detail_of(entry)
        for key, intents in standing_intents(journal).items():
            self._of(key).intents += intents
        for step in plan.steps:
            if step.key in done:
                self._ends.learn(step, done[step.key])
        self._scheduler = Scheduler(plan.steps, done)
        self._unstarted = sum(1 for s in self._scheduler.undone() if isinstance(s, StartUnit))
        release = while_running(plan, self._ledger.releases[plan.release])
        if plan.kind is PlanKind.DEPLOY and not self._unstarted:
            release = replace(release, phase=Phase.CATCHING_UP)
        self._record((), (release, replace(run, state=RunState.OPEN)))

    def _loop(
        self, pool: ThreadPoolExecutor, running: dict[Future[Outcome], AnyStep], waits: bool
    ) -> None:
        while True:
            self._leasing.keep()
            self._dispatch(pool, running, waits)
            if not running and self._scheduler.next_due() is None:
                return
            for future in self._finished(running):
                self._settle(running.pop(future), future)

    def _dispatch(
        self, pool: ThreadPoolExecutor, running: dict[Future[Outcome], AnyStep], waits: bool
    ) -> None:
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
        situation, memory = self._situation(step, state), state.memory
        return lambda: attempt(step, situation, self._ports, memory)

    def _intend(self, step: AnyStep, state: _Attempts, observed: dict[str, Json]) -> None:
        self._record((self._entry(step, Mark.INTENT, observed),), ())
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
        now = self._ports.clock.now()
        updates = updates_of(step, outcome.detail, self._ledger, self._plan, self._run.id, now)
        self._record((self._entry(step, Mark.DONE, outcome.detail),), updates + self._phase(step))
        self._ends.learn(step, outcome.detail)
        self._scheduler.done(step)
        self._on_event(StepDone(step, outcome.summary))

    def _phase(self, step: AnyStep) -> tuple[Update, ...]:
        """A deployment is catching up as soon as its last unit has been started."""
        if not isinstance(step, StartUnit):
            return ()
        self._unstarted -= 1
        if self._unstarted or self._plan.kind is not PlanKind.DEPLOY:
            return ()
        release = self._ledger.releases[self._plan.release]
        return (replace(release, phase=Phase.CATCHING_UP),)

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
        text = self._mask(str(error))
        mark = Mark.UNKNOWN if isinstance(error, OutcomeUnknown) else Mark.FAILED
        detail: dict[str, Json] = {"error": text, "kind": type(error).__name__}
        self._record((self._entry(step, mark, detail),), ())
        self._failures.append(StepFailure(step, text, type(error).__name__, error.exit_code))
        self._on_event(StepFailed(step, text))

    def _end(self) -> RunResult:
        undone = self._scheduler.undone()
        if undone and not self._failures:
            return RunResult((), (), tuple(step.key for step in undone))
        if self._failures:
            self._record((), (replace(self._run, state=RunState.FAILED),))
            failed = {failure.step.key for failure in self._failures}
            blocked = tuple(step.key for step in undone if step.key not in failed)
            return RunResult(tuple(self._failures), blocked, ())
        now = self._ports.clock.now()
        release = when_done(self._plan, self._ledger.releases[self._plan.release], now)
        gone = (
            release.created
            if self._plan.kind is PlanKind.ABORT
            else (*release.replaced, *release.removed)
        )
        records = tuple(r for v in gone if (r := self._ledger.version(v)) is not None)
        ended = ended_versions(self._plan, records, now)
        self._record((), (release, replace(self._run, state=RunState.DONE), *ended))
        return RunResult((), (), ())

    def _finished(self, running: dict[Future[Outcome], AnyStep]) -> set[Future[Outcome]]:
        if running:
            return wait(running, timeout=0.2, return_when=FIRST_COMPLETED).done
        due = self._scheduler.next_due()
        if due is not None:
            pause = due - self._ports.clock.now()
            self._ports.clock.sleep(min(max(pause, timedelta(0)), timedelta(seconds=1)))
        return set()

    def _drain(self, running: dict[Future[Outcome], AnyStep]) -> None:
        """After an interruption: effects under way are awaited and journaled, none is begun."""
        wait(running, timeout=60)
        for future, step in running.items():
            if future.done() and future.exception() is None and self._of(step.key).is_intended:
                outcome = future.result()
                if isinstance(outcome, Achieved):
                    self._finish(step, outcome)

    def _situation(self, step: AnyStep, state: _Attempts) -> Situation:
        version = goal = serving = None
        match step:
            case CreateTable() | DropTable():
                version = self._ledger.version(step.version)
            case AwaitCaughtUp():
                goal = self._ends.goal(step.inputs)
            case PublishServing():
                serving = self._ledger.served()
            case _:
                pass
        situation = Situation(
            self._plan,
            self._run.id,
            self._ledger.releases[self._plan.release],
            version=version,
            serving=serving,
            intents=tuple(state.intents),
        )
        return situation if goal is None else replace(situation, goal=goal)

    def _limit(self, step: AnyStep) -> timedelta:
        match step:
            case AwaitCaughtUp():
                return self._ports.environment.readiness.timeout
            case Measure():
                return self._ports.environment.validation.timeout + STEP_LIMIT
            case _:
                return STEP_LIMIT

    def _of(self, key: str) -> _Attempts:
        found = self._attempts.get(key)
        if found is None:
            found = self._attempts[key] = _Attempts(self._ports.clock.now())
        return found

    def _entry(self, step: AnyStep, mark: Mark, detail: dict[str, Json]) -> JournalEntry:
        actor = self._leasing.actor
        now = self._ports.clock.now()
        return JournalEntry(self._run.id, step.key, mark, now, actor, canonical(detail))

    def _record(self, entries: tuple[JournalEntry, ...], updates: tuple[Update, ...]) -> None:
        self._ports.store.record(self._leasing.lease, entries, updates)
        self._ledger.apply(updates)
