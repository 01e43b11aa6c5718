"""The seeded source of the retail example's raw records: pure, endless, the same in every run."""

import random
from collections.abc import Iterator

from teal.demo.delivery import delivered
from teal.demo.events import Event, raw_topics
from teal.demo.shop import MEAN_MS_PER_EVENT, Shop

__all__ = ["DEFAULT_SEED", "Event", "events", "history_start_ms", "raw_topics"]

DEFAULT_SEED = 20_260_105


def events(seed: int = DEFAULT_SEED, *, start_ms: int) -> Iterator[Event]:
    """The records in the order of their arrival; event time begins at `start_ms` (UTC)."""
    return delivered(Shop(seed, start_ms).changes(), random.Random(f"delivery of {seed}"))


def history_start_ms(now_ms: int, history: int) -> int:
    """Where event time must begin for `history` records to lead up to now."""
    return now_ms - round(history * MEAN_MS_PER_EVENT)
