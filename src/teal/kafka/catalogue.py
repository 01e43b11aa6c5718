"""What topics there are: their ids, partitions and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    ConfigResource,
)
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    TopicDescription as KafkaDescription,
)

from teal.kafka.connection import Connection
from teal.ports.topics import TopicDescription

T = TypeVar("T")

_ABSENT = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError.TOPIC_EXCEPTION})


def described(connection: Connection, names: Sequence[str]) -> Mapping[str, TopicDescription]:
    """Those of the topics that exist, with all their settings but sensitive ones."""
    found = known(connection, names)
    settings = _settings(connection, tuple(found))
    return {
        name: TopicDescription(name, topic_id(topic), len(topic.partitions), settings.get(name, {}))
        for name, topic in found.items()
    }


def known(connection: Connection, names: Sequence[str]) -> Mapping[str, KafkaDescription]:
    """Those of the topics that exist, as the client describes them."""
    if not names:
        return {}
    wanted = TopicCollection(list(dict.fromkeys(names)))

    def asked() -> Mapping[str, KafkaDescription]:
        futures = connection.admin().describe_topics(
            wanted, request_timeout=connection.patience_seconds
        )
        found = {name: _unless_absent(connection, future) for name, future in futures.items()}
        return {name: topic for name, topic in found.items() if topic is not None}

    return connection.answer(asked, f"describe {_listed(names)}")


def topic_id(topic: KafkaDescription) -> str:
    """The id as Kafka's own tools write it (the client uses another alphabet)."""
    return str(topic.topic_id).replace("+", "-").replace("/", "_")


def _settings(connection: Connection, names: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
    def asked() -> Mapping[str, Mapping[str, str]]:
        futures = connection.admin().describe_configs(
            [ConfigResource(ConfigResource.Type.TOPIC, name) for name in names],
            request_timeout=connection.patience_seconds,
        )
        answers = {
            resource.name: _unless_absent(connection, future)
            for resource, future in futures.items()
        }
        return {
            topic: {
                name: str(entry.value)
                for name, entry in entries.items()
                if entry.value is not None and not entry.is_sensitive
            }
            for topic, entries in answers.items()
            if entries is not None
        }

    return connection.answer(asked, f"show the settings of {_listed(names)}") if names else {}


def _unless_absent(connection: Connection, future: Future[T]) -> T | None:
    try:
        return connection.result(future)
    except KafkaException as error:
        if error.args[0].code() in _ABSENT:
            return None
        raise


def _listed(names: Sequence[str]) -> str:
    noun = "topic" if len(names) == 1 else "topics"
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{noun} {', '.join(names[:3])}{more}"
