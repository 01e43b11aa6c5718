"""Metrics of sources to positions, lag and backpressure; what is missing stays unknown."""

from __future__ import annotations

from collections.abc import Mapping

from teal.engines.flink.kafka_metrics import (
    SourceVertex,
    first_names,
    further_names,
    is_backpressured,
    pending_records,
    positions,
)
from teal.engines.flink.wire import SubtasksMetric
from teal.ports.engine import Position

READER = "Source__orders[1]"
WAIT = "backPressuredTimeMsPerSecond"


def gauge(topic: str, partition: int, what: str = "currentOffset", reader: str = READER) -> str:
    return f"{reader}.KafkaSourceReader.topic.{topic}.partition.{partition}.{what}"


def vertex(values: Mapping[str, float], id: str = "v1", *silent: str) -> SourceVertex:  # noqa: A002
    """A vertex whose metrics all have values, but for the silent ones."""
    told = {
        name: SubtasksMetric(id=name, min=value, max=value, sum=value)
        for name, value in values.items()
    }
    return SourceVertex(id, (*values, *silent), told)


def test_a_dot_in_a_topic_is_an_underscore_in_its_metrics() -> None:
    source = vertex({gauge("raw_orders", 0): 7})
    assert positions([source], ["raw.orders"]) == (Position("raw.orders", 0, 7),)


def test_only_the_topics_asked_for_are_told() -> None:
    source = vertex({gauge("a", 0): 7, gauge("b", 0): 8, gauge("b", 1): 9})
    assert positions([source], ["b"]) == (Position("b", 0, 8), Position("b", 1, 9))


def test_minus_one_is_none_yet() -> None:
    assert positions([vertex({gauge("a", 0): -1})], ["a"]) == (Position("a", 0, -1),)


def test_two_sources_of_one_topic_are_as_far_as_the_slower_one() -> None:
    fast, slow = vertex({gauge("a", 0): 9}, "fast"), vertex({gauge("a", 0): 4}, "slow")
    assert positions([fast, slow], ["a"]) == (Position("a", 0, 4),)


def test_a_partition_that_one_of_two_sources_does_not_tell_is_unknown() -> None:
    whole = vertex({gauge("a", 0): 9, gauge("a", 1): 9}, "whole")
    part = vertex({gauge("a", 0): 4}, "part")
    assert positions([whole, part], ["a"]) == (Position("a", 0, 4),)


def test_while_a_source_is_silent_everything_is_unknown() -> None:
    told = vertex({gauge("a", 0): 9, f"{READER}.pendingRecords": 0, WAIT: 0})
    for silent in (
        vertex({}, "without metrics"),
        vertex({f"{READER}.KafkaSourceReader.commitsFailed": 0}, "without partitions"),
    ):
        assert positions([told, silent], ["a"]) == ()
        assert pending_records([told, silent]) is None
        assert is_backpressured([told, silent]) is None


def test_another_kind_of_source_hinders_nothing() -> None:
    told = vertex({gauge("a", 0): 9, f"{READER}.pendingRecords": 3})
    assert positions([told, vertex({"numRecordsOut": 5}, "datagen")], ["a"]) == (
        Position("a", 0, 9),
    )
    assert pending_records([told, vertex({"numRecordsOut": 5}, "datagen")]) == 3


def test_a_named_metric_without_a_value_is_unknown() -> None:
    source = vertex({gauge("a", 0): 9}, "v1", gauge("a", 1))
    assert positions([source], ["a"]) == (Position("a", 0, 9),)


def test_after_a_restart_the_committed_offset_tells_more() -> None:
    source = vertex({gauge("a", 0): -1, gauge("a", 0, "committedOffset"): 500})
    assert further_names(source) == (gauge("a", 0, "committedOffset"),)
    assert positions([source], ["a"]) == (Position("a", 0, 499),)


def test_a_committed_offset_is_not_asked_for_where_records_came() -> None:
    source = vertex({gauge("a", 0): 3, gauge("a", 0, "committedOffset"): 2})
    assert further_names(source) == ()
    assert positions([source], ["a"]) == (Position("a", 0, 3),)


def test_nothing_committed_and_nothing_read_is_none_yet() -> None:
    source = vertex({gauge("a", 0): -1, gauge("a", 0, "committedOffset"): -1})
    assert positions([source], ["a"]) == (Position("a", 0, -1),)


def test_the_lag_is_summed_over_sources() -> None:
    first = vertex({gauge("a", 0): 1, f"{READER}.pendingRecords": 3})
    second = vertex({gauge("b", 0): 1, f"{READER}.pendingRecords": 4}, "v2")
    assert pending_records([first, second]) == 7


def test_a_lag_that_one_source_does_not_tell_is_unknown() -> None:
    first = vertex({gauge("a", 0): 1, f"{READER}.pendingRecords": 3})
    assert pending_records([first, vertex({gauge("b", 0): 1}, "v2")]) is None
    assert pending_records([vertex({"numRecordsOut": 5})]) is None
    assert pending_records([]) is None


def test_not_a_number_is_unknown() -> None:
    source = vertex({gauge("a", 0): float("nan"), f"{READER}.pendingRecords": float("nan")})
    assert positions([source], ["a"]) == ()
    assert pending_records([source]) is None


def test_one_waiting_source_is_backpressure() -> None:
    assert is_backpressured([vertex({WAIT: 10}), vertex({WAIT: 700}, "v2")]) is True
    assert is_backpressured([vertex({WAIT: 10}), vertex({WAIT: 20}, "v2")]) is False
    assert is_backpressured([]) is None


def test_the_first_question_holds_offsets_lag_and_backpressure() -> None:
    source = vertex({gauge("a", 0): 1, gauge("a", 0, "committedOffset"): 1, "numRecordsIn": 5})
    assert first_names(source) == (gauge("a", 0), f"{READER}.pendingRecords", WAIT)
