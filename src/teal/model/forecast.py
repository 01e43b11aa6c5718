"""What a deployment will cost, as far as the cluster can say before it starts."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Replay(Struct, frozen=True):
    """A topic that the release reads from its beginning. `records` and `bytes` are upper bounds
    (transaction markers count; `bytes` is extrapolated from a sample, None without one). `readers`
    are the jobs that read it. `lost_before` is the time of the oldest record that is left, where
    older ones have been deleted."""

    topic: str
    records: int
    readers: int
    bytes: int | None = None
    lost_before: datetime | None = None


class Capacity(Struct, frozen=True):
    """Task slots of an engine that has them."""

    total: int
    free: int


class Duration(Struct, frozen=True):
    """Seconds that catching up may take, and on what ground that is said."""

    least: float
    most: float
    ground: str


class Forecast(Struct, frozen=True):
    """What starting a release costs. `slots_needed` are those of its jobs; `capacity` is None where
    the engine does not say. `duration` is None where nothing was ever measured. `warnings` are
    for a person to weigh before the release."""

    replays: tuple[Replay, ...]
    jobs: int
    slots_needed: int
    capacity: Capacity | None = None
    duration: Duration | None = None
    warnings: tuple[str, ...] = ()
