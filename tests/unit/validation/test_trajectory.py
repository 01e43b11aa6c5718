"""Keys that never rest: proven by being in step, but only where that proves anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.validation.simulated_orders import (
    Logic,
    Order,
    Row,
    Stream,
    count_and_sum,
    count_only,
    without,
)
from tests.unit.validation.two_versions import BLUE, GREEN, World, compared

from teal.model.environment import ValidationSettings
from teal.model.validation import TableVerdict, Verdict
from teal.planning.judge import judge

pytestmark = pytest.mark.slow

TOTALS = compared(("orders", "BIGINT"), ("cents", "BIGINT"))
COUNTS = compared(("orders", "BIGINT"))


PRICES = (*(499, 499, 998, 1_497, 374, 748), *(449, 898, 499, 1_122))
"""What one product brings at a time: few amounts, which come again and again."""


def verdict(world: World) -> TableVerdict | None:
    found = judge(world.comparison, tuple(world.rounds), ValidationSettings())
    return found if isinstance(found, TableVerdict) else None


def run(stream: Stream, world: World, *, orders: int, most_behind: int) -> TableVerdict:
    """Rounds until there is a verdict."""
    while (found := verdict(world)) is None:
        stream.round(orders, most_behind)
    return found


def stream(
    folder: Path,
    blue: Logic,
    green: Logic,
    *,
    customers: int,
    history: int,
    seed: int = 1,
    prices: tuple[int, ...] = (),
) -> tuple[Stream, World]:
    """A stream with a history that both versions have read."""
    world = World(folder, TOTALS if blue is count_and_sum else COUNTS)
    made = Stream(world, blue, green, customers=customers, seed=seed, prices=prices)
    made.happen(history)
    made.advance(BLUE, history)
    made.advance(GREEN, history)
    return made, world


def test_equal_logic_passes_while_everything_moves(tmp_path: Path) -> None:
    moving, world = stream(tmp_path, count_and_sum, count_and_sum, customers=200, history=6_000)
    found = run(moving, world, orders=1_500, most_behind=300)
    assert found.verdict is Verdict.PASS, found.reason
    assert found.round is not None
    assert (found.round.judged, found.round.unproven) == (200, 0)
    assert found.round.in_step > 0


def test_one_order_of_25000_that_is_lost_is_found(tmp_path: Path) -> None:
    wrong = without(777, count_and_sum)
    moving, world = stream(tmp_path, count_and_sum, wrong, customers=200, history=25_000)
    found = run(moving, world, orders=1_500, most_behind=300)
    assert found.verdict is Verdict.FAIL, found.reason
    assert found.round is not None
    different = found.round.changed + found.round.hot_different
    assert different == 1
    assert set(found.round.changed_columns) <= {"orders", "cents"}


def test_the_customer_of_the_lost_order_is_named(tmp_path: Path) -> None:
    wrong = without(777, count_and_sum)
    moving, world = stream(tmp_path, count_and_sum, wrong, customers=20, history=2_000, seed=5)
    found = run(moving, world, orders=400, most_behind=100)
    customer = moving.order(777).customer
    assert found.verdict is Verdict.FAIL
    assert f"customer_id={customer} (never met: cents" in found.reason


def test_a_bare_counter_proves_nothing(tmp_path: Path) -> None:
    moving, world = stream(tmp_path, count_only, count_only, customers=5, history=2_000)
    found = run(moving, world, orders=400, most_behind=100)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "5 keys undecided, whose rows would meet even if one were lost" in found.reason


def test_a_counter_that_lost_an_order_is_not_passed(tmp_path: Path) -> None:
    wrong = without(777, count_only)
    moving, world = stream(tmp_path, count_only, wrong, customers=5, history=2_000)
    assert run(moving, world, orders=400, most_behind=100).verdict is Verdict.INCONCLUSIVE


def test_a_counter_that_counts_double_never_meets(tmp_path: Path) -> None:
    def double(_: Order, before: Row | None) -> Row:
        return {"orders": int(str(before["orders"])) + 2 if before else 2}

    moving, world = stream(tmp_path, count_only, double, customers=5, history=2_000)
    found = run(moving, world, orders=400, most_behind=100)
    assert found.verdict is Verdict.FAIL
    assert "5 keys always moving and never equal in 5 rounds" in found.reason


def test_orders_of_one_price_prove_nothing(tmp_path: Path) -> None:
    moving, world = stream(
        tmp_path, count_and_sum, count_and_sum, customers=3, history=900, prices=(1_000,)
    )
    found = run(moving, world, orders=300, most_behind=60)
    assert found.verdict is Verdict.INCONCLUSIVE


def test_orders_of_few_prices_pass(tmp_path: Path) -> None:
    moving, world = stream(
        tmp_path, count_and_sum, count_and_sum, customers=12, history=1_500, prices=PRICES
    )
    found = run(moving, world, orders=400, most_behind=80)
    assert found.verdict is Verdict.PASS, found.reason


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lost_order_of_few_prices_is_found(tmp_path: Path, seed: int) -> None:
    wrong = without(777, count_and_sum)
    moving, world = stream(
        tmp_path, count_and_sum, wrong, customers=12, history=1_500, prices=PRICES, seed=seed
    )
    found = run(moving, world, orders=400, most_behind=80)
    assert found.verdict is Verdict.FAIL, found.reason


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, TOTALS)


def totals(world: World, topic: str, *steps: int, start: int = 0) -> None:
    """Rows of customer 1 after each step, in cents."""
    cents = start
    for number, step in enumerate(steps, 1):
        cents += step
        world.write(topic, 1, orders=number, cents=cents)


STEPS = (
    *(310, 27, 1_999, 5, 850, 42, 7_310, 64, 128, 777),
    *(3, 91, 1_234, 56, 4_002, 19, 8, 333, 71, 2_004),
)


def test_a_row_among_the_rows_of_the_other_side_is_in_step(world: World) -> None:
    totals(world, BLUE, *STEPS[:14])
    totals(world, GREEN, *STEPS[:14])
    world.note()
    for number in range(15, 19):
        world.write(BLUE, 1, orders=number, cents=sum(STEPS[:number]))
    world.write(GREEN, 1, orders=15, cents=sum(STEPS[:15]))
    found = world.measure()
    assert (found.in_step, found.unproven, found.hot_unmet) == (1, 0, 0)


def test_the_row_that_stood_at_the_noted_end_belongs_to_the_trajectory(world: World) -> None:
    totals(world, BLUE, *STEPS[:14])
    totals(world, GREEN, *STEPS[:14])
    world.note()
    world.write(BLUE, 1, orders=15, cents=sum(STEPS[:15]))
    assert world.measure().in_step == 1


def test_rows_before_the_noted_end_do_not_meet(world: World) -> None:
    totals(world, BLUE, *STEPS[:14])
    totals(world, GREEN, *STEPS[:12])
    world.note()
    world.write(BLUE, 1, orders=15, cents=sum(STEPS[:15]))
    found = world.measure()
    assert (found.in_step, found.hot_unmet, found.hot_unmet_rounds) == (0, 1, 1)


def test_few_steps_prove_nothing_yet(world: World) -> None:
    totals(world, BLUE, *STEPS[:2])
    totals(world, GREEN, *STEPS[:2])
    unproven = []
    for number in range(3, 16):
        world.note()
        world.write(BLUE, 1, orders=number, cents=sum(STEPS[:number]))
        found = world.measure()
        unproven.append(found.unproven)
        assert (found.pending, found.undecided) == (found.unproven, 0)
        world.write(GREEN, 1, orders=number, cents=sum(STEPS[:number]))
    assert (unproven[0], unproven[-1]) == (1, 0)


def test_a_meeting_by_absence_alone_proves_nothing(world: World) -> None:
    totals(world, BLUE, *STEPS[:14])
    totals(world, GREEN, *STEPS[:14])
    world.note()
    world.delete(BLUE, 1)
    world.write(BLUE, 1, orders=15, cents=sum(STEPS[:15]))
    world.delete(GREEN, 1)
    found = world.measure()
    assert (found.undecided, found.unproven, found.hot_unmet) == (1, 1, 0)


def test_a_moving_key_that_green_never_had_is_a_difference_in_the_end(world: World) -> None:
    world.write(BLUE, 1, orders=1, cents=5)
    for number in range(2, 7):
        world.note()
        world.write(BLUE, 1, orders=number, cents=number * 5)
        found = world.measure()
    assert (found.hot_different, found.hot_unmet_rounds) == (1, 5)
    assert found.samples[0].problem == "never met"


def test_a_key_that_met_once_and_then_in_no_round_is_different_in_the_end(world: World) -> None:
    totals(world, BLUE, *STEPS[:14])
    totals(world, GREEN, *STEPS[:14])
    world.note()
    world.write(BLUE, 1, orders=15, cents=sum(STEPS[:15]))
    assert (world.measure().in_step, world.rounds[-1].unproven) == (1, 0)
    seen = []
    for number in range(16, 21):
        world.note()
        world.write(BLUE, 1, orders=number, cents=-number)
        found = world.measure()
        seen.append((found.pending, found.hot_different, found.unproven))
    assert seen == [(1, 0, 0), (1, 0, 0), (1, 0, 0), (1, 0, 0), (0, 1, 1)]


def test_a_lost_row_that_wanders_to_a_key_already_proven_is_not_passed(tmp_path: Path) -> None:
    world = World(tmp_path, TOTALS)

    def write(n: int, lacking: int) -> None:
        """The next row of both customers; green's lacks a cent for one of them."""
        for key in (1, 2):
            cents = sum(STEPS[:n]) + key
            world.write(BLUE, key, orders=n, cents=cents)
            world.write(GREEN, key, orders=n, cents=cents - (key == lacking))

    def more(n: int, lacking: int) -> None:
        world.note()
        write(n, lacking)
        world.measure()

    for n in range(1, 15):
        write(n, lacking=1)
    more(15, lacking=1)
    assert (world.rounds[-1].unproven, world.rounds[-1].hot_unmet) == (1, 1)
    more(16, lacking=2)
    assert (world.rounds[-1].unproven, world.rounds[-1].hot_unmet) == (1, 1)
    for n in (17, 18, 19, 20):
        more(n, lacking=2)
    assert world.rounds[-1].hot_different == 1


def test_a_look_at_rows_that_have_not_moved_does_not_count(world: World) -> None:
    totals(world, BLUE, *STEPS[:14])
    totals(world, GREEN, *STEPS[:12])
    world.note()
    noted = world.noted
    world.write(BLUE, 1, orders=15, cents=sum(STEPS[:15]))
    for _ in range(3):
        world.noted = noted
        found = world.measure()
    assert (found.hot_unmet, found.hot_unmet_rounds) == (1, 1)


def test_a_status_that_changes_is_proven_by_being_equal(tmp_path: Path) -> None:
    world = World(tmp_path, compared(("status", "STRING")))
    world.both(1, status="new")
    world.note()
    world.both(1, status="paid")
    assert (world.measure().equal, world.rounds[-1].unproven) == (1, 0)


def test_a_status_in_step_proves_nothing_until_it_rests(tmp_path: Path) -> None:
    world = World(tmp_path, compared(("status", "STRING")))
    world.both(1, status="new")
    world.note()
    world.write(BLUE, 1, status="paid")
    assert (world.measure().undecided, world.rounds[-1].unproven) == (1, 1)
    world.write(GREEN, 1, status="paid")
    assert (world.measure().equal, world.rounds[-1].unproven) == (1, 0)


def test_sums_of_floats_are_in_step_within_the_tolerance(tmp_path: Path) -> None:
    world = World(tmp_path, compared(("orders", "BIGINT"), ("total", "DOUBLE")))
    for topic, order in ((BLUE, STEPS[:14]), (GREEN, tuple(reversed(STEPS[:14])))):
        total = 0.0
        for number, step in enumerate(order, 1):
            total += step / 100
            world.write(topic, 1, orders=number, total=total)
    world.note()
    for number in range(15, 19):
        world.write(BLUE, 1, orders=number, total=sum(s / 100 for s in STEPS[:number]))
    world.write(GREEN, 1, orders=15, total=sum(s / 100 for s in reversed(STEPS[:15])))
    assert world.measure().in_step == 1


def test_times_step_too(tmp_path: Path) -> None:
    world = World(tmp_path, compared(("orders", "BIGINT"), ("last_at", "TIMESTAMP(3)")))
    minutes = [n * (n + 1) // 2 for n in range(15)]
    times = [f"2026-01-01 {minute // 60:02}:{minute % 60:02}:00" for minute in minutes]
    for number, time in enumerate(times[:14], 1):
        world.both(1, orders=number, last_at=time)
    world.note()
    world.write(BLUE, 1, orders=15, last_at=times[14])
    assert (world.measure().in_step, world.rounds[-1].unproven) == (1, 0)


def test_random_whole_numbers_of_64_bits_do_not_overflow(tmp_path: Path) -> None:
    world = World(tmp_path, compared(("a", "BIGINT"), ("b", "DECIMAL(38, 18)")))
    for n in range(12):
        sign = (-1) ** n
        world.both(1, a=sign * (2**63 - 1 - n), b=f"{sign * (10**19 + n)}.5")
    world.note()
    world.write(BLUE, 1, a=5, b="0.5")
    assert world.measure().in_step == 1
