"""The generator is a function of its seed, and as untidy as change logs are."""

from collections import Counter
from itertools import islice

import pytest

from teal.demo.events import money, sql_timestamp
from teal.demo.generator import DEFAULT_SEED, Event, events, history_start_ms, raw_topics

pytestmark = pytest.mark.slow

START_MS = 1_770_000_000_000
HISTORY = 20_000


@pytest.fixture(scope="module")
def history() -> list[Event]:
    return list(islice(events(start_ms=START_MS), HISTORY))


def test_the_same_seed_and_start_give_the_same_events(history: list[Event]) -> None:
    assert list(islice(events(DEFAULT_SEED, start_ms=START_MS), HISTORY)) == history


def test_another_seed_gives_other_events(history: list[Event]) -> None:
    assert list(islice(events(DEFAULT_SEED + 1, start_ms=START_MS), 1000)) != history[:1000]


def test_another_start_moves_the_times_and_nothing_else(history: list[Event]) -> None:
    later = list(islice(events(start_ms=START_MS + 5000), 1000))
    assert [event.timestamp_ms - 5000 for event in later] == [
        event.timestamp_ms for event in history[:1000]
    ]
    assert [(event.topic, event.key) for event in later] == [
        (event.topic, event.key) for event in history[:1000]
    ]


def test_every_raw_topic_is_fed(history: list[Event]) -> None:
    assert {event.topic for event in history} == set(raw_topics())


def test_records_are_delivered_again_and_after_newer_ones_but_rarely(history: list[Event]) -> None:
    again = stale = 0
    newest: dict[tuple[str, str], object] = {}
    seen = set()
    for event in history:
        entity, lsn = (event.topic, event.key), event.value["lsn"]
        again += (event.topic, lsn) in seen
        stale += _number(lsn) < _number(newest.get(entity, 0))
        seen.add((event.topic, lsn))
        newest[entity] = max(_number(lsn), _number(newest.get(entity, 0)))
    assert 0.03 < again / HISTORY < 0.05
    assert 0.008 < stale / HISTORY < 0.03


def test_a_redelivery_is_the_same_record(history: list[Event]) -> None:
    records: dict[tuple[str, object], Event] = {}
    for event in history:
        assert records.setdefault((event.topic, event.value["lsn"]), event) == event


def test_no_event_is_late_for_the_watermark(history: list[Event]) -> None:
    newest = 0
    for event in history:
        newest = max(newest, event.timestamp_ms)
        assert newest - event.timestamp_ms < 5000


def test_changes_are_inserts_updates_and_some_deletes(history: list[Event]) -> None:
    ops = Counter((event.topic, event.value["op"]) for event in history if "op" in event.value)
    for topic in ("raw_orders", "raw_order_items", "raw_customers"):
        assert all(ops[topic, op] > 0 for op in "cud")


def test_the_order_that_the_wrong_filter_loses_is_sold_in_the_history(
    history: list[Event],
) -> None:
    changes = [event for event in history if (event.topic, event.key) == ("raw_orders", "777")]
    newest = max(changes, key=lambda event: _number(event.value["lsn"]))
    assert newest.value["status"] == "DELIVERED"


def test_a_history_leads_up_to_now() -> None:
    start = history_start_ms(START_MS, HISTORY)
    last = max(event.timestamp_ms for event in islice(events(start_ms=start), HISTORY))
    assert abs(START_MS - last) < 10_000


def test_money_and_time_are_written_as_flink_reads_them() -> None:
    assert (money(5), money(123_456), money(-250)) == ("0.05", "1234.56", "-2.50")
    assert sql_timestamp(1_770_000_000_007) == "2026-02-02 02:40:00.007"


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
