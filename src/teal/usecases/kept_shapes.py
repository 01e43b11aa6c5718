"""Shapes of queries that were read before, kept between commands."""

from __future__ import annotations

from teal.ports.cache import Cache
from teal.ports.kept import Kept


class KeptShapes:
    """See `teal.sql.shape.cache.ShapeCache`. Nothing is loaded before it is asked for."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._kept: Kept[bytes] | None = None

    def get(self, key: str) -> bytes | None:
        """What was put under a key, or None."""
        return self._opened().get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keep something under a key."""
        self._opened().put(key, value)

    def save(self) -> None:
        """Keep what is new, for the next command."""
        if self._kept is not None:
            self._kept.save()

    def _opened(self) -> Kept[bytes]:
        if self._kept is None:
            self._kept = Kept(self._cache, "shapes", "1")
        return self._kept
