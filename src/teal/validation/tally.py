"""What is known of a round beside its rows: counts, notes, and what keeps it from proving."""

from __future__ import annotations

from msgspec import Struct


class Tally(Struct, frozen=True):
    """Records read so far on each side; `obstacles` are reasons why nothing can be proven."""

    rows_blue: int
    rows_green: int
    notes: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
