"""The port to Kafka: topics, their ends, their readers and their records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from teal.model.validation import Cut


class TopicSpec(Struct, frozen=True):
    """A topic to create. `config` holds Kafka's own settings as text."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


class TopicDescription(Struct, frozen=True):
    """A topic that exists. `id` is Kafka's own and never comes again."""

    name: str
    id: str
    partitions: int
    config: Mapping[str, str]


class ConsumerGroup(Struct, frozen=True):
    """A group with an interest in a topic: members right now, or only committed positions.

    `lag` is the number of records behind the end; None where it has committed nothing there."""

    name: str
    state: str
    members: int
    lag: int | None


class Record(Struct, frozen=True):
    """One committed record, as bytes; `value` None is a tombstone. `timestamp_ms` is Kafka's."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None


class Topics(Protocol):
    """Kafka as Teal uses it. Every call has a time-out; Unreachable names the brokers."""

    def describe(self, names: Sequence[str]) -> Mapping[str, TopicDescription]:
        """Those of the topics that exist."""
        ...

    def list_names(self) -> frozenset[str]:
        """All topics that are not Kafka's own."""
        ...

    def create(self, spec: TopicSpec) -> TopicDescription:
        """Create a topic and wait until it is known. Raises TopicConflict if it exists,
        OutcomeUnknown if the answer was lost."""
        ...

    def delete(self, name: str, topic_id: str) -> bool:
        """Delete the topic of this id and wait until it is gone; False where it was absent.
        Raises TopicConflict where the name belongs to a topic of another id."""
        ...

    def alter(self, name: str, topic_id: str, config: Mapping[str, str | None]) -> None:
        """Change these settings of the topic of this id (None: back to Kafka's default) and leave
        the others. Raises TopicConflict where the topic is absent or another one."""
        ...

    def ends(self, names: Sequence[str]) -> Cut:
        """The ends of all partitions, frozen now. Raises TopicConflict for a missing topic."""
        ...

    def groups(self, topic: str) -> tuple[ConsumerGroup, ...]:
        """Consumer groups with members on, or positions in, the topic."""
        ...

    def read(self, start: Mapping[tuple[str, int], int], until: Cut) -> Iterator[Record]:
        """Committed records (read_committed) from `start` (absent: the beginning) up to the ends
        of the cut, partition by partition in any order, one at a time. Close the iterator."""
        ...

    def publish(self, topic: str, key: bytes, value: bytes) -> None:
        """Write one record and wait for its acknowledgement by all replicas."""
        ...
