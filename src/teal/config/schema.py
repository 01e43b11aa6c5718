"""The JSON Schema of the configuration file, for editors and for other programs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from teal.config.durations import written
from teal.config.file import ConfigurationFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema as JSON data; `load` checks more."""
    made = ConfigurationFile.model_json_schema(schema_generator=_Generator)
    made["title"] = "teal.yaml"
    externals = made["properties"]["externals"]
    mapping = {"type": "object", "additionalProperties": externals["additionalProperties"]}
    described = {key: externals[key] for key in ("title", "description") if key in externals}
    names = {"type": "array", "items": {"type": "string"}}
    made["properties"]["externals"] = {**described, "anyOf": [mapping, names, {"type": "null"}]}
    inner = externals["additionalProperties"]
    mapping["additionalProperties"] = {"anyOf": [inner, {"type": "null"}]}
    return {"$schema": _DIALECT, **made}


def schema_text() -> str:
    """The schema as it stands in docs/schema/teal.schema.json."""
    return json.dumps(schema(), indent=2, sort_keys=True) + "\n"


class _Generator(GenerateJsonSchema):
    """Writes the defaults of durations as people do."""

    def encode_default(self, dft: object) -> object:
        return written(dft) if isinstance(dft, timedelta) else super().encode_default(dft)
