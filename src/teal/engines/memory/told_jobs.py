"""The jobs of a memory engine, and what happens to them as a test tells it."""

from __future__ import annotations

from collections.abc import Mapping

from teal.engines.memory.job import MemoryJob
from teal.engines.ownership import Ownership
from teal.model.adoption import NOTHING_TOLD, JobPicture
from teal.model.errors import NeedsOperator
from teal.model.names import UnitKey
from teal.ports.clock import Clock
from teal.ports.engine import JobPhase


class ToldJobs:
    """Jobs by their native ids."""

    def __init__(self, ownership: Ownership, clock: Clock) -> None:
        self._ownership = ownership
        self._clock = clock
        self._jobs: dict[str, MemoryJob] = {}

    def add_foreign(
        self,
        native_id: str,
        name: str,
        picture: JobPicture | None = None,
        statement: str = "",
    ) -> None:
        """A job that somebody else started."""
        self._jobs[native_id] = MemoryJob(
            native_id,
            name,
            None,
            self._clock.now(),
            statement=statement,
            picture=picture or NOTHING_TOLD,
        )

    def end(self, native_id: str) -> None:
        """A job, whoever started it, has read all that there was."""
        job = self._jobs[native_id]
        job.end, job.ended_at = JobPhase.FINISHED, self._clock.now()

    def restart(self, key: UnitKey, reason: str = "a task failed") -> None:
        """The job falls over and starts again; it stays RESTARTING until `recover`."""
        job = self._known(key)
        job.is_restarting, job.restarts, job.reason = True, job.restarts + 1, reason

    def recover(self, key: UnitKey) -> None:
        """The job runs again, from a checkpoint of its own if it has completed one."""
        job = self._known(key)
        job.is_restarting, job.has_recovered = False, True

    def fail(self, key: UnitKey, reason: str) -> None:
        """The job ends for good."""
        job = self._known(key)
        job.end, job.reason, job.ended_at = JobPhase.FAILED, reason, self._clock.now()

    def finish(self, key: UnitKey) -> None:
        """The job has read all that there was."""
        job = self._known(key)
        job.end, job.ended_at = JobPhase.FINISHED, self._clock.now()

    def grow(self, key: UnitKey, state_bytes: int) -> None:
        """The job's state is of this size from now on."""
        self._known(key).state_bytes = state_bytes

    def vanish(self, key: UnitKey) -> None:
        """The engine forgets the job."""
        del self._jobs[self._ownership.native_id(key)]

    def hold(self, key: UnitKey, positions: Mapping[tuple[str, int], int]) -> None:
        """The job does not get beyond these offsets; an empty map lets it go."""
        self._known(key).held = dict(positions)

    def silence(self, key: UnitKey, is_silent: bool = True) -> None:
        """The job's metrics are missing."""
        self._known(key).has_metrics = not is_silent

    def _known(self, key: UnitKey) -> MemoryJob:
        job = self._jobs.get(self._ownership.native_id(key))
        if job is None:
            raise NeedsOperator(f"The job of {key} is gone.")
        return job
