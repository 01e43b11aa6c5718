"""A Kafka that does not answer, and settings that its client does not take."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from teal.kafka.topics import KafkaTopics
from teal.model.errors import Mistake, Unreachable
from teal.ports.topics import TopicSpec

pytestmark = pytest.mark.slow


class OneSecret:
    """Knows one password."""

    def filled(self, text: str) -> str:
        return text.replace("${secret:KAFKA}", "hunter2")

    def masked(self, text: str) -> str:
        return text.replace("hunter2", "***")


@pytest.fixture
def closed_port() -> Iterator[str]:
    """An address where nobody listens: bound, so that nobody else takes it meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


CALLS: list[Callable[[KafkaTopics], object]] = [
    lambda topics: topics.describe(("orders",)),
    lambda topics: topics.list_names(),
    lambda topics: topics.create(TopicSpec("orders", 1, 1, {})),
    lambda topics: topics.delete("orders", "id"),
    lambda topics: topics.ends(("orders",)),
    lambda topics: topics.groups("orders"),
    lambda topics: topics.publish("orders", b"k", b"v"),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_kafka_that_does_not_answer_is_named(
    call: Callable[[KafkaTopics], object], closed_port: str
) -> None:
    topics = KafkaTopics(closed_port, {}, OneSecret(), patience=timedelta(milliseconds=600))
    with pytest.raises(Unreachable) as raised:
        call(topics)
    assert str(raised.value).startswith(f"Kafka at {closed_port} cannot be reached: ")


def test_the_reason_is_what_the_network_said(closed_port: str) -> None:
    topics = KafkaTopics(closed_port, {}, OneSecret(), patience=timedelta(seconds=2))
    with pytest.raises(Unreachable, match="refused"):
        topics.list_names()


def test_a_property_that_the_client_does_not_know_is_named_without_its_value() -> None:
    properties = {"sasl.pasword": "${secret:KAFKA}"}
    with pytest.raises(Mistake) as refused:
        KafkaTopics("127.0.0.1:1", properties, OneSecret()).list_names()
    assert "'sasl.pasword'" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_value_that_the_client_does_not_take_names_the_property() -> None:
    properties = {"security.protocol": "hunter2"}
    with pytest.raises(Mistake) as refused:
        KafkaTopics("127.0.0.1:1", properties, OneSecret()).list_names()
    assert "'security.protocol'" in str(refused.value)
    assert "hunter2" not in str(refused.value)
