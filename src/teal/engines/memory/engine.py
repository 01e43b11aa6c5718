"""An engine that executes nothing and keeps the law of the port: for tests, and for simulation.

It can be told beforehand what goes wrong (`Script`), and what happens to jobs meanwhile
(`ToldJobs`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import assert_never

from msgspec.structs import replace

from teal.engines.memory.job import MemoryJob
from teal.engines.memory.script import BeUnreachable, LoseAnswer, LoseRequest, Refuse, Script
from teal.engines.memory.told_jobs import ToldJobs
from teal.engines.ownership import Ownership
from teal.model.adoption import JobPicture, Likeness, Resemblance
from teal.model.errors import (
    EngineRefused,
    KeyConflict,
    OutcomeUnknown,
    Unreachable,
)
from teal.model.forecast import Capacity
from teal.model.names import UnitKey, job_id, job_name
from teal.model.statements import Parts
from teal.model.submission import Submission
from teal.ports.clock import Clock
from teal.ports.engine import (
    Capability,
    Continuation,
    JobPhase,
    Position,
    Readiness,
    StopMode,
    StopReceipt,
    UnitHandle,
    UnitStatus,
)

_MAKES = re.compile(r"(?i)\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.`]+)")


class MemoryEngine(ToldJobs):
    """Jobs in a dictionary. `ends` maps (topic, partition) to the offset of its last record: jobs
    that have caught up stand there. `submits` and `asks` count the calls, `savepoints` are those
    that lie there, `standing` are tables of its catalogs. Safe for use by threads."""

    def __init__(self, owner: str, clock: Clock, script: Script | None = None) -> None:
        super().__init__(Ownership(owner), clock)
        self.ends: dict[tuple[str, int], int] = {}
        self.is_reachable = True
        self.submits = 0
        self.asks = 0
        self.standing: dict[Parts, str] = {}
        self.answers_for_catalogs = True
        self.savepoints: set[str] = set()
        self._script = script or Script()
        self._latency = self._script.latency
        self._lock = Lock()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """The same as open-source Flink's."""
        return frozenset({Capability.SAVEPOINTS})

    def capacity(self) -> Capacity | None:
        """Nothing is short here."""
        return None

    def submit(self, submission: Submission) -> UnitHandle:
        """See the port; the script may interfere."""
        return self._submitted(submission, None)

    def continue_from(
        self, submission: Submission, savepoint: str, leaves_state: bool
    ) -> UnitHandle:
        """See the port; a savepoint that is not there is refused."""
        return self._submitted(submission, savepoint)

    def _submitted(self, submission: Submission, savepoint: str | None) -> UnitHandle:
        self._reach()
        with self._lock:
            self.submits += 1
            match self._script.faults.get(self.submits):
                case None:
                    return self._start(submission, savepoint)
                case LoseAnswer():
                    self._start(submission, savepoint)
                    raise OutcomeUnknown(f"start of {submission.key}", "the answer was lost")
                case LoseRequest():
                    raise OutcomeUnknown(f"start of {submission.key}", "the answer was lost")
                case Refuse(reason):
                    raise EngineRefused(str(submission.key), reason)
                case BeUnreachable():
                    raise _unreachable()
                case other:
                    assert_never(other)

    def validate(self, submission: Submission) -> None:
        """See the port; only what the script refuses is refused."""
        self._reach()
        for words, reason in self._script.refusals.items():
            if words in submission.statement:
                raise EngineRefused(str(submission.key), reason)

    def describe(self, key: UnitKey) -> UnitStatus | None:
        """See the port."""
        self._reach()
        job = self._jobs.get(self._ownership.native_id(key))
        return replace(self._status(job), key=key) if job else None

    def list_all(self) -> Sequence[UnitStatus]:
        """See the port."""
        self._reach()
        with self._lock:
            return tuple(self._status(job) for job in self._jobs.values())

    def stop(self, key: UnitKey, mode: StopMode) -> StopReceipt:
        """See the port."""
        self._reach()
        job = self._jobs.get(self._ownership.native_id(key))
        if job is None:
            return StopReceipt(True, "there is no such job")
        if self._phase(job).is_live and job.stop_asked_at is None:
            if mode is StopMode.HAND_OVER:
                self._save(job, str(key))
            job.stop_asked_at = self._clock.now()
        is_stopped = not self._phase(job).is_live
        left = job.savepoint if is_stopped and mode is StopMode.HAND_OVER else None
        return StopReceipt(is_stopped, "" if is_stopped else "it is being stopped", left or None)

    def continuation(self, key: UnitKey, before: UnitKey) -> Continuation:
        """See the port; what is lost is what the script says."""
        self._reach()
        job = self._known(key)
        is_settled = job.checkpoint_started_at(self._clock.now(), self._latency) is not None
        if job.has_recovered and is_settled:
            return Continuation("a checkpoint of its own", job.loses, is_settled, from_its_own=True)
        return Continuation(job.restored_from, job.loses, is_settled)

    def discard_savepoint(self, savepoint: str) -> str:
        """See the port."""
        self._reach()
        self.savepoints.discard(savepoint)
        return ""

    def readiness(self, key: UnitKey, topics: Sequence[str]) -> Readiness:
        """See the port. What is not RUNNING tells of its checkpoints alone, as Flink does; what
        was made silent tells nothing."""
        self._reach()
        job = self._known(key)
        phase, now = self._phase(job), self._clock.now()
        is_told = phase is JobPhase.RUNNING and job.has_metrics
        has_ended = not phase.is_live and job.has_metrics
        positions = self._positions(job, topics) if is_told else ()
        return Readiness(
            phase=phase,
            positions=positions,
            checkpoint_started_at=(
                job.checkpoint_started_at(now, self._latency) if is_told or has_ended else None
            ),
            pending_records=self._pending(positions) if is_told else None,
            restarts=job.restarts if job.has_metrics else None,
            backpressured=False if is_told else None,
            observed_at=now,
            exceptions=(job.reason,) if job.reason else (),
        )

    def state_size(self, key: UnitKey) -> int | None:
        """See the port: what a test has said, from the first checkpoint on."""
        self._reach()
        job = self._jobs.get(self._ownership.native_id(key))
        if job is None or not job.has_metrics:
            return None
        is_measured = job.checkpoint_started_at(self._clock.now(), self._latency) is not None
        return job.state_bytes if is_measured else None

    def standing_tables(
        self, tables: Sequence[Parts], statements: Sequence[str], settings: Mapping[str, str]
    ) -> Mapping[Parts, str]:
        """See the port: what the statements of the session make, and `standing`."""
        self._reach()
        self.asks += 1
        if not self.answers_for_catalogs:
            raise _unreachable()
        made = {_parts(found[1]): text for text in statements if (found := _MAKES.match(text))}
        there = {**made, **self.standing}
        return {parts: there[parts] for parts in tables if parts in there}

    def adopt(self, jobs: Mapping[UnitKey, UnitHandle]) -> None:
        """See the port."""
        self._ownership.adopt({key: handle.value for key, handle in jobs.items()})

    def picture(self, handle: UnitHandle, topics: Sequence[str]) -> JobPicture | None:
        """See the port: of its own jobs it tells nothing."""
        self._reach()
        job = self._jobs.get(handle.value)
        return None if job is None else job.picture

    def resemblance(self, handle: UnitHandle, submission: Submission) -> Resemblance:
        """See the port."""
        self._reach()
        job = self._jobs.get(handle.value)
        if job is None:
            return Resemblance(Likeness.UNKNOWN, reason="there is no such job")
        if job.submission is not None and replace(job.submission, key=submission.key) == submission:
            return Resemblance(Likeness.SAME_TEXT)
        runs = job.submission.statement if job.submission is not None else job.statement
        if not runs:
            return Resemblance(Likeness.UNKNOWN, reason="the job tells nothing of its text")
        if runs == submission.statement:
            return Resemblance(Likeness.SAME_PLAN)
        return Resemblance(Likeness.DIFFERENT, (runs,), (submission.statement,))

    def _reach(self) -> None:
        if not self.is_reachable:
            raise _unreachable()

    def _save(self, job: MemoryJob, name: str) -> None:
        if self._script.no_savepoint:
            raise EngineRefused(f"stop of {name}", self._script.no_savepoint)
        job.savepoint = f"memory:{job.native_id}"
        self.savepoints.add(job.savepoint)

    def _start(self, submission: Submission, savepoint: str | None) -> UnitHandle:
        native_id = job_id(submission.key)
        known = self._jobs.get(native_id)
        if known is None:
            self.validate(submission)
            name, now = job_name(submission.key), self._clock.now()
            if savepoint is not None and savepoint not in self.savepoints:
                raise EngineRefused(str(submission.key), f"there is no savepoint {savepoint}.")
            job = MemoryJob(native_id, name, submission, now, restored_from=savepoint)
            job.loses = self._script.forgetful if savepoint is not None else ()
            self._jobs[native_id] = job
        elif known.submission != submission:
            raise KeyConflict(str(submission.key), "its text is not the one submitted now.")
        return UnitHandle(native_id)

    def _phase(self, job: MemoryJob) -> JobPhase:
        return job.phase(self._clock.now(), self._latency)

    def _status(self, job: MemoryJob) -> UnitStatus:
        return UnitStatus(
            key=self._ownership.key_of(job.name, job.native_id),
            handle=UnitHandle(job.native_id),
            name=job.name,
            phase=self._phase(job),
            started_at=job.submitted_at,
            restarts=job.restarts,
            reason=job.reason,
        )

    def _positions(self, job: MemoryJob, topics: Sequence[str]) -> tuple[Position, ...]:
        is_there = job.has_caught_up(self._clock.now(), self._latency)
        return tuple(
            Position(topic, partition, min(end if is_there else -1, job.held.get(place, end)))
            for place, end in sorted(self.ends.items())
            for topic, partition in (place,)
            if topic in topics
        )

    def _pending(self, positions: Sequence[Position]) -> int:
        return sum(self.ends[(each.topic, each.partition)] - each.offset for each in positions)


def _parts(name: str) -> Parts:
    return tuple(part.strip("`") for part in name.split("."))


def _unreachable() -> Unreachable:
    return Unreachable("memory engine", "memory", "it was told not to answer")
