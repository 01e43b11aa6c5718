"""Values to canonical JSON and back, driven by the annotations of the dataclasses.

Canonical: sorted keys, no spaces, UTF-8; the same value always gives the same bytes. A member of
a union of dataclasses carries its class name under "$type".
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Json = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]  # noqa: UP007
T = TypeVar("T")

SCHEMA_VERSION = 1


class Undecodable(ValueError):
    """The JSON does not hold what its type says; the message names the path."""


def canonical(value: object) -> str:
    """Canonical JSON text of a dataclass (or of plain JSON data)."""
    return json.dumps(
        encoded(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(text: str) -> str:
    """SHA-256 of a text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def encoded(value: object) -> Json:
    """The value as JSON data; every dataclass carries its class name under "$type"."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): encoded(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return [encoded(item) for item in sorted(value)]
    if isinstance(value, tuple | list):
        return [encoded(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: encoded(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"$type": type(value).__name__, **fields}
    raise TypeError(f"no JSON form for {type(value).__name__}")


def decoded(kind: type[T], text: str) -> T:
    """The value of `kind` in a JSON text. Raises Undecodable, naming the path."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Undecodable(f"not JSON: {error}") from error
    return from_json(kind, data)


def from_json(kind: type[T], data: Json) -> T:
    """The value of `kind` (a dataclass or another plain type) in JSON data."""
    value: Any = _decode(kind, data, "$")
    return value  # type: ignore[no-any-return]


@cache
def _hints(kind: type) -> dict[str, object]:
    return get_type_hints(kind)


def _decode(kind: object, data: Json, path: str) -> object:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), data, path)
    if origin is tuple:
        return _decode_tuple(get_args(kind), data, path)
    if origin is frozenset:
        return frozenset(_decode(get_args(kind)[0], item, path) for item in _list(data, path))
    if origin is not None and issubclass(origin, Mapping):
        values = get_args(kind)[1]
        return {k: _decode(values, v, f"{path}.{k}") for k, v in _object(data, path).items()}
    if isinstance(kind, type):
        return _decode_plain(kind, data, path)
    raise TypeError(f"{path}: cannot decode {kind!r}")


def _decode_plain(kind: type, data: Json, path: str) -> object:
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, _object(data, path), path)
    if issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError as error:
            raise Undecodable(f"{path}: {error}") from error
    if kind is datetime and isinstance(data, str):
        return datetime.fromisoformat(data)
    if kind is timedelta and isinstance(data, int | float):
        return timedelta(seconds=data)
    if kind is float and isinstance(data, int):
        return float(data)
    if isinstance(data, kind) and not (kind is int and isinstance(data, bool)):
        return data
    raise Undecodable(f"{path}: expected {kind.__name__}, found {type(data).__name__}")


def _decode_dataclass(kind: type, data: dict[str, Json], path: str) -> object:
    hints = _hints(kind)
    known = {f.name for f in dataclasses.fields(kind)}
    unknown = sorted(set(data) - known - {"$type"})
    if unknown:
        raise Undecodable(f"{path}: {kind.__name__} has no field {unknown[0]!r}")
    values = {k: _decode(hints[k], v, f"{path}.{k}") for k, v in data.items() if k in known}
    try:
        return kind(**values)
    except TypeError as error:
        raise Undecodable(f"{path}: {error}") from error


def _decode_union(members: tuple[object, ...], data: Json, path: str) -> object:
    if data is None and type(None) in members:
        return None
    named = {m.__name__: m for m in members if isinstance(m, type)}
    if isinstance(data, dict) and isinstance(name := data.get("$type"), str) and name in named:
        return _decode(named[name], data, path)
    others = [m for m in members if m is not type(None)]
    if len(others) == 1:
        return _decode(others[0], data, path)
    raise Undecodable(f"{path}: none of {', '.join(sorted(named))}")


def _decode_tuple(members: tuple[object, ...], data: Json, path: str) -> object:
    items = _list(data, path)
    if len(members) == 2 and members[1] is Ellipsis:
        return tuple(_decode(members[0], item, f"{path}[{n}]") for n, item in enumerate(items))
    if len(members) != len(items):
        raise Undecodable(f"{path}: expected {len(members)} items, found {len(items)}")
    return tuple(
        _decode(member, item, f"{path}[{n}]")
        for n, (member, item) in enumerate(zip(members, items, strict=True))
    )


def _list(data: Json, path: str) -> list[Json]:
    if not isinstance(data, list):
        raise Undecodable(f"{path}: expected a list, found {type(data).__name__}")
    return data


def _object(data: Json, path: str) -> dict[str, Json]:
    if not isinstance(data, dict):
        raise Undecodable(f"{path}: expected an object, found {type(data).__name__}")
    return data
