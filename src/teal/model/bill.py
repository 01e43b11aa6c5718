"""What a way of releasing costs in running things, so that two ways can be compared."""

from __future__ import annotations

from msgspec import Struct


class Bill(Struct, frozen=True):
    """Counts. `meanwhile` is until retirement, `after` once it is done. `with_state` of the jobs
    that start keep state, which is built again from history. `older` tables live on in an older
    version, whose topics and jobs are part of `after`.

    `records` are read again from the topics that enter the release, once for each job that reads
    them. `state_again` are the bytes that the versions of today hold of what is built again,
    `state_beside` those of older versions that live on. None is "not known"; of `unsized` jobs that
    keep state nobody said how much, so that the sums are too small.
    """

    name: str
    jobs_now: int
    jobs_started: int
    with_state: int
    jobs_meanwhile: int
    jobs_after: int
    topics_after: int
    older: int
    topics_now: int = 0
    topics_meanwhile: int = 0
    records: int | None = None
    state_again: int | None = None
    state_beside: int | None = None
    unsized: int = 0
