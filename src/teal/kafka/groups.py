"""Consumer groups with an interest in a topic: members on it, or positions in it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial

from confluent_kafka import (
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
    TopicPartition,
)
from confluent_kafka.admin import ConsumerGroupDescription  # type: ignore[attr-defined]

from teal.kafka.connection import Connection
from teal.kafka.ends import Place, stable_ends
from teal.ports.topics import ConsumerGroup

_AT_ONCE = 50


def groups_of(connection: Connection, topic: str, partitions: int) -> tuple[ConsumerGroup, ...]:
    """All groups that read the topic now or hold positions in it, by name."""
    names = connection.answer(partial(_names, connection), "list consumer groups")
    ends = stable_ends(connection, tuple((topic, n) for n in range(partitions)))
    found: list[ConsumerGroup] = []
    for first in range(0, len(names), _AT_ONCE):
        ask = partial(_interested, connection, names[first : first + _AT_ONCE], topic, ends)
        found += connection.answer(ask, f"show who reads topic {topic}")
    return tuple(found)


def _names(connection: Connection) -> list[str]:
    listing = connection.result(
        connection.admin().list_consumer_groups(request_timeout=connection.patience_seconds)
    )
    # A broker that did not answer may know a reader: half a list is no list.
    for error in listing.errors:
        raise error if isinstance(error, KafkaException) else KafkaException(error)
    return sorted(group.group_id for group in listing.valid)


def _interested(
    connection: Connection, names: list[str], topic: str, ends: Mapping[Place, int]
) -> list[ConsumerGroup]:
    admin, patience = connection.admin(), connection.patience_seconds
    described = admin.describe_consumer_groups(names, request_timeout=patience)
    places = [TopicPartition(*place) for place in ends]
    committed: dict[str, Future[ConsumerGroupTopicPartitions]] = {}
    for name in names:
        request = [ConsumerGroupTopicPartitions(name, places)]
        committed |= admin.list_consumer_group_offsets(request, request_timeout=patience)
    groups = (
        _group(connection, name, described[name], committed[name], topic, ends) for name in names
    )
    return [group for group in groups if group.members or group.lag is not None]


def _group(
    connection: Connection,
    name: str,
    described: Future[ConsumerGroupDescription],
    committed: Future[ConsumerGroupTopicPartitions],
    topic: str,
    ends: Mapping[Place, int],
) -> ConsumerGroup:
    try:
        group = connection.result(described)
        lag = _lag(connection.result(committed), ends)
    except KafkaException as error:
        if error.args[0].code() != KafkaError.GROUP_ID_NOT_FOUND:
            raise
        return ConsumerGroup(name, "gone", 0, None)
    return ConsumerGroup(name, group.state.name.lower(), _members_on(group, topic), lag)


def _members_on(group: ConsumerGroupDescription, topic: str) -> int:
    return sum(
        any(place.topic == topic for place in member.assignment.topic_partitions)
        for member in group.members
        if member.assignment is not None
    )


def _lag(positions: ConsumerGroupTopicPartitions, ends: Mapping[Place, int]) -> int | None:
    behind = [
        max(0, ends[place.topic, place.partition] - place.offset)
        for place in positions.topic_partitions or ()
        if place.offset >= 0
    ]
    return sum(behind) if behind else None
