"""The JSON Schema of what `codec` writes, for other programs that read plans."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from teal.model.codec import Json
from teal.model.plan import Plan

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[type, dict[str, Json]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    datetime: {"type": "string", "format": "date-time"},
    timedelta: {"type": "number", "description": "seconds"},
    types.NoneType: {"type": "null"},
}


def plan_schema() -> dict[str, Json]:
    """The schema of a saved plan, and of `teal plan --json` but for the name of its form."""
    definitions: dict[str, Json] = {}
    plan = _of(Plan, definitions)
    return {
        "$schema": _DIALECT,
        "title": "teal.plan/1",
        "description": "A plan with the SHA-256 of its canonical JSON.",
        "type": "object",
        "properties": {
            "schema": {"const": "teal.plan/1"},
            "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "plan": plan,
        },
        "required": ["schema", "hash", "plan"],
        "$defs": dict(sorted(definitions.items())),
    }


def _of(kind: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    """The schema of one annotation; classes are described once, among the definitions."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(each, definitions) for each in arguments]}
    if origin is tuple:
        return _of_tuple(arguments, definitions)
    if origin is frozenset:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if kind in _PLAIN:
        return _PLAIN[kind]
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return _of_class(kind, definitions)


def _of_tuple(members: tuple[Any, ...], definitions: dict[str, Json]) -> dict[str, Json]:
    if len(members) == 2 and members[1] is Ellipsis:
        return {"type": "array", "items": _of(members[0], definitions)}
    items: list[Json] = [_of(each, definitions) for each in members]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _of_class(kind: type, definitions: dict[str, Json]) -> dict[str, Json]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # a class may hold values of its own kind
        hints = get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind)]
        properties: dict[str, Json] = {each: _of(hints[each], definitions) for each in names}
        definitions[name] = {
            "type": "object",
            "description": " ".join((kind.__doc__ or "").split()),
            "properties": {"$type": {"const": name}, **properties},
            "required": ["$type", *names],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
