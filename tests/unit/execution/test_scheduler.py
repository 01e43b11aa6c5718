"""Order only: what comes out of the scheduler, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.execution.small_plans import (
    NOW,
    freeze,
)

from teal.execution.scheduler import Scheduler
from teal.model.plan import FreezeCut


def steps_of(before: list[set[int]]) -> tuple[FreezeCut, ...]:
    return tuple(
        freeze(key=str(n), after=tuple(str(each) for each in sorted(needed)))
        for n, needed in enumerate(before)
    )


def taken(scheduler: Scheduler) -> list[str]:
    """All that is free now, without doing any of it."""
    keys = []
    while (step := scheduler.next(NOW)) is not None:
        keys.append(step.key)
    return keys


def test_free_steps_come_out_in_the_order_of_the_plan() -> None:
    assert taken(Scheduler(steps_of([set(), set(), set()]), ())) == ["0", "1", "2"]


def test_a_step_is_free_only_when_all_before_it_are_done() -> None:
    steps = steps_of([set(), set(), {0, 1}])
    scheduler = Scheduler(steps, ())
    assert taken(scheduler) == ["0", "1"]
    scheduler.done(steps[0])
    assert taken(scheduler) == []
    scheduler.done(steps[1])
    assert taken(scheduler) == ["2"]


def test_what_is_done_already_does_not_come_out_again() -> None:
    steps = steps_of([set(), {0}, {1}])
    scheduler = Scheduler(steps, ("0", "1", "of another plan"))
    assert taken(scheduler) == ["2"]
    assert [step.key for step in scheduler.undone()] == ["2"]


def test_a_name_given_twice_in_after_counts_once() -> None:
    steps = (freeze(key="a"), freeze(key="b", after=("a", "a")))
    scheduler = Scheduler(steps, ())
    scheduler.done(steps[0])
    assert taken(scheduler) == ["a", "b"]


def test_a_postponed_step_comes_back_at_its_time_and_not_before() -> None:
    (step,) = steps_of([set()])
    scheduler = Scheduler((step,), ())
    scheduler.next(NOW)
    due = NOW + timedelta(seconds=5)
    scheduler.postpone(step, due)
    assert scheduler.next(NOW + timedelta(seconds=4)) is None
    assert scheduler.next_due() == due
    assert scheduler.next(due) == step
    assert scheduler.next_due() is None


def test_steps_postponed_to_one_moment_come_back_in_the_order_of_postponing() -> None:
    steps = steps_of([set(), set(), set()])
    scheduler = Scheduler(steps, ())
    taken(scheduler)
    for step in reversed(steps):
        scheduler.postpone(step, NOW)
    assert taken(scheduler) == ["2", "1", "0"]


def test_a_step_that_is_never_done_keeps_back_its_descendants_only() -> None:
    steps = steps_of([set(), {0}, {1}, set(), {3}])
    scheduler = Scheduler(steps, ())
    assert taken(scheduler) == ["0", "3"]
    scheduler.done(steps[3])
    assert taken(scheduler) == ["4"]
    scheduler.done(steps[4])
    assert [step.key for step in scheduler.undone()] == ["0", "1", "2"]


@pytest.mark.slow
def test_a_chain_of_ten_thousand_steps_needs_no_recursion() -> None:
    steps = steps_of([{n - 1} if n else set() for n in range(10_000)])
    scheduler = Scheduler(steps, ())
    seen = 0
    while (step := scheduler.next(NOW)) is not None:
        scheduler.done(step)
        seen += 1
    assert seen == 10_000
    assert scheduler.undone() == ()


@st.composite
def graphs(draw: st.DrawFn) -> list[set[int]]:
    """For each step, the earlier ones that it waits for."""
    size = draw(st.integers(min_value=1, max_value=12))
    before: list[set[int]] = [set()]
    for n in range(1, size):
        before.append(draw(st.sets(st.integers(min_value=0, max_value=n - 1), max_size=4)))
    return before


@given(graphs(), st.sets(st.integers(min_value=0, max_value=11)), st.integers(0, 11))
def test_every_step_comes_out_once_and_after_all_before_it(
    before: list[set[int]], wished: set[int], luck: int
) -> None:
    """Whatever was done before, and in whatever order free steps end."""
    already = _closed(before, wished)
    steps = steps_of(before)
    scheduler = Scheduler(steps, [str(n) for n in already])
    done, under_way = set(already), []
    while True:
        under_way += [int(key) for key in taken(scheduler)]
        if not under_way:
            break
        ended = under_way.pop(luck % len(under_way))
        assert before[ended] <= done
        assert ended not in done
        done.add(ended)
        scheduler.done(steps[ended])
    assert done == set(range(len(before)))


def _closed(before: list[set[int]], wished: set[int]) -> set[int]:
    """Those of the wished steps that could have been done: everything before them was."""
    closed: set[int] = set()
    for n, needed in enumerate(before):
        if n in wished and needed <= closed:
            closed.add(n)
    return closed
