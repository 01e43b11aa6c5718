"""YAML to plain data that knows where each part stands.

Everything but text keeps how it was written, so that `1.10` can still become the text "1.10".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place


class Scalar(Struct, frozen=True):
    """An unquoted value that YAML takes for a number or a truth value."""

    text: str
    value: int | float | bool


Data: TypeAlias = "str | Scalar | list[Data] | dict[str, Data] | None"
KeyPath: TypeAlias = tuple[str | int, ...]


class Document(Struct, frozen=True):
    """A file's data. `keys` and `values` hold the places of keys and of what stands behind them;
    `mistakes` is what is wrong with the YAML itself although it could be read."""

    file: str
    data: dict[str, Data]
    keys: Mapping[KeyPath, Place]
    values: Mapping[KeyPath, Place]
    mistakes: tuple[Diagnostic, ...] = ()

    def at(self, *path: str | int) -> Data:
        """What stands at a path; None where nothing does."""
        found: Data = self.data
        for part in path:
            if isinstance(found, dict) and isinstance(part, str):
                found = found.get(part)
            elif isinstance(found, list) and isinstance(part, int) and part < len(found):
                found = found[part]
            else:
                return None
        return found

    def place_of_key(self, path: KeyPath) -> Place:
        """Where a key stands, else the nearest thing around it."""
        return self.keys.get(path) or self.place_of_value(path)

    def place_of_value(self, path: KeyPath) -> Place:
        """Where a value stands, else the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if place := self.values.get(path[:length]) or self.keys.get(path[:length]):
                return place
        return Place(self.file, 1, 1)


def shown(path: KeyPath) -> str:
    """A path as a person writes it: `exposures[0].owner`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def texts_in(data: Data, path: KeyPath = ()) -> tuple[tuple[KeyPath, str], ...]:
    """Every text in the data with its path, in order."""
    match data:
        case str():
            return ((path, data),)
        case list():
            return tuple(
                found for n, item in enumerate(data) for found in texts_in(item, (*path, n))
            )
        case dict():
            return tuple(
                found for key, item in data.items() for found in texts_in(item, (*path, key))
            )
        case _:
            return ()
