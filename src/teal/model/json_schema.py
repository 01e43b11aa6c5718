"""The JSON Schema of what `codec` writes, for other programs that read plans."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

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


Annotation: TypeAlias = Any
"""A type as a field is annotated with; `[it]` is a list of it, a mapping an object by its keys."""


def plan_schema() -> dict[str, Json]:
    """The schema of a saved plan, and of `teal plan --json` but for the name of its form."""
    description = "A plan with the SHA-256 of its canonical JSON."
    found = answer_schema("teal.plan/1", description, {"hash": str, "plan": Plan})
    properties = found["properties"]
    assert isinstance(properties, dict)
    properties["hash"] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return found


def answer_schema(
    title: str,
    description: str,
    fields: Mapping[str, Annotation],
    optional: Mapping[str, Annotation] | None = None,
) -> dict[str, Json]:
    """The schema of an answer with these fields; `schema` in it is the title."""
    definitions: dict[str, Json] = {}
    every = {**fields, **(optional or {})}
    properties: dict[str, Json] = {name: _of(kind, definitions) for name, kind in every.items()}
    return {
        "$schema": _DIALECT,
        "title": title,
        "description": description,
        "type": "object",
        "properties": {"schema": {"const": title}, **properties},
        "required": ["schema", *fields],
        "$defs": dict(sorted(definitions.items())),
    }


def fields_of(kind: type, names: Iterable[str]) -> dict[str, Annotation]:
    """Some fields of a class, with their annotations."""
    hints = get_type_hints(kind)
    return {name: hints[name] for name in names}


def _of(kind: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    """The schema of one annotation; classes are described once, among the definitions."""
    if isinstance(kind, list):
        return {"type": "array", "items": _of(kind[0], definitions)}
    if isinstance(kind, Mapping):
        return {
            "type": "object",
            "properties": {name: _of(each, definitions) for name, each in kind.items()},
            "required": [*kind],
            "additionalProperties": False,
        }
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
        names = list(hints)
        properties: dict[str, Json] = {each: _of(hints[each], definitions) for each in names}
        definitions[name] = {
            "type": "object",
            "description": " ".join((kind.__doc__ or "").split()),
            "properties": {"$type": {"const": name}, **properties},
            "required": ["$type", *names],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
