"""A job that was to follow another one is discarded only where it certainly wrote nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.execution.small_plans import plan, release, submission, unit_key
from tests.unit.execution.walks import Walks

from teal.engines.memory.script import Latency, Script
from teal.execution.in_line import discard_unit
from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.situation import Situation
from teal.model.errors import NeedsOperator
from teal.model.plan import DiscardUnit

ORDERS = unit_key("orders")
STEP = DiscardUnit(key="discard:orders", after=(), unit=ORDERS)
SECOND = timedelta(seconds=1)


def attempt(walks: Walks) -> Outcome:
    return discard_unit(STEP, Situation(plan(STEP), "run", release()), walks.ports())


def test_one_without_a_checkpoint_is_cancelled(walks: Walks) -> None:
    engine = walks.engine_that(Script(Latency(stop=SECOND)))
    engine.submit(submission("orders"))
    assert attempt(walks) == NotYet("it is being stopped")
    walks.clock.sleep(SECOND)
    assert attempt(walks) == Achieved({}, "cancelled before its first checkpoint")
    assert walks.live_jobs() == []


def test_one_with_a_checkpoint_runs_on_and_needs_an_operator(walks: Walks) -> None:
    walks.engine.submit(submission("orders"))
    walks.clock.sleep(SECOND)
    with pytest.raises(NeedsOperator, match="has completed a checkpoint"):
        attempt(walks)
    assert walks.live_jobs() == [str(ORDERS)]


def test_a_checkpoint_that_shows_only_after_the_cancel_needs_an_operator(walks: Walks) -> None:
    """Nothing tells of it while the job restarts."""
    walks.engine.submit(submission("orders"))
    walks.clock.sleep(SECOND)
    walks.engine.restart(ORDERS)
    for _ in range(2):
        with pytest.raises(NeedsOperator, match="has completed a checkpoint"):
            attempt(walks)
        assert walks.live_jobs() == []
