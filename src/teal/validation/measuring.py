"""Reads the outputs of blue and green from Kafka and compares them in a DuckDB file on disk."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from teal.model.validation import RoundRequest, TableRound
from teal.ports.topics import Topics
from teal.validation import append, created, upsert
from teal.validation.arrivals import create_rows, read_up_to, rows_read, undecodable
from teal.validation.blank import blank_round
from teal.validation.layout import Layout, layout_of
from teal.validation.scratch import BLUE, GREEN, Scratch, discarded, opened
from teal.validation.tally import Tally

_SAFE_LAG_MS = 600_000


class KafkaMeasuring:
    """See the port `measuring`. Each scratch name is one file below `folder`."""

    def __init__(self, topics: Topics, folder: Path) -> None:
        self._topics = topics
        self._folder = folder

    def measure(self, request: RoundRequest) -> TableRound:
        """One round of one table; round 1 begins anew."""
        if request.round == 1:
            self.discard(request.scratch)
        layout = layout_of(request.comparison)
        if _is_timeless(request):
            return _nothing(request)
        with opened(self._folder, request.scratch, request.relative_tolerance) as scratch:
            tally = self._read(scratch, layout, request)
            with scratch.together():
                return _measured(scratch, layout, request, tally)

    def discard(self, scratch: str) -> None:
        """Remove what was kept under a scratch name."""
        discarded(self._folder, scratch)

    def _read(self, scratch: Scratch, layout: Layout, request: RoundRequest) -> Tally:
        sides = _sides(request)
        with scratch.together():
            create_rows(scratch, layout)
            noted = {topic: side for side, topic in sides.items()}
            scratch.note_ends("noted", request.noted, noted)
        for side, topic in sides.items():
            read_up_to(scratch, self._topics, layout, side, topic, request.frozen)
        unread = (undecodable(scratch, side, topic) for side, topic in sides.items())
        return Tally(
            scratch.kept(rows_read(BLUE)),
            scratch.kept(rows_read(GREEN)),
            notes=(*_retention(request), *self._compaction(request, tuple(sides.values()))),
            obstacles=tuple(str(found) for found in unread if found is not None),
        )

    def _compaction(self, request: RoundRequest, names: tuple[str, ...]) -> tuple[str, ...]:
        """Topics that Teal did not make may lose the rows that a key went through."""
        if not request.comparison.is_upsert or request.round > 1:
            return ()
        return tuple(
            f"topic {topic.name} may drop earlier rows of a key at any time "
            "(min.compaction.lag.ms is small): a key that moves may seem not to meet"
            for topic in self._topics.describe(names).values()
            if "compact" in topic.config.get("cleanup.policy", "")
            and int(topic.config.get("min.compaction.lag.ms", "0")) < _SAFE_LAG_MS
        )


def _measured(scratch: Scratch, layout: Layout, request: RoundRequest, tally: Tally) -> TableRound:
    if request.comparison.blue_topic is None:
        return created.measured(scratch, layout, request, tally)
    if layout.key:
        return upsert.measured(scratch, layout, request, tally)
    return append.measured(scratch, layout, request, tally)


def _sides(request: RoundRequest) -> dict[int, str]:
    blue, green = request.comparison.blue_topic, request.comparison.green_topic
    return {GREEN: green} if blue is None else {BLUE: blue, GREEN: green}


def _retention(request: RoundRequest) -> tuple[str, ...]:
    return tuple(
        f"topic {end.topic} partition {end.partition} no longer holds its first "
        f"{end.start:,} records"
        for end in request.frozen.ends
        if end.start > 0
    )


def _is_timeless(request: RoundRequest) -> bool:
    comparison = request.comparison
    return (
        comparison.blue_topic is not None
        and not comparison.is_upsert
        and comparison.event_time is None
    )


def _nothing(request: RoundRequest) -> TableRound:
    """An append table without event time: no moment at which its rows are complete."""
    return replace(
        blank_round(request),
        obstacles=(
            "an append table without a WATERMARK: while it grows nobody can tell which of its "
            "rows are complete",
        ),
    )
