"""The lease while something acts: renewed as it ages, given back, refused to others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.execution.small_plans import NOW
from tests.unit.execution.walks import (
    ADA,
    BOB,
    Walks,
)

from teal.execution.leasing import DURATION, leased
from teal.model.errors import LeaseHeld, LeaseLost


@pytest.fixture(autouse=True)
def _founded(walks: Walks) -> None:
    walks.found()


def test_the_lease_is_held_inside_and_free_afterwards(walks: Walks) -> None:
    with leased(walks.store, walks.clock, ADA, False) as leasing:
        assert walks.store.lease() == leasing.lease
        assert leasing.actor == "ada on elsewhere (process 11)"
    assert walks.store.lease() is None


def test_the_lease_is_given_back_after_a_failure(walks: Walks) -> None:
    with pytest.raises(ZeroDivisionError), leased(walks.store, walks.clock, ADA, False):
        raise ZeroDivisionError
    assert walks.store.lease() is None


def test_a_young_lease_is_not_written_again(walks: Walks) -> None:
    with leased(walks.store, walks.clock, ADA, False) as leasing:
        walks.clock.sleep(DURATION / 3)
        leasing.keep()
        assert leasing.lease.expires == NOW + DURATION


def test_a_lease_is_renewed_when_a_third_of_its_time_has_gone(walks: Walks) -> None:
    with leased(walks.store, walks.clock, ADA, False) as leasing:
        walks.clock.sleep(DURATION / 3 + timedelta(seconds=1))
        leasing.keep()
        assert leasing.lease.expires == walks.clock.now() + DURATION
        assert walks.store.lease() == leasing.lease


def test_a_second_operator_is_told_who_holds_it_and_since_when(walks: Walks) -> None:
    with leased(walks.store, walks.clock, ADA, False):
        walks.clock.sleep(timedelta(minutes=1))
        with pytest.raises(LeaseHeld) as refused, leased(walks.store, walks.clock, BOB, False):
            pass
    assert (refused.value.holder, refused.value.since) == (str(ADA), NOW)


def test_a_lease_that_was_taken_over_cannot_be_renewed(walks: Walks) -> None:
    with leased(walks.store, walks.clock, ADA, False) as leasing:
        taken = walks.store.acquire(BOB, NOW, DURATION, take_over=True)
        walks.clock.sleep(DURATION)
        with pytest.raises(LeaseLost):
            leasing.keep()
    assert walks.store.lease() == taken
