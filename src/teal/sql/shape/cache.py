"""Shapes that were read before: kept in memory, and between runs where somebody offers a cache.

A shape holds as long as its text and what is known of its inputs are the same.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Protocol

from teal.model.statements import Parts
from teal.sql.shape.reading import shape
from teal.sql.shape.values import (
    Clause,
    Input,
    KnownColumn,
    KnownTable,
    Shape,
    ShapeColumn,
    TableOf,
    Unshaped,
    Written,
)

_EDITION = "7"  # of what shapes are like: another one, and no kept shape is used any more


class ShapeCache(Protocol):
    """Keeps bytes by key, as long as it likes."""

    def get(self, key: str) -> bytes | None:
        """What was put under a key, or None."""
        ...

    def put(self, key: str, value: bytes) -> None:
        """Keep something under a key."""
        ...


class Shapes:
    """Shapes by the text of their queries. `read` counts those that were really read."""

    def __init__(self, cache: ShapeCache | None = None) -> None:
        self._cache = cache
        self._known: dict[str, list[tuple[dict[Parts, KnownTable], Shape | Unshaped]]] = {}
        self.read = 0

    def of(self, query: str, table_of: TableOf) -> Shape | Unshaped:
        """The shape of a query."""
        for asked, found in self._known.get(query, ()):
            if all(table_of(parts) == table for parts, table in asked.items()):
                return found
        asked, found = self._kept(query, table_of) or self._read(query, table_of)
        self._known.setdefault(query, []).append((asked, found))
        return found

    def _read(
        self, query: str, table_of: TableOf
    ) -> tuple[dict[Parts, KnownTable], Shape | Unshaped]:
        asked: dict[Parts, KnownTable] = {}

        def noted(parts: Parts) -> KnownTable:
            asked[parts] = table_of(parts)
            return asked[parts]

        self.read += 1
        found = shape(query, noted)
        if self._cache is not None:
            self._cache.put(_key(query), packed(asked, found))
        return asked, found

    def _kept(
        self, query: str, table_of: TableOf
    ) -> tuple[dict[Parts, KnownTable], Shape | Unshaped] | None:
        kept = None if self._cache is None else self._cache.get(_key(query))
        if kept is None:
            return None
        asked, found = unpacked(kept)
        holds = all(table_of(parts) == table for parts, table in asked.items())
        return (asked, found) if holds else None


def _key(query: str) -> str:
    return hashlib.sha256(f"{_EDITION}\x1f{query}".encode()).hexdigest()


def packed(asked: dict[Parts, KnownTable], found: Shape | Unshaped) -> bytes:
    """A shape and what it was read with, as bytes."""
    said: Any
    if isinstance(found, Unshaped):
        said = [found.written, found.why, found.missing]
    else:
        said = [
            [_packed_facts(each) for each in found.columns],
            [_packed_facts(each) for each in found.rows],
            *(sorted(each) for each in (found.tables, found.history, found.starred, found.models)),
        ]
    tables = [[parts, table.name, table.columns] for parts, table in asked.items()]
    return json.dumps([tables, said], ensure_ascii=False, separators=(",", ":")).encode()


def _packed_facts(each: ShapeColumn | Clause) -> list[Any]:
    head, text, reads, calls, volatile, written, within = each
    return [head, text, sorted(reads), sorted(calls), sorted(volatile), written, within]


def unpacked(kept: bytes) -> tuple[dict[Parts, KnownTable], Shape | Unshaped]:
    """What `packed` made bytes of."""
    tables, said = json.loads(kept)
    asked = {tuple(parts): KnownTable(name, _columns(found)) for parts, name, found in tables}
    if len(said) == 3:
        return asked, Unshaped(Written(*said[0]), said[1], tuple(said[2]))
    columns, rows, *sets = said
    return asked, Shape(
        tuple(ShapeColumn(*_facts(each)) for each in columns),
        tuple(Clause(*_facts(each)) for each in rows),
        *map(frozenset, sets),
    )


def _columns(found: Any) -> tuple[KnownColumn, ...] | None:
    return None if found is None else tuple(KnownColumn(*each) for each in found)


def _facts(each: list[Any]) -> Any:
    head, text, reads, calls, volatile, written, within = each
    inputs = frozenset(Input(*one) for one in reads)
    inner = tuple(Written(*one) for one in within)
    return head, text, inputs, frozenset(calls), frozenset(volatile), Written(*written), inner
