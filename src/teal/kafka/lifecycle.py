"""Creating, altering and deleting topics. Each returns only when the brokers agree that it has
happened."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    NewTopic,
)

from teal.kafka.catalogue import described, known, topic_id
from teal.kafka.conflicts import another_id, exists_already, missing
from teal.kafka.connection import Connection
from teal.kafka.ends import cut_of
from teal.model.errors import Mistake, OutcomeUnknown, Unreachable
from teal.ports.topics import TopicDescription, TopicSpec

_LOOK_AGAIN_SECONDS = 0.05


def created(connection: Connection, spec: TopicSpec) -> TopicDescription:
    """Create a topic and wait until each of its partitions answers."""
    # Looking first also tells an unreachable Kafka from a creation whose answer was lost.
    if spec.name in known(connection, (spec.name,)):
        raise exists_already(spec.name)
    topic = NewTopic(spec.name, spec.partitions, spec.replication, config=dict(spec.config))
    patience = connection.patience_seconds
    futures = connection.admin().create_topics(
        [topic], request_timeout=patience, operation_timeout=patience
    )
    acknowledged(connection, futures[spec.name], "create", spec.name)
    with _happened("create", spec.name):
        found = _awaited(connection, spec.name)
        cut_of(connection, ((spec.name, n) for n in range(spec.partitions)))
    return found


def altered(
    connection: Connection, name: str, wanted_id: str, config: Mapping[str, str | None]
) -> None:
    """Change settings of the topic of this id, those named only; None takes one back."""
    found = known(connection, (name,)).get(name)
    if found is None:
        raise missing(name)
    if topic_id(found) != wanted_id:
        raise another_id(name, topic_id(found), wanted_id)
    if not config:
        return
    entries = [_entry(key, value) for key, value in sorted(config.items())]
    resource = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=entries)
    futures = connection.admin().incremental_alter_configs(
        [resource], request_timeout=connection.patience_seconds
    )
    acknowledged(connection, futures[resource], "alter", name)
    with _happened("alter", name):
        _await_settings(connection, name, config)


def _entry(key: str, value: str | None) -> ConfigEntry:
    change = AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
    source = ConfigSource.DYNAMIC_TOPIC_CONFIG
    return ConfigEntry(key, value, source=source, incremental_operation=change)


def deleted(connection: Connection, name: str, wanted_id: str) -> bool:
    """Delete the topic of this id and wait until it is gone; False where it was absent."""
    found = known(connection, (name,)).get(name)
    if found is None:
        return False
    if topic_id(found) != wanted_id:
        raise another_id(name, topic_id(found), wanted_id)
    patience = connection.patience_seconds
    futures = connection.admin().delete_topics(
        [name], request_timeout=patience, operation_timeout=patience
    )
    acknowledged(connection, futures[name], "delete", name)
    with _happened("delete", name):
        _await_absence(connection, name, wanted_id)
    return True


def acknowledged(connection: Connection, future: Future[None], verb: str, name: str) -> None:
    """Wait for the answer to an effect: without one, nobody knows whether it happened."""
    try:
        connection.result(future)
    except FutureTimeout as error:
        raise OutcomeUnknown(f"{verb} topic {name}", "no answer in time") from error
    except KafkaException as error:
        if error.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS:
            raise exists_already(name) from error
        translated = connection.translated(error.args[0], f"{verb} topic {name}")
        if isinstance(translated, Unreachable):
            raise OutcomeUnknown(f"{verb} topic {name}", translated.reason) from error
        raise translated from error


@contextmanager
def _happened(verb: str, name: str) -> Iterator[None]:
    """The effect is acknowledged: whatever fails from here on must not read as "nothing done"."""
    try:
        yield
    except Unreachable as error:
        raise OutcomeUnknown(f"{verb} topic {name}", error.reason) from error
    except Mistake as error:
        raise OutcomeUnknown(f"{verb} topic {name}", error.what) from error


def _awaited(connection: Connection, name: str) -> TopicDescription:
    deadline = time.monotonic() + connection.patience_seconds
    while time.monotonic() < deadline:
        found = described(connection, (name,)).get(name)
        if found is not None:
            return found
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise OutcomeUnknown(f"create topic {name}", "the brokers do not show it yet")


def _await_settings(connection: Connection, name: str, config: Mapping[str, str | None]) -> None:
    """What is set must be shown; what is taken back shows whatever Kafka has by default."""
    wanted = {key: value for key, value in config.items() if value is not None}
    deadline = time.monotonic() + connection.patience_seconds
    while time.monotonic() < deadline:
        found = described(connection, (name,)).get(name)
        if found is not None and wanted.items() <= found.config.items():
            return
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise OutcomeUnknown(f"alter topic {name}", "the brokers do not show it yet")


def _await_absence(connection: Connection, name: str, wanted_id: str) -> None:
    deadline = time.monotonic() + connection.patience_seconds
    while time.monotonic() < deadline:
        found = known(connection, (name,)).get(name)
        if found is None or topic_id(found) != wanted_id:
            return
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise OutcomeUnknown(f"delete topic {name}", "the brokers still show it")
