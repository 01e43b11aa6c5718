"""The port to what is kept between two commands to save time. Losing it costs time and nothing
else; what comes back was written by this very Teal under this very key."""

from __future__ import annotations

from typing import Protocol


class Cache(Protocol):
    """One entry a name: a new one takes the old one's place. Never raises."""

    def get(self, name: str, key: str) -> bytes | None:
        """What was kept under a name, if it was kept with this key."""
        ...

    def put(self, name: str, key: str, content: bytes) -> None:
        """Keep something, whole or not at all; whoever asks at the same time gets old or new."""
        ...


class NoCache:
    """Keeps nothing."""

    def get(self, name: str, key: str) -> bytes | None:
        """Nothing."""
        return None

    def put(self, name: str, key: str, content: bytes) -> None:
        """Nothing is kept."""
