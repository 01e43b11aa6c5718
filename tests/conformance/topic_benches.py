"""Kafka and its twin in memory behind one face that can also write as producers do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

from confluent_kafka import Consumer, Producer, TopicPartition

from teal.kafka.memory import MemoryTopics, Standing
from teal.kafka.topics import KafkaTopics
from teal.ports.topics import ConsumerGroup, TopicDescription, Topics, TopicSpec


class NoSecrets:
    """There are none."""

    def filled(self, text: str) -> str:
        return text

    def masked(self, text: str) -> str:
        return text


Item = tuple[bytes | None, bytes | None]


class Bench(Protocol):
    """What the suite needs beside the port itself."""

    topics: Topics

    def write(self, topic: str, partition: int, *items: Item) -> None:
        """Write records."""
        ...

    def transact(self, topic: str, partition: int, *items: Item, commit: bool) -> None:
        """Write records in a transaction and end it."""
        ...

    def open_transaction(self, topic: str, partition: int, *items: Item) -> Callable[[], None]:
        """Write records in a transaction that stays open until the answer is called."""
        ...

    def commit_position(self, topic: str, group: str, partition: int, offset: int) -> None:
        """Leave a position of a consumer group that has no members."""
        ...

    def close(self) -> None:
        """Delete what the test left."""
        ...


class MemoryBench:
    """The twin."""

    def __init__(self) -> None:
        self.memory = MemoryTopics()
        self.topics: Topics = self.memory

    def write(self, topic: str, partition: int, *items: Item) -> None:
        for key, value in items:
            self.memory.append(topic, partition, key, value)

    def transact(self, topic: str, partition: int, *items: Item, commit: bool) -> None:
        for key, value in items:
            self.memory.append(topic, partition, key, value, Standing.OPEN)
        self.memory.close_transaction(topic, partition, commit=commit)

    def open_transaction(self, topic: str, partition: int, *items: Item) -> Callable[[], None]:
        for key, value in items:
            self.memory.append(topic, partition, key, value, Standing.OPEN)
        return lambda: self.memory.close_transaction(topic, partition, commit=True)

    def commit_position(self, topic: str, group: str, partition: int, offset: int) -> None:
        end = self.memory.ends((topic,)).ends[partition].end
        self.memory.join(topic, ConsumerGroup(group, "empty", 0, end - offset))

    def close(self) -> None:
        pass


class KafkaBench:
    """A real Kafka; topics are made through `made` so that they can be removed."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._owned = _Remembering(bootstrap)
        self.topics: Topics = self._owned

    def write(self, topic: str, partition: int, *items: Item) -> None:
        producer = Producer({"bootstrap.servers": self._bootstrap, "acks": "all"})
        _produce(producer, topic, partition, items)
        assert producer.flush(30) == 0

    def transact(self, topic: str, partition: int, *items: Item, commit: bool) -> None:
        producer = self._transactional()
        _produce(producer, topic, partition, items)
        assert producer.flush(30) == 0
        if commit:
            producer.commit_transaction(30)
        else:
            producer.abort_transaction(30)
        self._await_marker(topic, partition)

    def open_transaction(self, topic: str, partition: int, *items: Item) -> Callable[[], None]:
        producer = self._transactional()
        _produce(producer, topic, partition, items)
        assert producer.flush(30) == 0

        def commit() -> None:
            producer.commit_transaction(30)
            self._await_marker(topic, partition)

        return commit

    def commit_position(self, topic: str, group: str, partition: int, offset: int) -> None:
        consumer = Consumer({"bootstrap.servers": self._bootstrap, "group.id": group})
        consumer.commit(offsets=[TopicPartition(topic, partition, offset)], asynchronous=False)
        consumer.close()

    def close(self) -> None:
        self._owned.delete_all()

    def _await_marker(self, topic: str, partition: int) -> None:
        """A transaction is over before the brokers have written so into its partitions."""
        place, deadline = TopicPartition(topic, partition), time.monotonic() + 60
        consumer = Consumer({"bootstrap.servers": self._bootstrap, "group.id": "bench"})
        try:
            while self.topics.ends((topic,)).ends[partition].end < _high_watermark(consumer, place):
                assert time.monotonic() < deadline, "the transaction is not closed"
                time.sleep(0.02)
        finally:
            consumer.close()

    def _transactional(self) -> Producer:
        producer = Producer(
            {"bootstrap.servers": self._bootstrap, "transactional.id": f"bench-{uuid4()}"}
        )
        producer.init_transactions(30)
        producer.begin_transaction()
        return producer


class _Remembering(KafkaTopics):
    def __init__(self, bootstrap: str) -> None:
        super().__init__(bootstrap, {}, NoSecrets())
        self._made: list[TopicDescription] = []

    def create(self, spec: TopicSpec) -> TopicDescription:
        made = super().create(spec)
        self._made.append(made)
        return made

    def delete_all(self) -> None:
        for made in self._made:
            if self.describe((made.name,)).get(made.name) == made:
                self.delete(made.name, made.id)


def _high_watermark(consumer: Consumer, place: TopicPartition) -> int:
    return int(consumer.get_watermark_offsets(place, timeout=30)[1])


def _produce(producer: Producer, topic: str, partition: int, items: tuple[Item, ...]) -> None:
    for key, value in items:
        producer.produce(topic, value=value, key=key, partition=partition)
        producer.poll(0)
