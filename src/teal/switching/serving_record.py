"""The record of the control topic: JSON with a schema number, which readers may rely on."""

from __future__ import annotations

import json

from teal.ports.switching import ServedTable, Serving

KEY = b"serving"
SCHEMA = 1


class NotAServingRecord(ValueError):
    """The record is not one that Teal wrote, or one of a newer Teal."""


def record_text(serving: Serving) -> bytes:
    """The record of a map; the same map always gives the same bytes."""
    tables = {
        name: {"version": table.version, "physical": table.physical, "topic": table.topic}
        for name, table in serving.tables.items()
    }
    content = {
        "schema": SCHEMA,
        "deployment": serving.deployment,
        "serial": serving.serial,
        "tables": tables,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def serving_in(text: bytes) -> Serving:
    """The map in a record. Raises NotAServingRecord."""
    try:
        content = json.loads(text)
        if content["schema"] != SCHEMA:
            raise NotAServingRecord(f"it has schema {content['schema']}, this Teal reads {SCHEMA}")
        tables = {
            str(name): ServedTable(int(t["version"]), str(t["physical"]), _topic(t["topic"]))
            for name, t in content["tables"].items()
        }
        return Serving(str(content["deployment"]), int(content["serial"]), tables)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise NotAServingRecord("it is not a map of serving versions") from error
    except json.JSONDecodeError as error:
        raise NotAServingRecord("it is not JSON") from error


def _topic(value: object) -> str | None:
    return None if value is None else str(value)
