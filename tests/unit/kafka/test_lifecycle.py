"""The answer to an effect on a topic, and what is said when there is none."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta

import pytest
from confluent_kafka import KafkaError, KafkaException

from teal.kafka.connection import Connection
from teal.kafka.lifecycle import acknowledged
from teal.model.errors import Mistake, OutcomeUnknown, TealError, TopicConflict


class NoSecrets:
    """There are none."""

    def filled(self, text: str) -> str:
        return text

    def masked(self, text: str) -> str:
        return text


def outcome(code: int | None) -> TealError | None:
    """What is raised where Kafka's answer has this code; None is its consent."""
    connection = Connection("kafka:9092", {}, NoSecrets(), timedelta(seconds=1))
    future: Future[None] = Future()
    if code is None:
        future.set_result(None)
    else:
        future.set_exception(KafkaException(KafkaError(code)))
    try:
        acknowledged(connection, future, "create", "orders")
    except TealError as error:
        return error
    return None


def test_consent_is_silent() -> None:
    assert outcome(None) is None


@pytest.mark.parametrize(
    "code", [KafkaError._TIMED_OUT, KafkaError.REQUEST_TIMED_OUT, KafkaError._TRANSPORT]
)
def test_an_answer_that_is_lost_leaves_the_outcome_unknown(code: int) -> None:
    found = outcome(code)
    assert isinstance(found, OutcomeUnknown)
    assert str(found).startswith("create topic orders: it is not known whether this happened")


def test_a_race_for_a_name_is_a_conflict() -> None:
    assert isinstance(outcome(KafkaError.TOPIC_ALREADY_EXISTS), TopicConflict)


def test_a_refusal_says_what_was_refused_and_why() -> None:
    found = outcome(KafkaError.INVALID_REPLICATION_FACTOR)
    assert isinstance(found, Mistake)
    assert "refused to create topic orders" in str(found)


def test_a_lack_of_rights_says_so() -> None:
    found = outcome(KafkaError.TOPIC_AUTHORIZATION_FAILED)
    assert isinstance(found, Mistake)
    assert "does not allow it to create topic orders" in str(found)
