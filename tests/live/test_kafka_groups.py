"""What only a real Kafka shows: groups with members, and the control topic on real brokers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from confluent_kafka import Consumer
from tests.conformance.topic_benches import KafkaBench, NoSecrets

from teal.kafka.topics import KafkaTopics
from teal.model.errors import Refused
from teal.ports.stack import StackAddresses
from teal.ports.switching import ServedTable, Serving
from teal.ports.topics import TopicSpec
from teal.switching.control_topic import ControlTopic

pytestmark = pytest.mark.live


@pytest.fixture
def bench(stack: StackAddresses) -> Iterator[KafkaBench]:
    bench = KafkaBench(stack.kafka_bootstrap)
    try:
        yield bench
    finally:
        bench.close()


def test_a_group_that_reads_now_has_members(bench: KafkaBench, stack: StackAddresses) -> None:
    topic = f"live-{uuid4().hex[:12]}"
    bench.topics.create(TopicSpec(topic, 1, 1, {}))
    bench.write(topic, 0, (b"k", b"v"))
    consumer = Consumer(
        {
            "bootstrap.servers": stack.kafka_bootstrap,
            "group.id": f"{topic}-readers",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    try:
        consumer.subscribe([topic])
        assert consumer.poll(60) is not None
        (group,) = bench.topics.groups(topic)
        assert (group.name, group.members, group.lag) == (f"{topic}-readers", 1, None)
        consumer.commit(asynchronous=False)
        (group,) = bench.topics.groups(topic)
        assert (group.members, group.lag) == (1, 0)
    finally:
        consumer.close()
    (group,) = bench.topics.groups(topic)
    assert (group.state, group.members, group.lag) == ("empty", 0, 0)


def test_the_control_topic_lives_and_goes_on_real_brokers(stack: StackAddresses) -> None:
    topics = KafkaTopics(stack.kafka_bootstrap, {}, NoSecrets())
    name = f"live-{uuid4().hex[:12]}"
    point = ControlTopic(topics, name, "ours")
    first = Serving("ours", 1, {"orders": ServedTable(1, "orders", "orders")})
    second = Serving("ours", 2, {"orders": ServedTable(2, "orders_v2", "orders_v2")})
    try:
        point.publish(first)
        point.publish(second)
        with pytest.raises(Refused):
            point.publish(first)
        assert point.current() == second
        assert topics.describe((name,))[name].config["cleanup.policy"] == "compact"
        with pytest.raises(Refused, match="belongs to the deployment ours"):
            ControlTopic(topics, name, "theirs").withdraw()
    finally:
        point.withdraw()
    assert name not in topics.list_names()
