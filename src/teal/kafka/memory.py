"""Topics that live in this process and keep the same law: for tests and simulations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from teal.kafka.conflicts import another_id, exists_already, missing
from teal.model.validation import Cut, PartitionEnd
from teal.ports.topics import ConsumerGroup, Record, TopicDescription, TopicSpec


class Standing(Enum):
    """What became of an entry of the log. Readers see COMMITTED ones only."""

    COMMITTED = "committed"
    ABORTED = "aborted"
    OPEN = "open"
    MARKER = "marker"


class _Entry(Struct):
    record: Record
    standing: Standing


class _Topic(Struct):
    description: TopicDescription
    logs: list[list[_Entry]]
    starts: list[int]
    groups: dict[str, ConsumerGroup] = field(default_factory=dict)


class MemoryTopics:
    """See the port. What producers do is scripted with `append`, `close_transaction`,
    `forget_before` and `join`."""

    def __init__(self) -> None:
        self._topics: dict[str, _Topic] = {}
        self._made = 0

    def describe(self, names: Sequence[str]) -> Mapping[str, TopicDescription]:
        """Those of the topics that exist."""
        return {
            name: self._topics[name].description
            for name in dict.fromkeys(names)
            if name in self._topics
        }

    def list_names(self) -> frozenset[str]:
        """All topics."""
        return frozenset(self._topics)

    def create(self, spec: TopicSpec) -> TopicDescription:
        """Create a topic."""
        if spec.name in self._topics:
            raise exists_already(spec.name)
        self._made += 1
        made = TopicDescription(spec.name, f"memory-{self._made}", spec.partitions, spec.config)
        logs: list[list[_Entry]] = [[] for _ in range(spec.partitions)]
        self._topics[spec.name] = _Topic(made, logs, [0] * spec.partitions)
        return made

    def there(self, name: str) -> None:
        """A topic that was there before, with an id that follows from its name."""
        description = TopicDescription(name, f"memory-{name}", 1, {})
        self._topics[name] = _Topic(description, [[]], [0])

    def delete(self, name: str, topic_id: str) -> bool:
        """Delete the topic of this id."""
        if name not in self._topics:
            return False
        found = self._topics[name].description.id
        if found != topic_id:
            raise another_id(name, found, topic_id)
        del self._topics[name]
        return True

    def alter(self, name: str, topic_id: str, config: Mapping[str, str | None]) -> None:
        """Change these settings."""
        topic = self._known(name)
        if topic.description.id != topic_id:
            raise another_id(name, topic.description.id, topic_id)
        merged = {**topic.description.config, **config}
        kept = {key: value for key, value in merged.items() if value is not None}
        topic.description = replace(topic.description, config=kept)

    def ends(self, names: Sequence[str]) -> Cut:
        """The ends of all partitions, frozen now."""
        places = sorted((name, n) for name in names for n in range(len(self._known(name).logs)))
        return Cut(tuple(self._end(name, partition) for name, partition in places))

    def groups(self, topic: str) -> tuple[ConsumerGroup, ...]:
        """Consumer groups that joined the topic."""
        if topic not in self._topics:
            return ()
        groups = self._topics[topic].groups
        return tuple(groups[name] for name in sorted(groups))

    def read(self, start: Mapping[tuple[str, int], int], until: Cut) -> Iterator[Record]:
        """Committed records from `start` up to the ends of the cut."""
        for end in until.ends:
            first = max(start.get((end.topic, end.partition), 0), end.start)
            log = self._known(end.topic).logs[end.partition]
            for entry in log[first : end.last_data + 1]:
                if entry.standing is Standing.COMMITTED:
                    yield entry.record

    def publish(self, topic: str, key: bytes, value: bytes) -> None:
        """Write one record."""
        self.append(topic, 0, key, value)

    def append(
        self,
        topic: str,
        partition: int,
        key: bytes | None,
        value: bytes | None,
        standing: Standing = Standing.COMMITTED,
        timestamp_ms: int = 0,
    ) -> int:
        """Write a record as a producer would; its offset."""
        log = self._known(topic).logs[partition]
        record = Record(topic, partition, len(log), timestamp_ms, key, value)
        log.append(_Entry(record, standing))
        return record.offset

    def close_transaction(self, topic: str, partition: int, *, commit: bool) -> None:
        """End what is open in a partition, with the marker that a transaction leaves."""
        for entry in self._known(topic).logs[partition]:
            if entry.standing is Standing.OPEN:
                entry.standing = Standing.COMMITTED if commit else Standing.ABORTED
        self.append(topic, partition, None, None, Standing.MARKER)

    def forget_before(self, topic: str, partition: int, offset: int) -> None:
        """Lose the oldest records, as retention does."""
        self._known(topic).starts[partition] = offset

    def join(self, topic: str, group: ConsumerGroup) -> None:
        """Let a consumer group be seen at a topic."""
        self._known(topic).groups[group.name] = group

    def _known(self, name: str) -> _Topic:
        if name not in self._topics:
            raise missing(name)
        return self._topics[name]

    def _end(self, name: str, partition: int) -> PartitionEnd:
        topic = self._topics[name]
        log, start = topic.logs[partition], topic.starts[partition]
        opened = (n for n, entry in enumerate(log) if entry.standing is Standing.OPEN)
        stable = next(opened, len(log))
        data = (
            offset
            for offset in range(stable - 1, start - 1, -1)
            if log[offset].standing is Standing.COMMITTED
        )
        return PartitionEnd(name, partition, start, stable, next(data, -1))
