"""Consumer groups with an interest in a topic: members on it, or positions in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import ConsumerGroupDescription  # type: ignore[attr-defined]

from teal.kafka.connection import Connection
from teal.kafka.ends import stable_ends
from teal.ports.topics import ConsumerGroup

_AT_ONCE = 50


def groups_of(connection: Connection, topic: str, partitions: int) -> tuple[ConsumerGroup, ...]:
    """All groups that read the topic now or hold positions in it, by name."""
    listing = connection.answer(
        connection.admin().list_consumer_groups(request_timeout=connection.patience_seconds),
        "list consumer groups",
    )
    names = sorted(group.group_id for group in listing.valid)
    ends = stable_ends(connection, tuple((topic, n) for n in range(partitions)))
    found: list[ConsumerGroup] = []
    for first in range(0, len(names), _AT_ONCE):
        found += _interested(connection, names[first : first + _AT_ONCE], topic, ends)
    return tuple(found)


def _interested(
    connection: Connection, names: list[str], topic: str, ends: Mapping[tuple[str, int], int]
) -> Iterable[ConsumerGroup]:
    admin, patience = connection.admin(), connection.patience_seconds
    described: Mapping[str, Future[ConsumerGroupDescription]] = admin.describe_consumer_groups(
        names, request_timeout=patience
    )
    wanted = [TopicPartition(*place) for place in ends]
    committed: dict[str, Future[ConsumerGroupTopicPartitions]] = {}
    for name in names:
        request = [ConsumerGroupTopicPartitions(name, wanted)]
        committed |= admin.list_consumer_group_offsets(request, request_timeout=patience)
    for name in names:
        group = connection.answer(described[name], f"describe consumer group {name}")
        positions = connection.answer(committed[name], f"show positions of group {name}")
        members = _members_on(group, topic)
        lag = _lag(positions, ends)
        if members or lag is not None:
            yield ConsumerGroup(name, group.state.name.lower(), members, lag)


def _members_on(group: ConsumerGroupDescription, topic: str) -> int:
    return sum(
        any(place.topic == topic for place in member.assignment.topic_partitions)
        for member in group.members
        if member.assignment is not None
    )


def _lag(
    positions: ConsumerGroupTopicPartitions, ends: Mapping[tuple[str, int], int]
) -> int | None:
    behind = [
        max(0, ends[place.topic, place.partition] - place.offset)
        for place in positions.topic_partitions or ()
        if place.offset >= 0
    ]
    return sum(behind) if behind else None
