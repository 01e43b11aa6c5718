"""Writing one record for good."""

from __future__ import annotations

from confluent_kafka import KafkaError, Message

from teal.kafka.catalogue import known
from teal.kafka.conflicts import missing
from teal.kafka.connection import Connection
from teal.model.errors import OutcomeUnknown, Unreachable


def published(connection: Connection, topic: str, key: bytes, value: bytes) -> None:
    """Write a record and wait until all in-sync replicas have it."""
    # A producer would have the brokers make a topic that is not there, where they may.
    if topic not in known(connection, (topic,)):
        raise missing(topic)
    failures: list[KafkaError] = []

    def delivered(error: KafkaError | None, _: Message) -> None:
        if error is not None:
            failures.append(error)

    patience = connection.patience_seconds
    producer = connection.producer(
        {
            "acks": "all",
            "enable.idempotence": True,
            "message.timeout.ms": int(patience * 1000),
            "linger.ms": 0,
        }
    )
    producer.produce(topic, value=value, key=key, on_delivery=delivered)
    unsent = producer.flush(patience + 5)
    if unsent:
        raise OutcomeUnknown(f"write to topic {topic}", "no acknowledgement in time")
    if failures:
        translated = connection.translated(failures[0], f"write to topic {topic}")
        if isinstance(translated, Unreachable):
            raise OutcomeUnknown(f"write to topic {topic}", translated.reason)
        raise translated
