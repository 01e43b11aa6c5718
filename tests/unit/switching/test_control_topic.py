"""The switch point that programs follow in Kafka."""

from __future__ import annotations

import json

import pytest

from teal.kafka.memory import MemoryTopics
from teal.model.errors import Refused
from teal.ports.switching import ServedTable, Serving
from teal.ports.topics import TopicSpec
from teal.switching.control_topic import ControlTopic

TOPIC = "teal-retail-prod-serving"
OURS = "5f0c9f5e-0000-4000-8000-000000000001"
ORDERS_1 = {"orders": ServedTable(1, "orders", "orders")}
ORDERS_2 = {
    "orders": ServedTable(2, "orders_v2", "orders_v2"),
    "top_orders": ServedTable(1, "top_orders", None),
}


@pytest.fixture
def topics() -> MemoryTopics:
    return MemoryTopics()


@pytest.fixture
def point(topics: MemoryTopics) -> ControlTopic:
    return ControlTopic(topics, TOPIC, OURS)


def records(topics: MemoryTopics) -> list[tuple[bytes | None, bytes | None]]:
    return [(record.key, record.value) for record in topics.read({}, topics.ends((TOPIC,)))]


def test_nothing_is_shown_before_the_first_map(point: ControlTopic) -> None:
    assert point.current() is None


def test_what_is_published_is_shown(point: ControlTopic) -> None:
    point.publish(Serving(OURS, 7, ORDERS_2))
    assert point.current() == Serving(OURS, 7, ORDERS_2)


def test_the_first_map_makes_a_compacted_topic_of_one_partition(
    point: ControlTopic, topics: MemoryTopics
) -> None:
    point.publish(Serving(OURS, 1, ORDERS_1))
    made = topics.describe((TOPIC,))[TOPIC]
    assert (made.partitions, made.config) == (1, {"cleanup.policy": "compact"})


def test_one_key_holds_the_whole_map(point: ControlTopic, topics: MemoryTopics) -> None:
    point.publish(Serving(OURS, 1, ORDERS_1))
    point.publish(Serving(OURS, 2, ORDERS_2))
    keys, values = zip(*records(topics), strict=True)
    assert keys == (b"serving", b"serving")
    assert json.loads(values[-1]) == {
        "schema": 1,
        "deployment": OURS,
        "serial": 2,
        "tables": {
            "orders": {"version": 2, "physical": "orders_v2", "topic": "orders_v2"},
            "top_orders": {"version": 1, "physical": "top_orders", "topic": None},
        },
    }


def test_the_same_map_twice_is_one_record(point: ControlTopic, topics: MemoryTopics) -> None:
    point.publish(Serving(OURS, 1, ORDERS_1))
    point.publish(Serving(OURS, 1, ORDERS_1))
    assert len(records(topics)) == 1


def test_an_older_serial_is_refused(point: ControlTopic) -> None:
    point.publish(Serving(OURS, 2, ORDERS_2))
    with pytest.raises(Refused, match="shows serial 2; 1 is older"):
        point.publish(Serving(OURS, 1, ORDERS_1))
    assert point.current() == Serving(OURS, 2, ORDERS_2)


def test_two_maps_under_one_serial_are_refused(point: ControlTopic) -> None:
    point.publish(Serving(OURS, 2, ORDERS_2))
    with pytest.raises(Refused, match="same serial 2"):
        point.publish(Serving(OURS, 2, ORDERS_1))


def test_a_topic_left_empty_by_a_crash_is_used(point: ControlTopic, topics: MemoryTopics) -> None:
    topics.create(TopicSpec(TOPIC, 1, 1, {"cleanup.policy": "compact"}))
    point.publish(Serving(OURS, 1, ORDERS_1))
    assert point.current() == Serving(OURS, 1, ORDERS_1)


@pytest.mark.parametrize(
    "spec",
    [
        TopicSpec(TOPIC, 1, 1, {"cleanup.policy": "delete"}),
        TopicSpec(TOPIC, 2, 1, {"cleanup.policy": "compact"}),
    ],
)
def test_an_empty_topic_that_could_lose_or_split_the_record_is_refused(
    point: ControlTopic, topics: MemoryTopics, spec: TopicSpec
) -> None:
    topics.create(spec)
    with pytest.raises(Refused, match="not compacted with a single partition"):
        point.publish(Serving(OURS, 1, ORDERS_1))


def test_withdrawing_deletes_the_topic(point: ControlTopic, topics: MemoryTopics) -> None:
    point.publish(Serving(OURS, 1, ORDERS_1))
    point.withdraw()
    assert topics.list_names() == frozenset()
    point.withdraw()


def test_a_topic_without_a_record_is_not_deleted(point: ControlTopic, topics: MemoryTopics) -> None:
    topics.create(TopicSpec(TOPIC, 1, 1, {}))
    point.withdraw()
    assert topics.list_names() == {TOPIC}


def test_the_topic_of_another_deployment_is_left_alone(
    point: ControlTopic, topics: MemoryTopics
) -> None:
    ControlTopic(topics, TOPIC, "somebody-else").publish(Serving("somebody-else", 1, ORDERS_1))
    with pytest.raises(Refused, match="belongs to the deployment somebody-else"):
        point.publish(Serving(OURS, 9, ORDERS_1))
    with pytest.raises(Refused, match="belongs to the deployment somebody-else"):
        point.withdraw()
    assert topics.list_names() == {TOPIC}


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (b"serving", b"\xff", "not"),
        (b"serving", b"{}", "not a map"),
        (b"serving", b"[1]", "not a map"),
        (b"serving", b'{"schema":2}', "schema 2"),
        (b"serving", None, "key"),
        (b"order 1", b"{}", "order 1"),
        (None, b"{}", "key is None"),
    ],
)
def test_a_topic_that_holds_something_else_is_refused(
    point: ControlTopic, topics: MemoryTopics, key: bytes | None, value: bytes | None, reason: str
) -> None:
    topics.create(TopicSpec(TOPIC, 1, 1, {}))
    topics.append(TOPIC, 0, key, value)
    with pytest.raises(Refused, match=f"not Teal's: .*{reason}"):
        point.publish(Serving(OURS, 1, ORDERS_1))
    with pytest.raises(Refused):
        point.withdraw()
    assert topics.list_names() == {TOPIC}


def test_it_says_what_it_is(point: ControlTopic) -> None:
    assert point.name == "control topic teal-retail-prod-serving"
    assert point.is_atomic
