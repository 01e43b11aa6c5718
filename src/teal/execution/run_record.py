"""What a walk writes down, and what it knows because it was written: journal, record, goals.

Every write is one transaction under the lease. Used by the runner's one thread only.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from teal.execution.bookkeeping import updates_of
from teal.execution.known_ends import KnownEnds
from teal.execution.leasing import Leasing
from teal.execution.ledger import Ledger
from teal.execution.phases import ended_versions, when_done, while_running
from teal.execution.ports import ActingPorts
from teal.execution.result import StepFailure
from teal.execution.situation import Situation
from teal.execution.tables import detail_of, standing_intents
from teal.model.codec import Json, canonical
from teal.model.deployment import Phase, Release
from teal.model.errors import OutcomeUnknown, TealError
from teal.model.names import UnitKey
from teal.model.plan import (
    AlterTable,
    AnyStep,
    AwaitCaughtUp,
    ContinueUnit,
    CreateTable,
    DiscardUnit,
    DropTable,
    Plan,
    PlanKind,
    PublishServing,
    StartUnit,
)
from teal.model.run import JournalEntry, Mark, Run, RunState
from teal.ports.store import Update


class RunRecord:
    """One run in the store. `done` are the keys of the steps that earlier walks achieved."""

    def __init__(
        self,
        ports: ActingPorts,
        leasing: Leasing,
        mask: Callable[[str], str],
        plan: Plan,
        run: Run,
    ) -> None:
        deployment = ports.store.load()
        assert deployment is not None, "a run belongs to a deployment"
        self._ports, self._leasing, self._mask = ports, leasing, mask
        self._plan, self._run, self._ledger = plan, run, Ledger(deployment)
        self._ends = KnownEnds()
        journal = ports.store.journal(run.id)
        details = {entry.step: detail_of(entry) for entry in journal if entry.mark is Mark.DONE}
        for step in plan.steps:
            if step.key in details:
                self._ends.learn(step, details[step.key])
        self.done = frozenset(details)
        self.intents = standing_intents(journal)
        self._unstarted = sum(
            1 for step in plan.steps if isinstance(step, StartUnit) and step.key not in details
        )

    def opened(self) -> None:
        """The run is walked (again)."""
        release = while_running(self._plan, self._release)
        if self._plan.kind is PlanKind.DEPLOY and not self._unstarted:
            release = replace(release, phase=Phase.CATCHING_UP)
        self._write((), (release, replace(self._run, state=RunState.OPEN)))

    def intended(self, step: AnyStep, observed: dict[str, Json]) -> None:
        """A step is about to happen."""
        self._write((self._entry(step, Mark.INTENT, observed),), ())

    def achieved(self, step: AnyStep, detail: dict[str, Json]) -> None:
        """A step has happened; what it changes of the record is part of the transaction."""
        now = self._ports.clock.now()
        updates = updates_of(step, detail, self._ledger, self._plan, self._run.id, now)
        self._write((self._entry(step, Mark.DONE, detail),), updates + self._phase_after(step))
        self._ends.learn(step, detail)

    def failed(self, step: AnyStep, error: TealError) -> StepFailure:
        """A step has failed, or may have happened."""
        text = self._mask(str(error))
        mark = Mark.UNKNOWN if isinstance(error, OutcomeUnknown) else Mark.FAILED
        detail: dict[str, Json] = {"error": text, "kind": type(error).__name__}
        self._write((self._entry(step, mark, detail),), ())
        return StepFailure(step, text, type(error).__name__, error.exit_code)

    def ended_in_failure(self) -> None:
        """The walk is over and steps have failed."""
        self._write((), (replace(self._run, state=RunState.FAILED),))

    def ended(self) -> None:
        """Every step is done: the release moves on."""
        now = self._ports.clock.now()
        release = when_done(self._plan, self._release, now)
        is_abort = self._plan.kind is PlanKind.ABORT
        gone = release.created if is_abort else self._plan.removed
        records = tuple(found for each in gone if (found := self._ledger.version(each)))
        ended = ended_versions(self._plan, records, now)
        self._write((), (release, replace(self._run, state=RunState.DONE), *ended))

    def situation(self, step: AnyStep, intents: tuple[dict[str, Json], ...]) -> Situation:
        """What an attempt at the step may look at."""
        situation = Situation(self._plan, self._run.id, self._release, intents=intents)
        match step:
            case CreateTable() | DropTable() | AlterTable():
                return replace(situation, version=self._ledger.version(step.version))
            case ContinueUnit():
                return self._behind(step.follows, situation)
            case DiscardUnit() if step.follows is not None:
                return self._behind(step.follows, situation)
            case AwaitCaughtUp():
                return replace(situation, goal=self._ends.goal(step.inputs))
            case PublishServing():
                return replace(situation, serving=self._ledger.served())
            case _:
                return situation

    def _behind(self, stopped: UnitKey, situation: Situation) -> Situation:
        record = self._ledger.unit(stopped)
        if record is None:
            return situation
        return replace(
            situation,
            savepoint=record.savepoint,
            left_at=record.left_at,
            ran=record.submission,
        )

    @property
    def _release(self) -> Release:
        return self._ledger.releases[self._plan.release]

    def _phase_after(self, step: AnyStep) -> tuple[Update, ...]:
        """A deployment is catching up as soon as its last unit has been started."""
        if not isinstance(step, StartUnit):
            return ()
        self._unstarted -= 1
        if self._unstarted or self._plan.kind is not PlanKind.DEPLOY:
            return ()
        return (replace(self._release, phase=Phase.CATCHING_UP),)

    def _entry(self, step: AnyStep, mark: Mark, detail: dict[str, Json]) -> JournalEntry:
        now = self._ports.clock.now()
        actor = self._leasing.actor
        return JournalEntry(self._run.id, step.key, mark, now, actor, canonical(detail))

    def _write(self, entries: tuple[JournalEntry, ...], updates: tuple[Update, ...]) -> None:
        self._ports.store.record(self._leasing.lease, entries, updates)
        self._ledger.apply(updates)
