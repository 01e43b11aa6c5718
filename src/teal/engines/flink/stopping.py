"""Stopping a job step by step: each call looks where things are and does the next thing.

The ids of savepoint triggers follow from the job's id, so a new process finds what an earlier one
asked for, and asking twice is one stop.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from teal.engines.flink.jobs import Jobs
from teal.engines.flink.phases import phase_of
from teal.engines.flink.rest import AnswerLost, ErrorAnswer
from teal.engines.flink.wire import JobDetails, TriggerStatus
from teal.model.errors import EngineRefused, OutcomeUnknown, Unreachable
from teal.ports.clock import Clock
from teal.ports.engine import JobPhase, StopMode, StopReceipt

_TRIES = 3  # of a savepoint, before the job is cancelled instead
_STARTING_AT_MOST = timedelta(seconds=60)
_TOLD_AT_LAST = timedelta(seconds=15)  # what Flink tells of checkpoints is up to 3 s old
_DISPOSAL_LOOKS = 20
_DISPOSAL_PAUSE = timedelta(milliseconds=50)
_UP = ("RUNNING", "FINISHED")
_LATER = "Flink tells of these for five minutes; after that it can be tried again."
_FOLDER_HINT = (
    "Tell Flink where savepoints may lie (execution.checkpointing.savepoint-dir), or give a "
    "savepoint folder in the configuration."
)
_OPEN_TRANSACTIONS = (
    "Transactions it left open hold back readers of committed records until they time out."
)


class Stopper:
    """Stops jobs. Remembers nothing: all it needs to know stands in Flink."""

    def __init__(self, jobs: Jobs, clock: Clock, folder: str | None) -> None:
        self._jobs = jobs
        self._clock = clock
        self._folder = folder

    def step(self, subject: str, job: str, mode: StopMode) -> StopReceipt:
        """The next step of a stop. Raises Unreachable, OutcomeUnknown, EngineRefused."""
        details = self._jobs.details(job)
        if details is None:
            return StopReceipt(True, "Flink does not know the job (any more)")
        try:
            return self._step(subject, details, mode)
        except AnswerLost as lost:
            raise OutcomeUnknown(f"stop of {subject}", lost.reason) from lost
        except ErrorAnswer as error:
            raise EngineRefused(f"stop of {subject}", self._jobs.rest.reason(error.text)) from error

    def _step(self, subject: str, job: JobDetails, mode: StopMode) -> StopReceipt:
        match phase_of(job.state), mode:
            case ((JobPhase.FINISHED | JobPhase.STOPPED | JobPhase.FAILED), _):
                return self._ended(job, mode)
            case JobPhase.STOPPING, _:
                return StopReceipt(False, "it is being cancelled")
            case JobPhase.RESTARTING, StopMode.HAND_OVER:
                return StopReceipt(False, "it restarts, and takes no savepoint meanwhile")
            case _, (StopMode.CANCEL | StopMode.DISCARD):
                self._jobs.cancel(job.id)
                return StopReceipt(False, "it is being cancelled")
            case JobPhase.RESTARTING, _:
                return self._cancelled_instead(job, f"it is {job.state.lower()}")
            case _:
                return self._with_savepoint(subject, job, mode is StopMode.HAND_OVER)

    def _with_savepoint(self, subject: str, job: JobDetails, is_needed: bool) -> StopReceipt:
        failure = ""
        for attempt in range(1, _TRIES + 1):
            trigger = savepoint_trigger(job.id, attempt)
            status = self._jobs.savepoint(job.id, trigger)
            if status is None:
                return self._triggered(subject, job, trigger, is_needed)
            if status.is_under_way or status.location:
                return StopReceipt(False, "it is being stopped with a savepoint")
            failure = self._jobs.rest.reason(status.failure or "")
        why = f"{_TRIES} savepoints failed: {failure}"
        if is_needed:
            raise EngineRefused(f"stop of {subject}", why, _LATER)
        return self._cancelled_instead(job, why)

    def _triggered(
        self, subject: str, job: JobDetails, trigger: str, is_needed: bool
    ) -> StopReceipt:
        # A savepoint asked for too early fails and makes the whole job restart.
        if not _all_tasks_run(job):
            if is_needed or _age(job) < _STARTING_AT_MOST:
                return StopReceipt(False, "it is still starting and takes no savepoint yet")
            return self._cancelled_instead(job, "not all of its tasks run")
        try:
            self._jobs.stop_with_savepoint(job.id, trigger, self._folder)
        except ErrorAnswer as error:
            if "targetDirectory" not in error.text:
                raise
            why = "there is no folder for its savepoint."
            raise EngineRefused(f"stop of {subject}", why, _FOLDER_HINT) from error
        return StopReceipt(False, "it was asked to stop with a savepoint")

    def _cancelled_instead(self, job: JobDetails, why: str) -> StopReceipt:
        self._jobs.cancel(job.id)
        return StopReceipt(False, f"cancelled instead of stopped with a savepoint: {why}")

    def _ended(self, job: JobDetails, mode: StopMode) -> StopReceipt:
        if mode is StopMode.CANCEL:
            return StopReceipt(True)
        if mode is StopMode.DISCARD:
            return self._discarded(job)
        if phase_of(job.state) is JobPhase.STOPPED:
            return StopReceipt(True, f"it was cancelled, without a savepoint. {_OPEN_TRANSACTIONS}")
        if mode is StopMode.HAND_OVER:
            return self._handed_over(job)
        for savepoint in self._savepoints(job):
            left = self._left_of(savepoint)
            if left:
                return StopReceipt(True, left)
        return StopReceipt(True)

    def _handed_over(self, job: JobDetails) -> StopReceipt:
        """Only of a job that has finished: one that failed behind its savepoint may not have
        committed what it had written until then."""
        if phase_of(job.state) is not JobPhase.FINISHED:
            return StopReceipt(True, f"it is {job.state.lower()}, without a savepoint")
        asked_for = self._savepoints(job)
        if asked_for:
            return StopReceipt(True, "", asked_for[-1])
        # Flink tells of checkpoints from a cache: it may not know the last savepoint yet.
        if _age(job) < _TOLD_AT_LAST:
            return StopReceipt(False, "it has finished; Flink does not tell of its savepoint yet")
        left = self._jobs.savepoint_left(job.id)
        if left is None:
            return StopReceipt(True, f"it is {job.state.lower()}, without a savepoint")
        return StopReceipt(True, "", left)

    def _discarded(self, job: JobDetails) -> StopReceipt:
        if _age(job) < _TOLD_AT_LAST:
            return StopReceipt(False, "it has ended; Flink may not tell of its checkpoints yet")
        return StopReceipt(True)

    def discard(self, savepoint: str) -> str:
        """Delete a savepoint; what is left to do, "" for nothing."""
        return self._left_of(savepoint)

    def _savepoints(self, job: JobDetails) -> tuple[str, ...]:
        """The savepoints that the stop left behind; Flink tells of them for five minutes."""
        found: list[str] = []
        for attempt in range(1, _TRIES + 1):
            status = self._jobs.savepoint(job.id, savepoint_trigger(job.id, attempt))
            if status is None:
                break
            if status.location:
                found.append(status.location)
        return tuple(found)

    def _left_of(self, savepoint: str) -> str:
        """What is to be said of a savepoint after its removal: nothing, usually."""
        try:
            status = self._disposed(savepoint)
        except (AnswerLost, ErrorAnswer, Unreachable):
            return f"its savepoint {savepoint} could not be deleted: delete the folder"
        if status is None or status.is_under_way:
            return f"its savepoint {savepoint} is still being deleted"
        if status.failure is None or _is_gone(status.failure):
            return ""
        reason = self._jobs.rest.reason(status.failure)
        return f"its savepoint {savepoint} could not be deleted, delete the folder: {reason}"

    def _disposed(self, savepoint: str) -> TriggerStatus | None:
        request = self._jobs.dispose(savepoint)
        status = self._jobs.disposal(request)
        for _ in range(_DISPOSAL_LOOKS):
            if status is not None and not status.is_under_way:
                break
            self._clock.sleep(_DISPOSAL_PAUSE)
            status = self._jobs.disposal(request)
        return status


def savepoint_trigger(job: str, attempt: int) -> str:
    """The id under which a stop with savepoint is asked for."""
    return hashlib.sha256(f"stop/{job}/{attempt}".encode()).hexdigest()[:32]


def _all_tasks_run(job: JobDetails) -> bool:
    return bool(job.tasks) and not any(
        number for state, number in job.tasks.items() if state not in _UP
    )


def _age(job: JobDetails) -> timedelta:
    """How long the job is in its state."""
    since = job.entered_ms.get(job.state) or job.started_ms
    return timedelta(milliseconds=job.now_ms - since)


def _is_gone(failure: str) -> bool:
    return "FileNotFoundException" in failure or "Cannot find" in failure
