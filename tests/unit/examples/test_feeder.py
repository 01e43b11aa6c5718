"""The feeder against the Kafka client's own mock broker."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from teal.demo.feeder import Feeder, FeederFailed
from teal.demo.generator import raw_topics

TIMEOUT_S = 60.0


@pytest.fixture(scope="module")
def servers() -> Iterator[str]:
    broker = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "log_level": 0})
    (member,) = broker.list_topics(timeout=TIMEOUT_S).brokers.values()
    yield f"{member.host}:{member.port}"
    broker.flush(1)


def test_a_pause_knows_exactly_what_kafka_holds(servers: str) -> None:
    with Feeder(servers, rate=2000, history=300, topic_name="paused_{}".format) as feeder:
        first = feeder.pause()
        assert first >= 300
        assert _records(servers, "paused_{}") == first
        assert feeder.pause() == first
        feeder.resume()
        deadline = time.monotonic() + TIMEOUT_S
        while feeder.sent < first + 200 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert feeder.sent >= first + 200
        last = feeder.stop()
    assert _records(servers, "paused_{}") == last


def test_stopping_a_paused_feeder_ends_it(servers: str) -> None:
    feeder = Feeder(servers, rate=100, history=10, topic_name="stopped_{}".format)
    feeder.start()
    held = feeder.pause()
    assert feeder.stop() == held
    assert feeder.stop() == held


def test_a_broker_that_does_not_answer_is_an_error_that_names_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        servers = f"127.0.0.1:{silent.getsockname()[1]}"
        feeder = Feeder(servers, history=10, patience=timedelta(seconds=1))
        with pytest.raises(FeederFailed, match=servers):
            feeder.start()


def _records(servers: str, name: str) -> int:
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "count"})
    try:
        return sum(_end(consumer, name.format(topic)) for topic in raw_topics())
    finally:
        consumer.close()


def _end(consumer: Consumer, topic: str) -> int:
    partitions = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].partitions
    return sum(
        consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=TIMEOUT_S)[1]
        for partition in partitions
    )
