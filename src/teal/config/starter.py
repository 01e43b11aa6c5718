"""The text of a first teal.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})

_TEXT = """\
# What differs between environments. Every key: docs/configuration.md.
version: 1
project: {project}
environment: {environment}

# The Flink and the Kafka that `teal local up` starts here. For a Flink of yours instead:
#   engine: {{kind: flink, gateway: "http://HOST:8083", jobmanager: "http://HOST:8081"}}
#   kafka: {{bootstrap: "HOST:9092"}}
engine:
  kind: local

# Tables that the project reads and does not own; a topic has its table's name unless said here:
#   raw_orders: {{topic: shop.public.orders}}
externals:{externals}

# Consumers outside the project: plans name them, retirement waits until they have moved.
# exposures:
#   - name: revenue dashboard
#     owner: finance@example.com
#     tables: [fct_revenue]
#     consumer_groups: [dashboard]

# How long what was replaced runs on after a promotion, and how much longer nothing is deleted.
soak: 24h
quarantine: 24h
"""


def starter_config(project: str, environment: str, externals: Sequence[str] = ()) -> str:
    """A commented teal.yaml that works with the local stack."""
    listed = "".join(f"\n  {quoted(name)}:" for name in externals)
    return _TEXT.format(
        project=quoted(as_name(project)), environment=quoted(as_name(environment)), externals=listed
    )


def as_name(text: str) -> str:
    """A text, such as a folder's name, as a name that the configuration accepts."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-._")[:100] or "project"


def quoted(text: str) -> str:
    """A text as YAML reads it back unchanged."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return "'" + text.replace("'", "''") + "'"
