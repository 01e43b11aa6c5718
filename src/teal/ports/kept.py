"""What was worked out before, by name: a table of plain values that is loaded and kept as a whole,
with what is new since then beside it, so that a small change is a small write."""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from functools import cached_property
from typing import Generic, TypeVar

from teal.ports.cache import Cache

V = TypeVar("V")

_SHARE = 10
"""The new ones may be a tenth of all before the whole table is written again."""
_MOST = 100_000
"""Older ones are forgotten."""

_RECENT = "-recent"


class Kept(Generic[V]):
    """Values of plain Python types (marshal's), loaded when they are first asked for. Whoever asks
    has to see for themselves whether a value still fits: `key` only says which form it has."""

    def __init__(self, cache: Cache, name: str, key: str) -> None:
        self._cache = cache
        self._name = name
        self._key = key
        self._new: dict[str, V] = {}

    @cached_property
    def _old(self) -> dict[str, V]:
        return self._loaded(self._name)

    @cached_property
    def _recent(self) -> dict[str, V]:
        return self._loaded(self._name + _RECENT)

    def get(self, name: str) -> V | None:
        """What is known of a name."""
        found = self._recent.get(name)
        return self._old.get(name) if found is None else found

    def put(self, name: str, value: V) -> None:
        """Note what was worked out."""
        self._new[name] = value

    def save(self, names: Iterable[str] | None = None) -> None:
        """Keep what is new, for the next command; of `names` only, where they are given."""
        if not self._new:
            return
        recent = {**self._recent, **self._new}
        if len(recent) * _SHARE <= len(self._old):
            self._put(self._name + _RECENT, recent)
            return
        every = {**self._old, **recent}
        if names is not None:
            every = {name: every[name] for name in names if name in every}
        self._put(self._name, dict(list(every.items())[-_MOST:]))
        self._put(self._name + _RECENT, {})

    def _loaded(self, name: str) -> dict[str, V]:
        content = self._cache.get(name, self._key)
        if content is None:
            return {}
        try:
            found = marshal.loads(content)
        except (ValueError, TypeError, EOFError):
            return {}
        return found if isinstance(found, dict) else {}

    def _put(self, name: str, values: dict[str, V]) -> None:
        self._cache.put(name, self._key, marshal.dumps(values))
