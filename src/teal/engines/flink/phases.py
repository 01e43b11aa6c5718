"""Flink's job states in words that fit every engine."""

from __future__ import annotations

from datetime import UTC, datetime

from teal.ports.engine import JobPhase

_PHASES = {
    "INITIALIZING": JobPhase.STARTING,
    "CREATED": JobPhase.STARTING,
    "RUNNING": JobPhase.RUNNING,
    "RESTARTING": JobPhase.RESTARTING,
    "FAILING": JobPhase.RESTARTING,
    "SUSPENDED": JobPhase.RESTARTING,  # its JobManager lost the leadership; the next goes on
    "RECONCILING": JobPhase.RESTARTING,
    "CANCELLING": JobPhase.STOPPING,
    "CANCELED": JobPhase.STOPPED,
    "FINISHED": JobPhase.FINISHED,
    "FAILED": JobPhase.FAILED,
}


def phase_of(state: str) -> JobPhase:
    """A state of a later Flink counts as alive and not ready: nothing is concluded from it."""
    return _PHASES.get(state, JobPhase.RESTARTING)


def moment(milliseconds: int) -> datetime | None:
    """A time of Flink's; it writes 0 or -1 for "never"."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds > 0 else None
