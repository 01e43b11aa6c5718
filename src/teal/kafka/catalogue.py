"""What topics there are: their ids, partitions and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    ConfigResource,
)
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    TopicDescription as KafkaDescription,
)

from teal.kafka.connection import Connection
from teal.ports.topics import TopicDescription

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
    futures = connection.admin().describe_topics(
        TopicCollection(list(dict.fromkeys(names))), request_timeout=connection.patience_seconds
    )
    found: dict[str, KafkaDescription] = {}
    for name, future in futures.items():
        try:
            found[name] = future.result(connection.patience_seconds + 5)
        except KafkaException as error:
            if error.args[0].code() not in _ABSENT:
                raise connection.translated(error.args[0], f"describe topic {name}") from error
    return found


def topic_id(topic: KafkaDescription) -> str:
    """The id as Kafka's own tools write it (the client uses another alphabet)."""
    return str(topic.topic_id).replace("+", "-").replace("/", "_")


def _settings(connection: Connection, names: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
    if not names:
        return {}
    futures = connection.admin().describe_configs(
        [ConfigResource(ConfigResource.Type.TOPIC, name) for name in names],
        request_timeout=connection.patience_seconds,
    )
    settings: dict[str, Mapping[str, str]] = {}
    for resource, future in futures.items():
        try:
            entries = future.result(connection.patience_seconds + 5)
        except KafkaException as error:
            if error.args[0].code() in _ABSENT:
                continue
            what = f"show the settings of topic {resource.name}"
            raise connection.translated(error.args[0], what) from error
        settings[resource.name] = {
            name: str(entry.value)
            for name, entry in entries.items()
            if entry.value is not None and not entry.is_sensitive
        }
    return settings
