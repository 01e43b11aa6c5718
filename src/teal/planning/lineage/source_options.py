"""Options of an external: those by which other rows may be read, and those that only say how."""

from __future__ import annotations

from teal.model.environment import Environment
from teal.model.statements import TableDefinition

_KAFKA = ("kafka", "upsert-kafka", "confluent", "")
_FIELDS_HAVE_NAMES = ("json", "parquet", "protobuf")
_NAMES_IN_A_REGISTRY = ("-registry", "-confluent")
_ONLY_HOW = frozenset(
    {
        "connect.max-retries",  # of the change data connectors and JDBC
        "connect.timeout",
        "connection.max-retry-timeout",
        "connection.pool.size",
        "heartbeat.interval",
        "password",
        "properties.allow.auto.create.topics",
        "properties.auto.commit.interval.ms",
        "properties.bootstrap.servers",
        "properties.client.dns.lookup",
        "properties.client.id",
        "properties.client.rack",
        "properties.connections.max.idle.ms",
        "properties.default.api.timeout.ms",
        "properties.enable.auto.commit",
        "properties.group.id",
        "properties.metadata.max.age.ms",
        "properties.receive.buffer.bytes",
        "properties.request.timeout.ms",
        "properties.security.protocol",
        "properties.send.buffer.bytes",
        "properties.session.timeout.ms",
        "scan.auto-commit",
        "scan.fetch-size",
        "scan.parallelism",
        "scan.snapshot.fetch.size",
        "server-id",
        "username",
    }
)
_ONLY_HOW_BEGINNINGS = (
    "aws.credentials.",
    "kafka.cleanup-policy",  # settings of the topic, which whoever owns it decides
    "kafka.compaction.",
    "kafka.max-message-size",
    "kafka.producer.",
    "kafka.retention.",
    "properties.fetch.",
    "properties.heartbeat.",
    "properties.max.poll.",
    "properties.metrics.",
    "properties.reconnect.",
    "properties.retry.",
    "properties.sasl.",
    "properties.socket.connection.setup.",
    "properties.ssl.",
    "sink.",
)
_ONLY_HOW_PARTS = (".basic-auth.", ".bearer-auth.", ".ssl.")  # of a schema registry
_REGISTRIES = ("-confluent.url", "-registry.url")


def decides_rows(option: str) -> bool:
    """Whether another value of an external's option may mean other rows. Servers and credentials
    do not, nor does what only tunes the reading; whatever is not known does."""
    return not (
        option in _ONLY_HOW
        or option.startswith(_ONLY_HOW_BEGINNINGS)
        or option.endswith(_REGISTRIES)
        or any(part in option for part in _ONLY_HOW_PARTS)
    )


def finds_fields_by_place(definition: TableDefinition, environment: Environment) -> bool:
    """Whether a format of the records knows fields by their places alone (CSV, plain Avro), so
    that one column more, less, elsewhere or of another type shifts what the others hold. A format
    that is not known counts as such; a connector without one finds columns by their names."""
    options = dict(definition.options)
    formats = [options[key] for key in ("format", "key.format", "value.format") if key in options]
    if options.get("connector", "") in _KAFKA:
        formats = formats or [environment.tables.value_format]
    return not all(_has_names(each) for each in formats)


def _has_names(format_name: str) -> bool:
    name = format_name.lower()
    is_named = name.split("-")[-1] in _FIELDS_HAVE_NAMES
    return is_named or name.endswith(_NAMES_IN_A_REGISTRY)
