"""What a way of releasing costs in running things, so that two ways can be compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bill:
    """Counts. `meanwhile` is until retirement, `after` once it is done. `with_state` of the jobs
    that start keep state, which is built again from history. `older` tables live on in an older
    version, whose topics and jobs are part of `after`."""

    name: str
    jobs_now: int
    jobs_started: int
    with_state: int
    jobs_meanwhile: int
    jobs_after: int
    topics_after: int
    older: int
