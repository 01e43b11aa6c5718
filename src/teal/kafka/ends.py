"""Where topics end: the last stable offsets, and the last committed data record before them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import OffsetSpec  # type: ignore[attr-defined]

from teal.kafka.connection import Connection
from teal.kafka.scan import Range, scanned
from teal.model.validation import Cut, PartitionEnd

Place = tuple[str, int]

_FIRST_STEP = 16
_GROWTH = 16


def cut_of(connection: Connection, places: Iterable[Place]) -> Cut:
    """The ends of these partitions now."""
    wanted = tuple(sorted(places))
    starts = _offsets(connection, wanted, OffsetSpec.earliest())  # type: ignore[no-untyped-call]
    stable = stable_ends(connection, wanted)
    last = _last_data(connection, starts, stable)
    return Cut(
        tuple(
            PartitionEnd(topic, n, starts[topic, n], stable[topic, n], last[topic, n])
            for topic, n in wanted
        )
    )


def stable_ends(connection: Connection, places: tuple[Place, ...]) -> Mapping[Place, int]:
    """The last stable offset of each partition, exclusive."""
    return _offsets(connection, places, OffsetSpec.latest())  # type: ignore[no-untyped-call]


def _offsets(
    connection: Connection, places: tuple[Place, ...], spec: OffsetSpec
) -> Mapping[Place, int]:
    def asked() -> Mapping[Place, int]:
        futures = connection.admin().list_offsets(
            {TopicPartition(*place): spec for place in places},
            isolation_level=IsolationLevel.READ_COMMITTED,
            request_timeout=connection.patience_seconds,
        )
        return {
            (place.topic, place.partition): int(connection.result(future).offset)
            for place, future in futures.items()
        }

    return connection.answer(asked, "say where topics end") if places else {}


def _last_data(
    connection: Connection, starts: Mapping[Place, int], stable: Mapping[Place, int]
) -> Mapping[Place, int]:
    """Seek back from the end in growing steps until each partition has shown a record."""
    found = dict.fromkeys(stable, -1)
    searched = {place: end for place, end in stable.items() if end > starts[place]}
    step = _FIRST_STEP
    while searched:
        windows = {
            place: Range(*place, max(starts[place], before - step), before)
            for place, before in searched.items()
        }
        for message in scanned(connection, tuple(windows.values())):
            place = (str(message.topic()), int(message.partition() or 0))
            found[place] = max(found[place], int(message.offset() or 0))
        searched = {
            place: window.start
            for place, window in windows.items()
            if found[place] < 0 and window.start > starts[place]
        }
        step *= _GROWTH
    return found
