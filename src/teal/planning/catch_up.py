"""Whether a unit has caught up with its goal, from what its engine says again and again.

The order is the law: first every partition of the goal has been read up to its last committed
record, then a checkpoint that was triggered after that is complete (before it, an exactly-once
sink shows nothing), meanwhile the lag has been small for several looks in a row, without a
restart. What is not known counts as not reached.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from teal.model.environment import ReadinessSettings
from teal.model.validation import Cut, PartitionEnd

_SHOWN = 3


class TakenUp(Struct, frozen=True):
    """The offset of the last record of one partition that a unit has taken up (-1: none yet)."""

    topic: str
    partition: int
    offset: int


class Progress(Struct, frozen=True):
    """One look at a unit. None, and a partition that is absent, mean "unknown", never 0.

    `phase` is the engine's word for what the job does. `checkpoint_started_at` is when its newest
    completed checkpoint was triggered; it and `observed_at` go by one clock, the engine's.
    """

    phase: str
    is_running: bool
    positions: tuple[TakenUp, ...]
    checkpoint_started_at: datetime | None
    pending_records: int | None
    restarts: int | None
    backpressured: bool | None
    observed_at: datetime


class CatchUpState(Struct, frozen=True):
    """What the looks so far have shown.

    `passed_at` is when the goal was first seen reached since the last restart, `calm_samples` how
    many looks in a row were calm since then. `why_not` is for the operator, empty when caught up;
    `share_done` is of the goal's records, from 0 to 1.
    """

    is_caught_up: bool = False
    why_not: str = "not looked at yet"
    share_done: float = 0.0
    passed_at: datetime | None = None
    calm_samples: int = 0
    restarts: int | None = None

    @property
    def percent(self) -> int:
        """Whole percent of the goal's records; 100 only when all of them are read."""
        return int(self.share_done * 100)


def next_state(
    state: CatchUpState, progress: Progress, goal: Cut, settings: ReadinessSettings
) -> CatchUpState:
    """The state after one more look."""
    state = replace(
        _since_restart(state, progress.restarts), share_done=_share_done(progress, goal)
    )
    behind = _behind(progress, goal)
    if behind:
        return _waiting(replace(state, passed_at=None, calm_samples=0), behind)
    passed_at = state.passed_at or progress.observed_at
    disturbed = _disturbance(progress, goal, settings)
    calm = 0 if disturbed else state.calm_samples + 1
    state = replace(state, passed_at=passed_at, calm_samples=calm)
    reasons = tuple(
        reason
        for reason in (
            disturbed,
            _no_checkpoint_since(passed_at, progress),
            _too_few_samples(calm, settings) if not disturbed else "",
        )
        if reason
    )
    if reasons:
        return _waiting(state, reasons)
    return replace(state, is_caught_up=True, why_not="")


def _since_restart(state: CatchUpState, restarts: int | None) -> CatchUpState:
    """A restart throws the job back to a checkpoint: what was seen before it proves nothing."""
    if restarts is None:
        return state
    if state.restarts is not None and restarts > state.restarts:
        return replace(state, restarts=restarts, passed_at=None, calm_samples=0)
    return replace(state, restarts=restarts)


def _waiting(state: CatchUpState, reasons: tuple[str, ...]) -> CatchUpState:
    return replace(state, is_caught_up=False, why_not="; ".join(reasons))


def _behind(progress: Progress, goal: Cut) -> tuple[str, ...]:
    """The partitions that are not read up to the goal, for the operator."""
    positions = _offsets(progress)
    reasons = [
        _partition_behind(end, positions.get((end.topic, end.partition)))
        for end in goal.ends
        if positions.get((end.topic, end.partition), -1) < end.last_data
    ]
    if len(reasons) > _SHOWN:
        more = len(reasons) - _SHOWN
        reasons = [*reasons[:_SHOWN], f"{more} more partition{'s' * (more > 1)} behind"]
    return tuple(reasons)


def _partition_behind(end: PartitionEnd, offset: int | None) -> str:
    where = f"{end.topic}: partition {end.partition}"
    if offset is None:
        return f"{where}: position not known yet, the goal is {end.last_data:,}"
    return f"{where} at {offset:,} of {end.last_data:,}"


def _disturbance(progress: Progress, goal: Cut, settings: ReadinessSettings) -> str:
    """Why this look is not a calm one; empty where it is."""
    if not progress.is_running:
        return f"the job is {progress.phase}"
    if progress.restarts is None:
        return "it is not known yet whether the job has restarted"
    # A source that has never seen a record reports no lag, so an empty goal cannot ask for one.
    if progress.pending_records is None and any(end.last_data >= 0 for end in goal.ends):
        return "its lag is not known yet"
    if (progress.pending_records or 0) > settings.lag_rows:
        return f"lag of {progress.pending_records:,} rows, allowed are {settings.lag_rows:,}"
    if progress.backpressured is None:
        return "it is not known yet whether the job is held back"
    return "an operator waits for a slower one (backpressure)" if progress.backpressured else ""


def _no_checkpoint_since(passed_at: datetime, progress: Progress) -> str:
    started = progress.checkpoint_started_at
    return "" if started is not None and started >= passed_at else "no checkpoint since"


def _too_few_samples(calm: int, settings: ReadinessSettings) -> str:
    if calm >= settings.samples:
        return ""
    return f"lag small for {calm} of {settings.samples} looks"


def _share_done(progress: Progress, goal: Cut) -> float:
    positions = _offsets(progress)
    wanted = done = 0
    for end in goal.ends:
        records = max(0, end.last_data + 1 - end.start)
        read = positions.get((end.topic, end.partition), -1) + 1 - end.start
        wanted += records
        done += min(records, max(0, read))
    return done / wanted if wanted else 1.0


def _offsets(progress: Progress) -> dict[tuple[str, int], int]:
    return {(each.topic, each.partition): each.offset for each in progress.positions}
