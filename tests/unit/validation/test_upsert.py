"""Upsert tables: last rows by key, and what counts as a difference."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.validation.two_versions import BLUE, CUSTOMERS, GREEN, World, compared

from teal.model.validation import KeySample, TableRound


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def counts(found: TableRound) -> dict[str, int]:
    """The counts that are not 0."""
    names = (
        *("equal", "in_step", "pending", "undecided", "hot_unmet", "unproven"),
        *("missing", "extra", "changed", "hot_different"),
    )
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_equal_tables_at_rest_are_proven_at_once(world: World) -> None:
    world.both(1, orders=1, total=10)
    world.both(2, orders=2, total=20)
    found = world.measure()
    assert counts(found) == {"equal": 2}
    assert (found.judged, found.keys_blue, found.keys_green) == (2, 2, 2)
    assert (found.rows_blue, found.rows_green) == (2, 2)


def test_only_the_last_row_of_a_key_counts(world: World) -> None:
    world.write(BLUE, 1, orders=1, total=10)
    world.both(1, orders=2, total=20)
    assert counts(world.measure()) == {"equal": 1}


def test_a_tombstone_is_absence(world: World) -> None:
    world.write(BLUE, 1, orders=1, total=10)
    world.delete(BLUE, 1)
    world.both(2, orders=1, total=10)
    found = world.measure()
    assert counts(found) == {"equal": 1}
    assert (found.keys_blue, found.judged) == (1, 1)


def test_a_missing_key_is_pending_once_and_missing_twice(world: World) -> None:
    world.both(1, orders=1, total=10)
    world.write(BLUE, 2, orders=1, total=10)
    first = world.measure()
    assert counts(first) == {"equal": 1, "pending": 1, "unproven": 1}
    assert first.samples == (KeySample("customer_id=2", "pending"),)
    second = world.measure()
    assert counts(second) == {"equal": 1, "missing": 1, "unproven": 1}
    assert second.samples == (KeySample("customer_id=2", "missing"),)


def test_a_key_that_only_green_has_is_extra(world: World) -> None:
    world.write(GREEN, 2, orders=1, total=10)
    world.measure()
    assert counts(world.measure()) == {"extra": 1, "unproven": 1}


def test_a_key_deleted_on_one_side_is_missing_there(world: World) -> None:
    world.both(1, orders=1, total=10)
    world.delete(GREEN, 1)
    world.measure()
    assert counts(world.measure()) == {"missing": 1, "unproven": 1}


def test_changed_columns_are_named_and_counted(world: World) -> None:
    for key in (1, 2):
        world.write(BLUE, key, orders=1, total=10)
        world.write(GREEN, key, orders=1, total=11 if key == 1 else 10)
    world.measure()
    found = world.measure()
    assert counts(found) == {"equal": 1, "changed": 1, "unproven": 1}
    assert found.changed_columns == {"total": 1}
    assert found.samples == (KeySample("customer_id=1", "changed", ("total",)),)


def test_a_difference_that_moves_on_is_not_yet_one(world: World) -> None:
    world.write(BLUE, 1, orders=1, total=10)
    world.write(GREEN, 1, orders=1, total=11)
    world.measure()
    world.write(BLUE, 1, orders=2, total=20)
    world.write(GREEN, 1, orders=2, total=22)
    assert counts(world.measure()) == {"pending": 1, "unproven": 1}
    assert counts(world.measure()) == {"changed": 1, "unproven": 1}


def test_a_difference_that_heals_is_proof(world: World) -> None:
    world.write(BLUE, 1, orders=1, total=10)
    world.write(GREEN, 1, orders=0, total=0)
    assert counts(world.measure()) == {"pending": 1, "unproven": 1}
    world.write(GREEN, 1, orders=1, total=10)
    assert counts(world.measure()) == {"equal": 1}


def test_a_proven_key_that_differs_at_rest_later_is_looked_at_again(world: World) -> None:
    world.both(1, orders=1, total=10)
    assert counts(world.measure()) == {"equal": 1}
    world.write(GREEN, 1, orders=1, total=99)
    assert counts(world.measure()) == {"pending": 1, "unproven": 1}
    assert counts(world.measure()) == {"changed": 1, "unproven": 1}


def test_keys_born_after_the_first_cut_need_no_proof(world: World) -> None:
    world.both(1, orders=1, total=10)
    world.note()
    world.write(BLUE, 2, orders=1, total=10)
    found = world.measure()
    assert counts(found) == {"equal": 1, "pending": 1}
    assert found.judged == 1


def test_a_key_born_later_that_differs_at_rest_is_a_difference_all_the_same(world: World) -> None:
    world.both(1, orders=1, total=10)
    world.note()
    world.write(BLUE, 2, orders=1, total=10)
    world.measure()
    assert counts(world.measure()) == {"equal": 1, "pending": 1, "unproven": 1}
    assert counts(world.measure()) == {"equal": 1, "missing": 1, "unproven": 1}


def test_the_first_cut_is_the_first_at_which_anything_stood(world: World) -> None:
    world.note()
    world.both(1, orders=1, total=10)
    assert world.measure().judged == 0
    assert world.measure().judged == 1


def test_empty_tables_judge_nothing(world: World) -> None:
    found = world.measure()
    assert (counts(found), found.judged) == ({}, 0)


def test_rounds_read_on_from_where_they_were(world: World) -> None:
    world.both(1, orders=1, total=10)
    world.measure()
    world.both(1, orders=2, total=20)
    found = world.measure()
    assert (found.rows_blue, found.rows_green) == (2, 2)
    assert counts(found) == {"equal": 1}


def test_round_one_begins_anew(world: World) -> None:
    world.both(1, orders=1, total=10)
    world.measure()
    world.rounds.clear()
    assert world.measure().rows_blue == 1


def test_values_are_shown_only_if_asked_for(world: World) -> None:
    world.write(BLUE, 1, orders=1, total=10)
    world.write(GREEN, 1, orders=None, total=10)
    world.measure()
    found = world.measure(show_rows=True, sensitive=("total",))
    assert found.samples == (
        KeySample(
            "customer_id=1",
            "changed",
            ("orders",),
            {"orders": "1", "total": "•••"},
            {"orders": "NULL", "total": "•••"},
        ),
    )


def test_a_sensitive_key_is_not_shown(world: World) -> None:
    world.write(BLUE, 1, orders=1, total=10)
    found = world.measure(sensitive=("customer_id",))
    assert found.samples[0].key == "customer_id=•••"


def test_samples_are_few_and_the_worst_come_first(world: World) -> None:
    for key in range(30):
        world.write(BLUE, key, orders=1, total=10)
    world.measure()
    world.write(GREEN, 0, orders=2, total=10)
    found = world.measure()
    assert found.missing == 29
    assert [sample.problem for sample in found.samples] == ["missing"] * 10


def test_a_key_of_several_columns_is_one_key(tmp_path: Path) -> None:
    world = World(tmp_path, replace(CUSTOMERS, key=("customer_id", "orders")))
    for orders in (1, 2):
        row = {"customer_id": 1, "orders": orders, "total": 5}
        for topic in (BLUE, GREEN) if orders == 1 else (BLUE,):
            world.raw(topic, {"customer_id": 1, "orders": orders}, {**row})
    found = world.measure()
    assert counts(found) == {"equal": 1, "pending": 1, "unproven": 1}
    assert found.samples[0].key == "customer_id=1, orders=2"


def test_a_key_with_quotes_and_commas_stays_itself(tmp_path: Path) -> None:
    world = World(tmp_path, replace(CUSTOMERS, columns=CUSTOMERS.columns[1:]))
    for key in ('a", "b', "a, b", "é☃", "~/'"):
        world.both(key, orders=1, total=10)
    assert counts(world.measure()) == {"equal": 4}


def test_a_key_that_stands_only_in_the_value_is_found_there(world: World) -> None:
    world.topics.append(BLUE, 0, None, b'{"customer_id":1,"orders":1,"total":10}')
    world.write(GREEN, 1, orders=1, total=10)
    assert counts(world.measure()) == {"equal": 1}


def test_a_key_in_two_partitions_has_no_known_last_row(tmp_path: Path) -> None:
    world = World(tmp_path, partitions=2)
    world.both(1, orders=1, total=10)
    world.write(BLUE, 1, 1, orders=1, total=10)
    assert world.measure().obstacles == (
        "1 key stands in several partitions of one topic: their last row is not known",
    )


def test_partitions_are_compared_together(tmp_path: Path) -> None:
    world = World(tmp_path, partitions=3)
    for key in range(9):
        world.write(BLUE, key, key % 3, orders=1, total=key)
        world.write(GREEN, key, (key + 1) % 3, orders=1, total=key)
    assert counts(world.measure()) == {"equal": 9}


def test_a_table_of_keys_alone_compares_which_keys_there_are(tmp_path: Path) -> None:
    world = World(tmp_path, compared())
    world.both(1)
    world.write(BLUE, 2)
    world.measure()
    assert counts(world.measure()) == {"equal": 1, "missing": 1, "unproven": 1}


def test_topics_that_may_lose_trajectories_are_mentioned_once(tmp_path: Path) -> None:
    world = World(tmp_path, config={"cleanup.policy": "compact"})
    assert [note.partition(" may drop")[0] for note in world.measure().notes] == [
        "topic fct",
        "topic fct_v2",
    ]
    assert world.measure().notes == ()


def test_topics_that_keep_trajectories_need_no_mention(tmp_path: Path) -> None:
    config = {"cleanup.policy": "compact", "min.compaction.lag.ms": "86400000"}
    assert World(tmp_path, config=config).measure().notes == ()
