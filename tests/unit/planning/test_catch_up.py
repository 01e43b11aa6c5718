"""When a unit has caught up, and what is said while it has not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from teal.model.codec import canonical, decoded
from teal.model.environment import ReadinessSettings
from teal.model.validation import Cut, PartitionEnd
from teal.planning.catch_up import CatchUpState, Progress, TakenUp, next_state

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = ReadinessSettings(lag_rows=100, samples=3)
GOAL = Cut((PartitionEnd("src_orders", 0, 0, 4_004, 4_000),))


def progress(
    offset: int | None = 4_000,
    second: int = 0,
    checkpoint: int | None = None,
    pending: int | None = 0,
    restarts: int | None = 0,
    backpressured: bool | None = False,
    phase: str = "running",
) -> Progress:
    """A look, `second` seconds after noon, at a job whose checkpoint began `checkpoint` after."""
    return Progress(
        phase=phase,
        is_running=phase == "running",
        positions=() if offset is None else (TakenUp("src_orders", 0, offset),),
        checkpoint_started_at=None if checkpoint is None else NOON + timedelta(seconds=checkpoint),
        pending_records=pending,
        restarts=restarts,
        backpressured=backpressured,
        observed_at=NOON + timedelta(seconds=second),
    )


def after(*looks: Progress, goal: Cut = GOAL) -> CatchUpState:
    state = CatchUpState()
    for look in looks:
        state = next_state(state, look, goal, SETTINGS)
    return state


def calm(seconds: range, checkpoint: int | None = None) -> list[Progress]:
    return [progress(second=second, checkpoint=checkpoint) for second in seconds]


def test_goal_checkpoint_and_three_calm_looks_are_enough() -> None:
    state = after(progress(second=0), progress(second=1), progress(second=2, checkpoint=1))
    assert state == CatchUpState(
        is_caught_up=True, why_not="", share_done=1.0, passed_at=NOON, calm_samples=3, restarts=0
    )


def test_a_partition_behind_says_how_far_it_is() -> None:
    state = after(progress(offset=120))
    assert state.why_not == "src_orders: partition 0 at 120 of 4,000"
    assert (state.is_caught_up, state.percent) == (False, 3)


def test_an_unknown_position_blocks() -> None:
    state = after(*[progress(offset=None, checkpoint=9)] * 5)
    assert state.why_not == "src_orders: partition 0: position not known yet, the goal is 4,000"
    assert state.percent == 0


def test_transaction_markers_behind_the_last_record_are_not_waited_for() -> None:
    assert after(progress(offset=4_000), *calm(range(1, 4), checkpoint=1)).is_caught_up


def test_an_empty_partition_counts_as_reached() -> None:
    goal = Cut((*GOAL.ends, PartitionEnd("src_orders", 1, 0, 3, -1)))
    assert after(*calm(range(3), checkpoint=1), goal=goal).is_caught_up


def test_an_empty_goal_needs_a_running_job_and_a_checkpoint_but_no_lag() -> None:
    goal = Cut((PartitionEnd("src_orders", 0, 0, 0, -1),))
    look = progress(offset=None, pending=None, checkpoint=0)
    assert after(look, look, look, goal=goal).is_caught_up
    assert after(look, goal=goal).percent == 100
    assert not after(*[replace(look, checkpoint_started_at=None)] * 3, goal=goal).is_caught_up


def test_a_checkpoint_from_before_the_goal_was_passed_does_not_count() -> None:
    state = after(progress(second=5, checkpoint=4), progress(second=6), progress(second=7))
    assert (state.is_caught_up, state.why_not) == (False, "no checkpoint since")


def test_the_lag_must_stay_small() -> None:
    state = after(*calm(range(2), checkpoint=1), progress(second=2, pending=101, checkpoint=1))
    assert state.why_not == "lag of 101 rows, allowed are 100"
    state = next_state(state, progress(second=3, checkpoint=1), GOAL, SETTINGS)
    assert state.why_not == "lag small for 1 of 3 looks"


def test_what_the_engine_has_not_said_blocks() -> None:
    reached = calm(range(3), checkpoint=1)[:2]
    for look, why_not in (
        (progress(second=2, checkpoint=1, pending=None), "its lag is not known yet"),
        (
            progress(second=2, checkpoint=1, restarts=None),
            "it is not known yet whether the job has restarted",
        ),
        (
            progress(second=2, checkpoint=1, backpressured=None),
            "it is not known yet whether the job is held back",
        ),
        (progress(second=2, checkpoint=None), "no checkpoint since"),
    ):
        state = after(*reached, look)
        assert (state.is_caught_up, state.why_not) == (False, why_not)


def test_a_job_that_is_held_back_has_not_caught_up() -> None:
    state = after(*calm(range(3)), progress(second=3, checkpoint=1, backpressured=True))
    assert state.why_not == "an operator waits for a slower one (backpressure)"


def test_a_job_that_does_not_run_has_not_caught_up() -> None:
    state = after(*calm(range(3)), progress(second=3, checkpoint=1, phase="restarting"))
    assert state.why_not == "the job is restarting"


def test_a_restart_begins_everything_anew() -> None:
    state = after(*calm(range(3)), progress(second=3, restarts=1, checkpoint=1))
    assert state.passed_at == NOON + timedelta(seconds=3)
    assert state.why_not == "no checkpoint since; lag small for 1 of 3 looks"


def test_a_job_thrown_back_by_a_restart_has_to_pass_the_goal_again() -> None:
    state = after(*calm(range(2)), progress(offset=90, second=2, restarts=1))
    assert state.why_not == "src_orders: partition 0 at 90 of 4,000"
    assert state.passed_at is None


def test_restarts_from_before_the_first_look_are_history() -> None:
    assert after(*[progress(restarts=2, checkpoint=0)] * 3).is_caught_up


def test_many_partitions_behind_are_not_all_listed() -> None:
    goal = Cut(tuple(PartitionEnd("src_orders", n, 0, 10, 9) for n in range(6)))
    state = after(progress(offset=9), goal=goal)
    assert state.why_not == (
        "src_orders: partition 1: position not known yet, the goal is 9; "
        "src_orders: partition 2: position not known yet, the goal is 9; "
        "src_orders: partition 3: position not known yet, the goal is 9; "
        "2 more partitions behind"
    )


def test_records_lost_to_retention_are_not_counted_as_work() -> None:
    goal = Cut((PartitionEnd("src_orders", 0, 1_000, 2_000, 1_999),))
    assert after(progress(offset=1_499), goal=goal).percent == 50


def test_a_state_survives_the_journal() -> None:
    state = after(*calm(range(2)))
    assert decoded(CatchUpState, canonical(state)) == state


@given(
    st.lists(
        st.builds(
            progress,
            offset=st.sampled_from([None, 0, 3_999, 4_000, 5_000]),
            second=st.integers(0, 20),
            checkpoint=st.sampled_from([None, 0, 5, 20]),
            pending=st.sampled_from([None, 0, 100, 101]),
            restarts=st.sampled_from([None, 0, 1]),
            backpressured=st.sampled_from([None, False, True]),
            phase=st.sampled_from(["running", "restarting"]),
        ),
        max_size=12,
    )
)
def test_caught_up_always_means_all_that_was_asked_for(looks: list[Progress]) -> None:
    state = after(*looks)
    if state.is_caught_up:
        last = looks[-1]
        assert len(looks) >= SETTINGS.samples
        assert all(look.positions and look.positions[0].offset >= 4_000 for look in looks[-3:])
        assert all(look.is_running and look.pending_records in (0, 100) for look in looks[-3:])
        assert state.passed_at is not None
        assert last.checkpoint_started_at is not None
        assert last.checkpoint_started_at >= state.passed_at
        assert last.backpressured is False
        assert state.why_not == ""
    else:
        assert state.why_not
