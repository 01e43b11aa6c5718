"""Kafka through its own protocol: the adapter behind the port `topics`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta

from confluent_kafka import KafkaException, Message

from teal.kafka.catalogue import described, known
from teal.kafka.conflicts import missing
from teal.kafka.connection import Connection
from teal.kafka.ends import cut_of
from teal.kafka.groups import groups_of
from teal.kafka.lifecycle import altered, created, deleted
from teal.kafka.publisher import published
from teal.kafka.scan import Range, scanned
from teal.model.validation import Cut
from teal.ports.secrets import Secrets
from teal.ports.topics import ConsumerGroup, Record, TopicDescription, TopicSpec


class KafkaTopics:
    """See the port. `properties` may hold secrets by name; their values stand in no message."""

    def __init__(
        self,
        bootstrap: str,
        properties: Mapping[str, str],
        secrets: Secrets,
        patience: timedelta = timedelta(seconds=30),
    ) -> None:
        self._connection = Connection(bootstrap, properties, secrets, patience)

    def describe(self, names: Sequence[str]) -> Mapping[str, TopicDescription]:
        """Those of the topics that exist."""
        return described(self._connection, names)

    def list_names(self) -> frozenset[str]:
        """All topics that are not Kafka's own."""
        patience = self._connection.patience_seconds
        try:
            metadata = self._connection.admin().list_topics(timeout=patience)
        except KafkaException as error:
            raise self._connection.translated(error.args[0], "list topics") from error
        return frozenset(name for name in metadata.topics if not name.startswith("__"))

    def create(self, spec: TopicSpec) -> TopicDescription:
        """Create a topic and wait until it can be used."""
        return created(self._connection, spec)

    def delete(self, name: str, topic_id: str) -> bool:
        """Delete the topic of this id and wait until it is gone."""
        return deleted(self._connection, name, topic_id)

    def alter(self, name: str, topic_id: str, config: Mapping[str, str | None]) -> None:
        """Change these settings of the topic of this id and leave the others."""
        altered(self._connection, name, topic_id, config)

    def ends(self, names: Sequence[str]) -> Cut:
        """The ends of all partitions, frozen now."""
        found = known(self._connection, names)
        for name in names:
            if name not in found:
                raise missing(name)
        return cut_of(
            self._connection,
            ((name, part.id) for name, topic in found.items() for part in topic.partitions),
        )

    def groups(self, topic: str) -> tuple[ConsumerGroup, ...]:
        """Consumer groups with members on, or positions in, the topic; none of an absent one."""
        found = known(self._connection, (topic,)).get(topic)
        return () if found is None else groups_of(self._connection, topic, len(found.partitions))

    def read(self, start: Mapping[tuple[str, int], int], until: Cut) -> Iterator[Record]:
        """Committed records from `start` up to the last one before the ends of the cut."""
        ranges = tuple(
            Range(e.topic, e.partition, start.get((e.topic, e.partition), e.start), e.last_data + 1)
            for e in until.ends
        )
        with closing(scanned(self._connection, ranges)) as messages:
            for message in messages:
                yield _record(message)

    def publish(self, topic: str, key: bytes, value: bytes) -> None:
        """Write one record and wait for its acknowledgement by all replicas."""
        published(self._connection, topic, key, value)


def _record(message: Message) -> Record:
    return Record(
        str(message.topic()),
        int(message.partition() or 0),
        int(message.offset() or 0),
        message.timestamp()[1],
        message.key(),
        message.value(),
    )
