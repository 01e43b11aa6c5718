"""Recognises a shift_left config.yaml and writes a teal.yaml from what of it maps."""

from __future__ import annotations

import re

from teal.config.document import Document, Scalar
from teal.config.starter import as_name, quoted
from teal.model.diagnostics import Diagnostic, Place, Severity

_SECTIONS = ("confluent_cloud", "flink", "app")
_PROPERTIES = ("security.protocol", "sasl.mechanism", "session.timeout.ms")
# Flink's SQL connector carries Kafka's classes under a name of its own.
_LOGIN = (
    "org.apache.flink.kafka.shaded.org.apache.kafka.common.security.plain.PlainLoginModule "
    'required username="${secret:KAFKA_API_KEY}" password="${secret:KAFKA_API_SECRET}";'
)
_PLACE_HOLDING = re.compile(r"<[^>]*>|TO_FILL", re.IGNORECASE)


def is_shift_left(document: Document) -> bool:
    """Whether the file has the sections of a shift_left configuration and no key of ours."""
    sections = [name for name in (*_SECTIONS, "kafka") if isinstance(document.at(name), dict)]
    return len(sections) >= 2 and not {"version", "project", "engine"} & set(document.data)


def shift_left_mistake(document: Document) -> Diagnostic:
    """What to say when such a file is loaded as a teal.yaml."""
    return Diagnostic(
        "config-shift-left",
        Severity.ERROR,
        "This is a shift_left configuration, not a teal.yaml.",
        Place(document.file, 1, 1),
        f"`teal init --from {document.file}` writes a teal.yaml from it; --config or TEAL_CONFIG "
        "names that one where CONFIG_FILE still names this one.",
    )


def from_shift_left(document: Document, project: str) -> str:
    """The text of a teal.yaml that says what maps, and in comments what does not."""
    environment = _text(document, "kafka", "cluster_type") or "development"
    return "\n".join(
        [
            f"# Written from {document.file} (shift_left).",
            "version: 1",
            f"project: {quoted(as_name(project))}",
            f"environment: {quoted(as_name(environment))}",
            "",
            "# Teal drives Apache Flink through its SQL gateway.",
            "engine:",
            "  kind: flink",
            "  gateway: http://localhost:8083      # to fill in",
            "  jobmanager: http://localhost:8081   # to fill in",
            "",
            *_kafka(document),
            *_names(document),
            *_externals(document),
            *_left_out(document),
            "",
        ]
    )


def _kafka(document: Document) -> list[str]:
    bootstrap = _text(document, "kafka", "bootstrap.servers")
    to_fill = "" if bootstrap else "   # to fill in"
    lines = ["kafka:", f"  bootstrap: {quoted(bootstrap or 'localhost:9092')}{to_fill}"]
    found = [(name, _text(document, "kafka", name)) for name in _PROPERTIES]
    properties = [f"    {name}: {quoted(value)}" for name, value in found if value]
    if document.at("kafka", "sasl.username") or document.at("kafka", "api_key"):
        lines.append("  # Two secrets, given in the environment or in the file of `secrets.file`:")
        properties += ["    sasl.jaas.config: >-", f"      {_LOGIN}"]
    return [*lines, *(["  properties:", *properties] if properties else []), ""]


def _names(document: Document) -> list[str]:
    catalog = _text(document, "flink", "catalog_name")
    database = _text(document, "flink", "database_name")
    lines = [
        *([f"catalog: {quoted(catalog)}"] if catalog else []),
        *([f"database: {quoted(database)}"] if database else []),
    ]
    return [*lines, ""] if lines else []


def _externals(document: Document) -> list[str]:
    prefix = _text(document, "kafka", "src_topic_prefix")
    example = f"{prefix}.orders" if prefix else "shop.public.orders"
    return [
        "# Tables that the project reads and does not own, each with its topic.",
        "externals:",
        "  # raw_orders:",
        f"  #   topic: {example}",
        "",
    ]


def _left_out(document: Document) -> list[str]:
    """One comment line for each key that has no counterpart; values may be secret, so none."""
    lines = ["# What has no counterpart here and was left out:"]
    for section, data in document.data.items():
        if not isinstance(data, dict):
            lines.append(f"#   {section}")
        elif keys := [key for key in data if not _is_mapped(section, key)]:
            lines.append(f"#   {section}: {', '.join(keys)}")
    return lines if len(lines) > 1 else []


def _is_mapped(section: str, key: str) -> bool:
    mapped = {
        "kafka": {*_PROPERTIES, "bootstrap.servers", "cluster_type", "src_topic_prefix"}
        | {"sasl.username", "sasl.password", "api_key", "api_secret"},
        "flink": {"catalog_name", "database_name"},
    }
    return key in mapped.get(section, set())


def _text(document: Document, *path: str) -> str | None:
    found = document.at(*path)
    text = found.text if isinstance(found, Scalar) else found
    if not isinstance(text, str) or not text.strip() or _PLACE_HOLDING.search(text):
        return None
    return text.strip()
