"""Options of an external: those by which other rows may be read, and those that only say how."""

from __future__ import annotations

_ONLY_HOW = frozenset(
    {
        "password",
        "properties.bootstrap.servers",
        "properties.client.dns.lookup",
        "properties.client.id",
        "properties.client.rack",
        "properties.group.id",
        "properties.receive.buffer.bytes",
        "properties.request.timeout.ms",
        "properties.security.protocol",
        "properties.session.timeout.ms",
        "scan.parallelism",
        "username",
    }
)
_ONLY_HOW_BEGINNINGS = (
    "kafka.",  # settings of the topic, which whoever owns it decides
    "properties.fetch.",
    "properties.heartbeat.",
    "properties.max.poll.",
    "properties.metrics.",
    "properties.reconnect.",
    "properties.retry.",
    "properties.sasl.",
    "properties.ssl.",
    "sink.",
)
_ONLY_HOW_PARTS = (".basic-auth.", ".bearer-auth.", ".ssl.", ".url")  # of a schema registry


def decides_rows(option: str) -> bool:
    """Whether another value of an external's option may mean other rows. Servers and credentials
    do not, nor does what only tunes the reading; whatever is not known does."""
    return not (
        option in _ONLY_HOW
        or option.startswith(_ONLY_HOW_BEGINNINGS)
        or any(part in option for part in _ONLY_HOW_PARTS)
    )
