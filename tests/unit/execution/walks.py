"""Small plans, and a bench on which they are walked: a real store on a temporary file, engine and
topics in memory, a clock that only sleep moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

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
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.environment import Environment, ReadinessSettings
from teal.model.names import UnitKey, Version, physical_name
from teal.model.plan import (
    AnyStep,
    AwaitCaughtUp,
    CreateTable,
    DropTable,
    Flip,
    FreezeCut,
    Plan,
    PlanKind,
    PublishServing,
    StartUnit,
    StopUnit,
)
from teal.model.project import Revision
from teal.model.run import Holder, JournalEntry, Run, RunState
from teal.model.submission import Submission
from teal.model.validation import RoundRequest, TableRound
from teal.ports.store import Store
from teal.ports.switching import Serving, SwitchPoint

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
OWNER = "6f1c2f0e-0000-4000-8000-000000000001"
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


def version(table: str, number: int = 1) -> Version:
    return Version(table, number, physical_name(table, number))


def unit_key(unit: str, number: int = 1) -> UnitKey:
    return UnitKey(OWNER, unit, number, 1)


def submission(unit: str, number: int = 1) -> Submission:
    return Submission(unit_key(unit, number), f"INSERT INTO {physical_name(unit, number)} SELECT 1")


def create(
    table: str, number: int = 1, after: tuple[str, ...] = (), partitions: int = 1
) -> CreateTable:
    made = version(table, number)
    return CreateTable(
        key=f"create:{table}@v{number}",
        after=after,
        version=made,
        topic=made.physical,
        partitions=partitions,
        replication=1,
        config={},
        definition=f"CREATE TABLE {made.physical} (id INT)",
    )


def start(unit: str, number: int = 1, after: tuple[str, ...] = ()) -> StartUnit:
    return StartUnit(
        key=f"start:{unit}@v{number}",
        after=after,
        submission=submission(unit, number),
        inputs=(),
        outputs=(physical_name(unit, number),),
    )


def wait_for(unit: str, inputs: tuple[str, ...], after: tuple[str, ...]) -> AwaitCaughtUp:
    return AwaitCaughtUp(
        key=f"wait:{unit}", after=after, unit=unit_key(unit), inputs=inputs, outputs=(unit,)
    )


def stop(unit: str, number: int = 1, after: tuple[str, ...] = ()) -> StopUnit:
    return StopUnit(
        key=f"stop:{unit}@v{number}", after=after, unit=unit_key(unit, number), with_savepoint=False
    )


def drop(
    table: str, number: int = 1, topic_id: str | None = None, after: tuple[str, ...] = ()
) -> DropTable:
    gone = version(table, number)
    return DropTable(
        key=f"drop:{table}@v{number}",
        after=after,
        version=gone,
        topic=gone.physical,
        topic_id=topic_id,
    )


def freeze(*topics: str, key: str = "freeze", after: tuple[str, ...] = ()) -> FreezeCut:
    return FreezeCut(key=key, after=after, topics=topics)


def flip(serving: Mapping[str, int | None]) -> Flip:
    return Flip(key="flip", serving=serving)


def tell(point: str = "board") -> PublishServing:
    return PublishServing(key=f"tell:{point}", after=("flip",), switch_point=point)


def plan(*steps: AnyStep, kind: PlanKind = PlanKind.DEPLOY, release: str = "r1") -> Plan:
    return Plan(
        kind=kind,
        project="shop",
        environment="test",
        deployment=OWNER,
        serial=0,
        release=release,
        revision=Revision("main", "c" * 40),
        steps=steps,
    )


def version_record(
    table: str,
    number: int = 1,
    state: VersionState = VersionState.GREEN,
    topic_id: str | None = None,
    is_view: bool = False,
) -> VersionRecord:
    return VersionRecord(
        version=version(table, number),
        state=state,
        sql=f"CREATE TABLE {table} (id INT)",
        unit=table,
        release="r1",
        is_view=is_view,
        topic=None if is_view else physical_name(table, number),
        topic_id=topic_id,
    )


def unit_record(unit: str, number: int = 1, state: UnitState = UnitState.PLANNED) -> UnitRecord:
    return UnitRecord(
        key=unit_key(unit, number),
        kind="insert",
        targets=(version(unit, number),),
        inputs=(),
        external_sql={},
        sql=f"INSERT INTO {unit} SELECT 1",
        file=f"{unit}.sql",
        line=1,
        commit="c" * 40,
        release="r1",
        state=state,
        submission=submission(unit, number),
    )


def release(phase: Phase = Phase.PLANNED, name: str = "r1") -> Release:
    return Release(
        id=name,
        number=1,
        phase=phase,
        plan_hash="a" * 64,
        commit="c" * 40,
        actor="ada",
        opened_at=NOW,
    )


def deployment(*steps: AnyStep, of: Release | None = None) -> Deployment:
    """What stands in the store when a run of these steps is opened."""
    tables = [s.version for s in steps if isinstance(s, CreateTable | DropTable)]
    units = [s.submission.key for s in steps if isinstance(s, StartUnit)]
    units += [s.unit for s in steps if isinstance(s, StopUnit)]
    return Deployment(
        id=OWNER,
        project="shop",
        environment="test",
        serial=0,
        versions=tuple(version_record(v.logical, v.number) for v in dict.fromkeys(tables)),
        units=tuple(unit_record(k.unit, k.version) for k in dict.fromkeys(units)),
        releases=(of or release(),),
    )


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
