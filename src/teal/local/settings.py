"""What a caller may choose about a local stack; everything else follows from it."""

from datetime import timedelta

from msgspec import Struct


class StackSettings(Struct, frozen=True):
    """Size, pace and ports; a port that is None is picked among the free ones."""

    slots: int = 40
    checkpoint_interval: timedelta = timedelta(seconds=3)
    kafka_port: int | None = None
    gateway_port: int | None = None
    jobmanager_port: int | None = None
    start_limit: timedelta = timedelta(minutes=4)
    stop_grace: timedelta = timedelta(seconds=10)
