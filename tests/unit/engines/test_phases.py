"""Every state of Flink's has a phase, and one of a later Flink is no crash."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from teal.engines.flink.phases import moment, phase_of
from teal.ports.engine import JobPhase


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        ("INITIALIZING", JobPhase.STARTING),
        ("CREATED", JobPhase.STARTING),
        ("RUNNING", JobPhase.RUNNING),
        ("RESTARTING", JobPhase.RESTARTING),
        ("FAILING", JobPhase.RESTARTING),
        ("SUSPENDED", JobPhase.RESTARTING),
        ("RECONCILING", JobPhase.RESTARTING),
        ("CANCELLING", JobPhase.STOPPING),
        ("CANCELED", JobPhase.STOPPED),
        ("FINISHED", JobPhase.FINISHED),
        ("FAILED", JobPhase.FAILED),
    ],
)
def test_a_state_has_its_phase(state: str, phase: JobPhase) -> None:
    assert phase_of(state) is phase


def test_a_state_of_a_later_flink_is_alive_and_not_ready() -> None:
    assert phase_of("HIBERNATING").is_live
    assert phase_of("HIBERNATING") is not JobPhase.RUNNING


def test_never_is_no_moment() -> None:
    assert moment(0) is None
    assert moment(-1) is None
    assert moment(1_500) == datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)
