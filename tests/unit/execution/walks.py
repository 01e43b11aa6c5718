"""A bench on which small plans are walked: a real store on a temporary file, engine and
topics in memory, a clock that only sleep moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace
from tests.unit.execution.small_plans import (
    NOW,
    OWNER,
    deployment,
    release,
    unit_key,
)

from teal.engines.memory.engine import MemoryEngine
from teal.engines.memory.script import Script
from teal.execution.events import RunEvent, StepBegun, StepDone, StepFailed, StepWaiting
from teal.execution.leasing import leased
from teal.execution.ports import ActingPorts
from teal.execution.result import RunResult
from teal.execution.runner import Runner
from teal.kafka.memory import MemoryTopics
from teal.model.codec import canonical
from teal.model.deployment import (
    Deployment,
    Phase,
    Release,
    UnitRecord,
    VersionRecord,
)
from teal.model.environment import Environment, ReadinessSettings
from teal.model.names import Version
from teal.model.plan import (
    AnyStep,
    Plan,
)
from teal.model.run import Holder, JournalEntry, Run, RunState
from teal.model.validation import RoundRequest, TableRound
from teal.ports.store import Store
from teal.ports.switching import Serving, SwitchPoint

ADA = Holder("ada", "elsewhere", "boot", 11, 1.0)
BOB = Holder("bob", "nowhere", "boot", 12, 2.0)


class StillClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def sleep(self, duration: timedelta) -> None:
        self.time += duration


class Crash(BaseException):
    """The process ends here: nothing may catch it."""


class NoMeasuring:
    """No plan of these tests compares tables."""

    def measure(self, request: RoundRequest) -> TableRound:
        raise AssertionError(f"{request} was not asked for")

    def discard(self, scratch: str) -> None:
        raise AssertionError(f"{scratch} was not asked for")


class Board:
    """A switch point that keeps what it was told."""

    name = "board"
    is_atomic = True

    def __init__(self) -> None:
        self.shown: list[Serving] = []

    def publish(self, serving: Serving) -> None:
        self.shown.append(serving)

    def current(self) -> Serving | None:
        return self.shown[-1] if self.shown else None

    def told(self) -> Serving | None:
        return self.current()

    def withdraw(self) -> None:
        self.shown.clear()


@dataclass
class Walks:
    """Everything a walk touches. Each `walk` is a process of its own: only the store, the engine
    and the topics last from one to the next."""

    store: Store
    engine: MemoryEngine
    topics: MemoryTopics = field(default_factory=MemoryTopics)
    clock: StillClock = field(default_factory=StillClock)
    points: dict[str, SwitchPoint] = field(default_factory=dict)
    parallel: int = 4
    events: list[RunEvent] = field(default_factory=list)

    def found(self, *steps: AnyStep, of: Release | None = None) -> None:
        """Found the deployment that a plan of these steps belongs to."""
        self.store.found(deployment(*steps, of=of))

    def opened(self, plan: Plan, number: int = 1) -> Run:
        """A run of the plan, in the store."""
        name = f"{plan.release}-{number}-{plan.kind.value}"
        run = Run(
            name, plan.release, plan.kind.value, canonical(plan), RunState.OPEN, NOW, str(ADA)
        )
        with leased(self.store, self.clock, ADA, False) as leasing:
            self.store.record(leasing.lease, (), (run,))
        return run

    def walk(self, plan: Plan, run: Run, waits: bool = True) -> RunResult:
        """Walk the run as a new process would, under a lease of its own."""
        with leased(self.store, self.clock, ADA, False) as leasing:
            return Runner(self.ports(), leasing, self.on_event, masked).walk(plan, run, waits)

    def through(self, plan: Plan, number: int = 1) -> RunResult:
        """Open a run of the plan and walk it."""
        return self.walk(plan, self.opened(plan, number))

    def on_event(self, event: RunEvent) -> None:
        """Keep the event; tests override what else happens."""
        self.events.append(event)

    def ports(self) -> ActingPorts:
        environment = Environment(
            "shop",
            "test",
            parallel=self.parallel,
            readiness=ReadinessSettings(samples=1, timeout=timedelta(minutes=10)),
        )
        return ActingPorts(
            environment=environment,
            engine=self.engine,
            topics=self.topics,
            store=self.store,
            measuring=NoMeasuring(),
            switch_points=self.points,
            clock=self.clock,
        )

    def engine_that(self, script: Script) -> MemoryEngine:
        """Use an engine that follows a script from now on."""
        self.engine = MemoryEngine(OWNER, self.clock, script)
        return self.engine

    def phase(self, name: str = "r1") -> Phase:
        """Where a release stands."""
        return next(each.phase for each in self.stored().releases if each.id == name)

    def stored(self) -> Deployment:
        """The deployment in the store."""
        found = self.store.load()
        assert found is not None
        return found

    def version(self, table: str, number: int = 1) -> VersionRecord:
        """The record of a version."""
        found = self.stored().version(table, number)
        assert found is not None
        return found

    def unit(self, unit: str, number: int = 1) -> UnitRecord:
        """The record of a unit."""
        return next(each for each in self.stored().units if each.key == unit_key(unit, number))

    def run_state(self, run: Run) -> RunState:
        """The state of a run in the store."""
        return next(each.state for each in self.store.runs() if each.id == run.id)

    def marks(self, run: Run) -> list[tuple[str, str]]:
        """Step and mark of each journal entry of a run, in order."""
        return [(entry.step, entry.mark.value) for entry in self.store.journal(run.id)]

    def entries(self, run: Run, step: str) -> list[JournalEntry]:
        """The journal entries of one step."""
        return [entry for entry in self.store.journal(run.id) if entry.step == step]

    def live_jobs(self) -> list[str]:
        """Keys of the jobs that may still write."""
        return sorted(str(job.key) for job in self.engine.list_all() if job.phase.is_live)

    def told(self) -> list[tuple[str, str]]:
        """What an operator saw: kind of event and step, repeated waiting once."""
        words = {StepBegun: "begun", StepWaiting: "waiting", StepDone: "done", StepFailed: "failed"}
        seen = [(words[type(event)], event.step.key) for event in self.events]
        return list(dict.fromkeys(seen))


def masked(text: str) -> str:
    return text.replace("hunter2", "***")


def moving(
    phase: Phase, created: tuple[Version, ...], replaced: tuple[Version, ...] = ()
) -> Release:
    """A release in a phase, with the versions that it made and those that it replaces."""
    return replace(release(phase), created=created, replaced=replaced)
