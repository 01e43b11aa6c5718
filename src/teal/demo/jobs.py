"""Jobs as Flink shows them, to prove that nobody touched them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from teal.usecases.workbench import Workbench


class JobSeen(Struct, frozen=True):
    """One live job: its Flink id, its start time, and how often it restarted."""

    unit: str
    handle: str
    started_at: datetime | None
    restarts: int | None


def jobs_seen(bench: Workbench) -> dict[str, JobSeen]:
    """Live jobs of ours by the text of their key."""
    seen = {}
    for job in bench.engine.list_all():
        if job.key is None or not job.phase.is_live:
            continue
        now = bench.engine.describe(job.key)
        assert now is not None, f"{job.key} was listed a moment ago"
        seen[str(job.key)] = JobSeen(job.key.unit, now.handle.value, now.started_at, now.restarts)
    return seen
