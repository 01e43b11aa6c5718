"""Append tables: multisets of rows whose event time is over on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.validation.two_versions import BLUE, CUSTOMERS, GREEN, World

from teal.model.validation import ComparedColumn, KeySample, TableRound

PAYMENTS = replace(
    CUSTOMERS,
    key=(),
    columns=(
        ComparedColumn("paid_at", "TIMESTAMP(3)"),
        ComparedColumn("method", "STRING"),
        ComparedColumn("amount", "DECIMAL(10, 2)"),
    ),
    event_time="paid_at",
    watermark_delay_ms=5_000,
)


def at(second: int) -> str:
    return f"2026-01-01 00:{second // 60:02}:{second % 60:02}.000"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, PAYMENTS)


def pay(
    world: World, second: int, amount: float = 1, *, to: tuple[str, ...] = (BLUE, GREEN)
) -> None:
    for topic in to:
        world.append(topic, paid_at=at(second), method="CARD", amount=amount)


def close(world: World, second: int = 60) -> None:
    """Let the watermark of both sides pass a time."""
    pay(world, second, 99)


def counts(found: TableRound) -> dict[str, int]:
    names = ("equal", "pending", "unproven", "missing", "extra", "duplicates", "judged")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_the_same_rows_in_another_order_are_equal(world: World) -> None:
    for second in (1, 2, 2, 3):
        pay(world, second, to=(BLUE,))
    for second in (2, 3, 1, 2):
        pay(world, second, to=(GREEN,))
    close(world)
    assert counts(world.measure()) == {"equal": 4, "judged": 4}


def test_a_missing_row_is_pending_once_and_missing_twice(world: World) -> None:
    pay(world, 1)
    pay(world, 2, to=(BLUE,))
    close(world)
    assert counts(world.measure()) == {"equal": 1, "pending": 1, "unproven": 1, "judged": 2}
    found = world.measure()
    assert counts(found) == {"equal": 1, "missing": 1, "unproven": 1, "judged": 2}
    assert found.samples == (KeySample("blue's row at fct partition 0 offset 1", "missing"),)


def test_a_row_that_only_green_has_is_extra(world: World) -> None:
    pay(world, 1, to=(GREEN,))
    close(world)
    world.measure()
    found = world.measure()
    assert counts(found) == {"extra": 1, "unproven": 1, "judged": 1}
    assert found.samples[0].key == "green's row at fct_v2 partition 0 offset 0"


def test_a_row_that_green_has_more_often_is_a_duplicate(world: World) -> None:
    pay(world, 1)
    pay(world, 1, to=(GREEN,))
    pay(world, 1, to=(GREEN,))
    close(world)
    world.measure()
    assert counts(world.measure()) == {"equal": 1, "duplicates": 2, "unproven": 2, "judged": 3}


def test_a_row_that_green_has_less_often_is_missing(world: World) -> None:
    pay(world, 1)
    pay(world, 1, to=(BLUE,))
    close(world)
    world.measure()
    assert counts(world.measure()) == {"equal": 1, "missing": 1, "unproven": 1, "judged": 2}


def test_a_row_that_comes_late_is_no_difference(world: World) -> None:
    pay(world, 1)
    pay(world, 2, to=(BLUE,))
    close(world)
    world.measure()
    pay(world, 2, to=(GREEN,))
    assert counts(world.measure()) == {"equal": 2, "judged": 2}


def test_time_that_is_not_over_is_not_judged(world: World) -> None:
    pay(world, 1)
    pay(world, 56, to=(BLUE,))
    close(world)
    found = world.measure()
    assert counts(found) == {"equal": 1, "judged": 1}
    assert found.notes == ("3 rows outside of closed event time are not judged",)


def test_the_slower_side_says_which_time_is_over(world: World) -> None:
    pay(world, 1)
    pay(world, 20, to=(BLUE,))
    close(world, 24)
    pay(world, 300, to=(BLUE,))
    assert counts(world.measure()) == {"equal": 1, "judged": 1}


def test_rows_behind_the_noted_end_need_no_partner_yet(world: World) -> None:
    pay(world, 1)
    close(world)
    world.note()
    pay(world, 2, to=(BLUE,))
    assert counts(world.measure()) == {"equal": 1, "judged": 1}


def test_rows_behind_the_noted_end_are_partners_of_older_ones(world: World) -> None:
    pay(world, 1)
    pay(world, 2, to=(BLUE,))
    close(world)
    world.note()
    pay(world, 2, to=(GREEN,))
    assert counts(world.measure()) == {"equal": 2, "judged": 2}


def test_without_event_time_nothing_is_proven(tmp_path: Path) -> None:
    world = World(tmp_path, replace(PAYMENTS, event_time=None))
    pay(world, 1)
    found = world.measure()
    assert found.judged == 0
    assert found.obstacles[0].startswith("an append table without a WATERMARK")


def test_an_event_time_that_no_record_holds_is_an_obstacle(tmp_path: Path) -> None:
    world = World(tmp_path, replace(PAYMENTS, event_time="arrived_at"))
    pay(world, 1)
    assert world.measure().obstacles == (
        "no record of one side holds arrived_at, the event time: "
        "rows cannot be told to be complete",
    )


def test_an_event_time_outside_of_the_comparison_closes_rows_all_the_same(tmp_path: Path) -> None:
    world = World(tmp_path, replace(PAYMENTS, columns=PAYMENTS.columns[1:]))
    pay(world, 1)
    pay(world, 2, 7, to=(BLUE,))
    close(world)
    assert counts(world.measure()) == {"equal": 1, "pending": 1, "unproven": 1, "judged": 2}


def test_an_empty_green_closes_nothing(world: World) -> None:
    pay(world, 1, to=(BLUE,))
    pay(world, 60, to=(BLUE,))
    assert counts(world.measure()) == {}


def test_floats_are_partners_within_the_tolerance(tmp_path: Path) -> None:
    columns = (PAYMENTS.columns[0], ComparedColumn("amount", "DOUBLE"))
    world = World(tmp_path, replace(PAYMENTS, columns=columns))
    for number in range(3):
        pay(world, number, 0.1 + 0.2, to=(BLUE,))
        pay(world, number, 0.3 if number < 2 else 0.4, to=(GREEN,))
    close(world)
    world.measure()
    found = world.measure()
    assert (found.missing, found.extra) == (1, 1)


def test_what_retention_has_taken_from_blue_is_not_asked_of_it(world: World) -> None:
    for second in (1, 2, 20, 30):
        pay(world, second)
    close(world)
    world.topics.forget_before(BLUE, 0, 2)
    found = world.measure()
    assert counts(found) == {"equal": 1, "judged": 1}
    assert "topic fct partition 0 no longer holds its first 2 records" in found.notes


def test_values_of_a_row_are_shown_only_if_asked_for(world: World) -> None:
    pay(world, 1, to=(BLUE,))
    close(world)
    found = world.measure(show_rows=True, sensitive=("amount",))
    assert found.samples == (
        KeySample(
            "blue's row at fct partition 0 offset 0",
            "pending",
            (),
            {"paid_at": "2026-01-01 00:00:01", "method": "CARD", "amount": "•••"},
        ),
    )


def test_a_tombstone_in_an_append_table_is_an_obstacle(world: World) -> None:
    world.topics.append(BLUE, 0, None, None)
    assert "its value is not a JSON object" in world.measure().obstacles[0]
