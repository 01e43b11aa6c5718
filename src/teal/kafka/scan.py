"""Reading many partitions at once between fixed offsets, committed records only."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from msgspec import Struct

from teal.kafka.connection import Connection

_CONSUMER: Mapping[str, str | int | bool] = {
    "group.id": "teal-reader",
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "isolation.level": "read_committed",
    "enable.partition.eof": True,
    "auto.offset.reset": "earliest",
    "allow.auto.create.topics": False,
    "fetch.wait.max.ms": 20,
    "queued.max.messages.kbytes": 16_384,
}
_BATCH = 5_000


class Range(Struct, frozen=True):
    """Offsets of one partition: from `start` on, below `until`."""

    topic: str
    partition: int
    start: int
    until: int


def scanned(connection: Connection, ranges: tuple[Range, ...]) -> Generator[Message, None, None]:
    """Committed records in the ranges. A partition is over as soon as a record at or behind its
    `until` shows up, or its end: at a tail of transaction markers there is no record to wait for.
    """
    until = {(r.topic, r.partition): r.until for r in ranges if r.start < r.until}
    if not until:
        return
    consumer = connection.consumer(_CONSUMER)
    try:
        consumer.assign(
            [TopicPartition(r.topic, r.partition, r.start) for r in ranges if r.start < r.until]
        )
        yield from _records(connection, consumer, until)
    except KafkaException as error:
        raise connection.translated(error.args[0], "read its records") from error
    finally:
        consumer.close()


def _records(
    connection: Connection, consumer: Consumer, until: dict[tuple[str, int], int]
) -> Generator[Message, None, None]:
    quiet_since = time.monotonic()
    while until:
        batch = _batch(consumer)
        over: set[tuple[str, int]] = set()
        for message in batch:
            place = (str(message.topic()), int(message.partition() or 0))
            if place not in until:
                continue
            if _is_over(connection, message, until[place]):
                over.add(place)
            if message.error() is None and int(message.offset() or 0) < until[place]:
                yield message
        for place in over:
            del until[place]
        if over and until:
            consumer.incremental_unassign([TopicPartition(*place) for place in over])
        if batch:
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since > connection.patience_seconds:
            waiting = ", ".join(f"{topic} partition {n}" for topic, n in sorted(until)[:3])
            raise connection.unreachable(f"no answer while reading {waiting}")


def _batch(consumer: Consumer) -> list[Message]:
    """What has arrived: waits for the first message only (`consume` alone waits for all)."""
    first = consumer.poll(0.2)
    return [] if first is None else [first, *consumer.consume(_BATCH, 0)]


def _is_over(connection: Connection, message: Message, until: int) -> bool:
    error = message.error()
    if error is None:
        return int(message.offset() or 0) >= until - 1
    if error.code() == KafkaError._PARTITION_EOF:
        return True
    if error.retriable() or error.code() in (
        KafkaError._TRANSPORT,
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError._AUTO_OFFSET_RESET,
    ):
        return False
    raise connection.translated(error, f"read topic {message.topic()}")
