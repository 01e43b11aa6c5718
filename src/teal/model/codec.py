"""Values to canonical JSON and back, driven by the annotations of their classes.

Canonical: sorted keys, no spaces, UTF-8; the same value always gives the same bytes. A member of
a union of classes carries its class name under "$type". Stores hold tens of thousands of
records, so what an annotation means is worked out once and kept.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

Json = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]  # noqa: UP007
T = TypeVar("T")

SCHEMA_VERSION = 1

_PLAIN = frozenset((type(None), bool, int, float, str))


class Undecodable(ValueError):
    """The JSON does not hold what its type says; the message names the path."""


def canonical(value: object) -> str:
    """Canonical JSON text of a value (or of plain JSON data)."""
    return json.dumps(
        encoded(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(text: str) -> str:
    """SHA-256 of a text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def encoded(value: object) -> Json:
    """The value as JSON data; every object carries its class name under "$type"."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value  # type: ignore[return-value]
    if (names := _field_names(kind)) is not None:
        fields = {name: encoded(getattr(value, name)) for name in names}
        return {"$type": kind.__name__, **fields}
    return _encoded_other(value)


def _encoded_other(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): encoded(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return [encoded(item) for item in sorted(value)]
    if isinstance(value, tuple | list):
        return [encoded(item) for item in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


@cache
def _field_names(kind: type) -> tuple[str, ...] | None:
    return kind.__struct_fields__ if issubclass(kind, Struct) else None


def decoded(kind: type[T], text: str) -> T:
    """The value of `kind` in a JSON text. Raises Undecodable, naming the path."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Undecodable(f"not JSON: {error}") from error
    return from_json(kind, data)


def from_json(kind: type[T], data: Json) -> T:
    """The value of `kind` (a Struct or another plain type) in JSON data."""
    wanted: Any = kind
    try:
        value: Any = _decoder(wanted)(data)
    except _Mismatch as error:
        raise Undecodable(f"${''.join(reversed(error.path))}: {error.reason}") from error
    return value  # type: ignore[no-any-return]


class _Mismatch(Exception):
    """What is wrong somewhere inside; `path` grows from the inside out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path: list[str] = []

    def below(self, step: str) -> _Mismatch:
        self.path.append(step)
        return self


_Decode: TypeAlias = Callable[[Json], object]


@cache
def _decoder(kind: Any) -> _Decode:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union_decoder(get_args(kind))
    if origin is tuple:
        return _tuple_decoder(get_args(kind))
    if origin is frozenset:
        items = _tuple_decoder((get_args(kind)[0], ...))
        return lambda data: frozenset(items(data))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_decoder(get_args(kind)[1])
    if not isinstance(kind, type):
        raise TypeError(f"cannot decode {kind!r}")
    if issubclass(kind, Struct):
        return _struct_decoder(kind)
    return _enum_decoder(kind) if issubclass(kind, Enum) else _plain_decoder(kind)


def _plain_decoder(kind: type) -> _Decode:
    def decode(data: Json) -> object:
        if isinstance(data, kind) and not (kind is int and isinstance(data, bool)):
            return data
        if kind is datetime and isinstance(data, str):
            return _moment(data)
        if kind is timedelta and isinstance(data, int | float):
            return timedelta(seconds=data)
        if issubclass(kind, PurePath) and isinstance(data, str):
            return kind(data)
        if kind is float and isinstance(data, int):
            return float(data)
        raise _Mismatch(f"expected {kind.__name__}, found {type(data).__name__}")

    return decode


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _Mismatch(str(error)) from error


def _enum_decoder(kind: type[Enum]) -> _Decode:
    members = {member.value: member for member in kind}

    def decode(data: Json) -> object:
        if isinstance(data, str) and data in members:
            return members[data]
        raise _Mismatch(f"{data!r} is not a valid {kind.__name__}")

    return decode


def _struct_decoder(kind: type) -> _Decode:
    # Filled at the first use: a class may hold values of its own kind.
    fields: dict[str, tuple[frozenset[type], _Decode]] = {}

    def decode(data: Json) -> object:
        if not fields:
            fields.update(_field_decoders(kind))
        values: dict[str, object] = {}
        for name, item in _object(data).items():
            if name == "$type":
                continue
            if name not in fields:
                raise _Mismatch(f"{kind.__name__} has no field {name!r}")
            as_it_is, field = fields[name]
            try:
                values[name] = item if type(item) in as_it_is else field(item)
            except _Mismatch as error:
                raise error.below(f".{name}") from None
        try:
            return kind(**values)
        except TypeError as error:
            raise _Mismatch(str(error)) from error

    return decode


def _field_decoders(kind: type) -> dict[str, tuple[frozenset[type], _Decode]]:
    """For each field, the types of JSON data that are the value already, and the decoder."""
    hints = get_type_hints(kind)
    names = _field_names(kind) or ()
    return {name: (_taken_as_is(hints[name]), _decoder(hints[name])) for name in names}


def _taken_as_is(kind: Any) -> frozenset[type]:
    members = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    return _PLAIN.intersection(members)


def _union_decoder(members: tuple[Any, ...]) -> _Decode:
    named = {member.__name__: member for member in members if isinstance(member, type)}
    others = [member for member in members if member is not type(None)]

    def decode(data: Json) -> object:
        if data is None and type(None) in members:
            return None
        if isinstance(data, dict) and isinstance(name := data.get("$type"), str) and name in named:
            return _decoder(named[name])(data)
        if len(others) == 1:
            return _decoder(others[0])(data)
        raise _Mismatch(f"none of {', '.join(sorted(named))}")

    return decode


def _tuple_decoder(members: tuple[Any, ...]) -> Callable[[Json], tuple[object, ...]]:
    is_open = len(members) == 2 and members[1] is Ellipsis

    def decode(data: Json) -> tuple[object, ...]:
        items = _list(data)
        if not is_open and len(members) != len(items):
            raise _Mismatch(f"expected {len(members)} items, found {len(items)}")
        kinds = (members[0],) * len(items) if is_open else members
        values = []
        for number, (kind, item) in enumerate(zip(kinds, items, strict=True)):
            try:
                values.append(_decoder(kind)(item))
            except _Mismatch as error:
                raise error.below(f"[{number}]") from None
        return tuple(values)

    return decode


def _mapping_decoder(kind: Any) -> _Decode:
    def decode(data: Json) -> object:
        item_decoder, values = _decoder(kind), {}
        for key, item in _object(data).items():
            try:
                values[key] = item_decoder(item)
            except _Mismatch as error:
                raise error.below(f".{key}") from None
        return values

    return decode


def _list(data: Json) -> list[Json]:
    if not isinstance(data, list):
        raise _Mismatch(f"expected a list, found {type(data).__name__}")
    return data


def _object(data: Json) -> dict[str, Json]:
    if not isinstance(data, dict):
        raise _Mismatch(f"expected an object, found {type(data).__name__}")
    return data
