"""Kafka client properties, written as Java clients and Flink know them, for the C client."""

from __future__ import annotations

import re
from collections.abc import Mapping

from teal.model.errors import Mistake

# Names that Flink's client needs and the C client does not have, or has under another name.
_JAVA_ONLY = frozenset(
    {
        "key.serializer",
        "value.serializer",
        "key.deserializer",
        "value.deserializer",
        "client.dns.lookup",
        "sasl.client.callback.handler.class",
        "sasl.login.callback.handler.class",
        "ssl.truststore.type",
        "ssl.truststore.password",
        "ssl.keystore.type",
        "default.api.timeout.ms",
        "request.timeout.ms",
    }
)
_RENAMED = {
    "ssl.truststore.location": "ssl.ca.location",
    "ssl.keystore.location": "ssl.keystore.location",
    "sasl.mechanisms": "sasl.mechanism",
}
_LOGIN = re.compile(r"(username|password)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s;]+)")


def client_properties(properties: Mapping[str, str]) -> dict[str, str]:
    """The same settings for the C client. Raises Mistake for what it cannot do; no message ever
    holds a value."""
    translated: dict[str, str] = {}
    for name, value in properties.items():
        if name == "sasl.jaas.config":
            translated |= _login(value)
        elif name == "ssl.truststore.location" and not _is_pem(properties):
            raise Mistake(
                "`kafka.properties` names a Java trust store, which only Java can read.",
                "Give the certificates as PEM: ssl.truststore.type: PEM beside the location.",
            )
        elif name not in _JAVA_ONLY:
            translated[_RENAMED.get(name, name)] = value
    return translated


def _is_pem(properties: Mapping[str, str]) -> bool:
    return properties.get("ssl.truststore.type", "").upper() == "PEM"


def _login(jaas: str) -> dict[str, str]:
    """User and password of a PLAIN or SCRAM login module."""
    found = {name: _unquoted(value) for name, value in _LOGIN.findall(jaas)}
    if set(found) != {"username", "password"}:
        raise Mistake(
            "`kafka.properties` holds a sasl.jaas.config without a user name and a password.",
            'Teal logs in by PLAIN or SCRAM: write username="…" password="…".',
        )
    return {"sasl.username": found["username"], "sasl.password": found["password"]}


def _unquoted(value: str) -> str:
    if value[:1] in "\"'":
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value
