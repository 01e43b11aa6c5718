"""The goals of readers: the frozen cut, and behind it what the release's own units have noted."""

from __future__ import annotations

from tests.unit.execution.small_plans import (
    freeze,
    start,
    wait_for,
)

from teal.execution.known_ends import KnownEnds, cut_in
from teal.model.codec import Json, encoded
from teal.model.validation import Cut, PartitionEnd


def end(topic: str, last: int, partition: int = 0) -> PartitionEnd:
    return PartitionEnd(topic, partition, 0, last + 1, last)


def detail(*ends: PartitionEnd) -> dict[str, Json]:
    return {"cut": encoded(Cut(ends))}


def test_a_frozen_cut_is_the_goal_of_its_topics() -> None:
    known = KnownEnds()
    known.learn(freeze("raw", "other"), detail(end("other", 3), end("raw", 7, 1), end("raw", 9)))
    assert known.goal(("raw",)) == Cut((end("raw", 9), end("raw", 7, 1)))


def test_ends_noted_by_the_writer_win_over_the_frozen_ones() -> None:
    known = KnownEnds()
    known.learn(wait_for("orders", (), ()), detail(end("orders", 4)))
    known.learn(freeze("orders"), detail(end("orders", 100)))
    assert known.goal(("orders",)) == Cut((end("orders", 4),))


def test_of_two_writers_the_further_end_of_each_partition_counts() -> None:
    known = KnownEnds()
    known.learn(wait_for("orders", (), ()), detail(end("orders", 4), end("orders", 9, 1)))
    known.learn(wait_for("orders#2", (), ()), detail(end("orders", 6), end("orders", 2, 1)))
    assert known.goal(("orders",)) == Cut((end("orders", 6), end("orders", 9, 1)))


def test_a_topic_asked_for_twice_is_one_goal() -> None:
    known = KnownEnds()
    known.learn(freeze("raw"), detail(end("raw", 1)))
    assert known.goal(("raw", "raw")) == Cut((end("raw", 1),))


def test_a_topic_that_nobody_froze_or_noted_has_no_goal() -> None:
    assert KnownEnds().goal(("raw",)) == Cut(())


def test_other_steps_teach_nothing() -> None:
    known = KnownEnds()
    known.learn(start("orders"), detail(end("orders", 4)))
    assert known.goal(("orders",)) == Cut(())


def test_a_detail_without_a_cut_is_an_empty_one() -> None:
    assert cut_in({}) == Cut(())
