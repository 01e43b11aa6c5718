"""One job of the memory engine: a few facts, from which the clock makes its phase."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from teal.engines.memory.script import Latency
from teal.model.adoption import NOTHING_TOLD, JobPicture
from teal.model.submission import Submission
from teal.ports.engine import JobPhase


class MemoryJob(Struct):
    """What happened to a job. `submission` is None for a foreign one, of which `statement` is what
    it runs and `picture` what it tells; `held` are positions that it does not get beyond.
    `savepoint` is what it leaves when it is stopped for another job, `restored_from` where it went
    on itself."""

    native_id: str
    name: str
    submission: Submission | None
    submitted_at: datetime
    stop_asked_at: datetime | None = None
    end: JobPhase | None = None
    ended_at: datetime | None = None
    is_restarting: bool = False
    restarts: int = 0
    reason: str = ""
    held: dict[tuple[str, int], int] = field(default_factory=dict)
    has_metrics: bool = True
    statement: str = ""
    picture: JobPicture = NOTHING_TOLD
    savepoint: str = ""
    restored_from: str | None = None
    has_recovered: bool = False
    loses: tuple[str, ...] = ()
    state_bytes: int = 1_000

    def phase(self, now: datetime, latency: Latency) -> JobPhase:
        """What the job does at this moment."""
        if self.end is not None:
            return self.end
        if self.stop_asked_at is not None:
            is_over = now >= self.stop_asked_at + latency.stop
            return JobPhase.STOPPED if is_over else JobPhase.STOPPING
        if self.is_restarting:
            return JobPhase.RESTARTING
        is_up = now >= self.submitted_at + latency.start
        return JobPhase.RUNNING if is_up else JobPhase.STARTING

    def has_caught_up(self, now: datetime, latency: Latency) -> bool:
        """Whether it is at the ends of its topics."""
        return now >= self.submitted_at + latency.start + latency.catch_up

    def checkpoint_started_at(self, now: datetime, latency: Latency) -> datetime | None:
        """Checkpoints come at even intervals and take no time, until the end."""
        running_since = self.submitted_at + latency.start
        until = min(now, self.ended_at or now, self.stop_asked_at or now)
        done = (until - running_since) // latency.checkpoint
        return running_since + done * latency.checkpoint if done > 0 else None
