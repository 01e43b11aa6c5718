"""Topics for tests of engines, written as Flink's own exactly-once sinks write them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import uuid4

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from msgspec.structs import replace
from tests.conformance.engine_subjects import submission

from teal.model.names import UnitKey
from teal.model.submission import Submission
from teal.ports.engine import Readiness


class Kafka:
    """Topics with records of exactly-once producers, as Flink's own sinks write them."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self._admin = AdminClient({"bootstrap.servers": bootstrap})
        self._topics: list[str] = []

    def topic(self, name: str, partitions: int) -> str:
        unique = f"{name}.{uuid4().hex[:8]}"
        created = self._admin.create_topics([NewTopic(unique, partitions, 1)])
        created[unique].result(30)
        self._topics.append(unique)
        return unique

    def write(self, topic: str, values: Mapping[int, Sequence[str]]) -> None:
        """Values by partition, in one transaction: a marker ends each partition."""
        settings = {"bootstrap.servers": self.bootstrap, "transactional.id": uuid4().hex}
        producer = Producer(settings)
        producer.init_transactions(30)
        producer.begin_transaction()
        for partition, rows in values.items():
            for row in rows:
                producer.produce(topic, row.encode(), partition=partition)
        producer.commit_transaction(30)

    def ends(self, topic: str, partitions: int, isolation: str) -> list[int]:
        """The ends that a reader of this isolation level sees."""
        settings = {"bootstrap.servers": self.bootstrap, "group.id": uuid4().hex}
        consumer = Consumer({**settings, "isolation.level": isolation})
        try:
            places = [TopicPartition(topic, partition) for partition in range(partitions)]
            return [consumer.get_watermark_offsets(place, timeout=30)[1] for place in places]
        finally:
            consumer.close()

    def forget_before(self, topic: str, offset: int) -> None:
        """Delete the records of partition 0 below an offset."""
        place = TopicPartition(topic, 0, offset)
        for deleted in self._admin.delete_records([place]).values():
            deleted.result(30)

    def table(self, name: str, topic: str, **options: str) -> str:
        """A definition of a source or sink over a topic."""
        given = {
            "connector": "kafka",
            "topic": topic,
            "properties.bootstrap.servers": self.bootstrap,
            "format": "json",
            **{key.replace("__", "-").replace("_", "."): value for key, value in options.items()},
        }
        listed = ", ".join(f"'{key}'='{value}'" for key, value in given.items())
        return f"CREATE TABLE {name} (id BIGINT) WITH ({listed})"

    def source(self, name: str, topic: str) -> str:
        return self.table(
            name,
            topic,
            scan_startup_mode="earliest-offset",
            properties_group_id=f"teal-test-{topic}",
            properties_isolation_level="read_committed",
            properties_auto_offset_reset="earliest",
        )

    def close(self) -> None:
        deleted = self._admin.delete_topics(self._topics) if self._topics else {}
        for done in deleted.values():
            done.result(30)


def rows(ids: Sequence[int]) -> list[str]:
    return [json.dumps({"id": number}) for number in ids]


def reading(key: UnitKey, statement: str, *definitions: str) -> Submission:
    plain = submission(key)
    return replace(plain, statement=statement, definitions=(*definitions, *plain.definitions))


def offsets(readiness: Readiness) -> dict[tuple[str, int], int]:
    return {(each.topic, each.partition): each.offset for each in readiness.positions}
