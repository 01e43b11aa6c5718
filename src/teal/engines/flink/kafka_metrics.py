"""What the metrics of a job's sources say of Kafka: positions, lag, backpressure. Pure.

Measured: a dot in a topic is an underscore in a metric's name. After a restart `currentOffset` is
-1 until the next record comes, though nothing is left to read; `committedOffset`, the next offset
to read as of a completed checkpoint, tells more then. A metric that is missing means "unknown".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from teal.engines.flink.wire import SubtasksMetric
from teal.ports.engine import Position

_READER = ".KafkaSourceReader."
_GAUGE = re.compile(
    r"(?P<reader>.+)\.KafkaSourceReader\.topic\.(?P<topic>.+)"
    r"\.partition\.(?P<partition>\d+)\.currentOffset"
)
_BACKPRESSURE = "backPressuredTimeMsPerSecond"
_HIGH_BACKPRESSURE_MS = 500  # of each second, as in Flink's own "high"


class OffsetGauge(Struct, frozen=True):
    """How far one source (of perhaps several that read the topic) is in one partition."""

    reader: str
    topic: str
    partition: int
    current: str

    @property
    def committed(self) -> str:
        """The name of the metric that tells more after a restart."""
        return self.current.removesuffix("currentOffset") + "committedOffset"


class SourceVertex(Struct, frozen=True):
    """A vertex without inputs, with the names of its metrics and the values read so far."""

    id: str
    names: tuple[str, ...]
    values: Mapping[str, SubtasksMetric]

    @property
    def readers(self) -> frozenset[str]:
        """The Kafka sources in it."""
        return frozenset(name.partition(_READER)[0] for name in self.names if _READER in name)

    @property
    def gauges(self) -> tuple[OffsetGauge, ...]:
        """Its offsets, of every topic."""
        found = (_GAUGE.fullmatch(name) for name in self.names)
        return tuple(
            OffsetGauge(each["reader"], each["topic"], int(each["partition"]), each.string)
            for each in found
            if each
        )

    @property
    def is_told(self) -> bool:
        """Whether its metrics are known: a Kafka source without partitions is not there yet."""
        return bool(self.names) and self.readers == {gauge.reader for gauge in self.gauges}


def first_names(vertex: SourceVertex) -> tuple[str, ...]:
    """The metrics to ask for in any case."""
    offsets = [gauge.current for gauge in vertex.gauges]
    return (*offsets, *(_pending(reader) for reader in sorted(vertex.readers)), _BACKPRESSURE)


def further_names(vertex: SourceVertex) -> tuple[str, ...]:
    """The metrics to ask for where the first ones left something open."""
    return tuple(gauge.committed for gauge in vertex.gauges if _lowest(vertex, gauge.current) == -1)


def positions(vertices: Sequence[SourceVertex], topics: Iterable[str]) -> tuple[Position, ...]:
    """The least position per partition over all sources that read it.

    A partition that one of a topic's readers has not told of is left out, and so is everything
    while a source has told nothing at all: it may be the one that lags.
    """
    if not all(vertex.is_told for vertex in vertices):
        return ()
    found = ((vertex, gauge) for vertex in vertices for gauge in vertex.gauges)
    offsets = {
        (gauge.topic, gauge.partition, vertex.id, gauge.reader): _offset(vertex, gauge)
        for vertex, gauge in found
    }
    return tuple(
        position for topic in topics for position in _of_topic(topic, mangled(topic), offsets)
    )


def pending_records(vertices: Sequence[SourceVertex]) -> int | None:
    """The lag over all Kafka sources; None while one of them has not told, or there is none."""
    lags = [
        _number(vertex.values.get(_pending(reader)), "sum")
        for vertex in vertices
        for reader in vertex.readers
    ]
    known = [lag for lag in lags if lag is not None]
    is_known = all(vertex.is_told for vertex in vertices) and len(known) == len(lags) > 0
    return sum(known) if is_known else None


def is_backpressured(vertices: Sequence[SourceVertex]) -> bool | None:
    """Whether a source waits for what follows it, most of the time; None while one is silent."""
    waits = [_number(vertex.values.get(_BACKPRESSURE), "max") for vertex in vertices]
    if not waits or None in waits:
        return None
    return any(wait is not None and wait >= _HIGH_BACKPRESSURE_MS for wait in waits)


_Offsets = Mapping[tuple[str, int, str, str], int | None]


def _of_topic(topic: str, mangled: str, offsets: _Offsets) -> Iterable[Position]:
    ours = {key[1:]: offset for key, offset in offsets.items() if key[0] == mangled}
    readers = {(vertex, reader) for _, vertex, reader in ours}
    for partition in sorted({partition for partition, _, _ in ours}):
        told = [ours.get((partition, *reader)) for reader in readers]
        known = [offset for offset in told if offset is not None]
        if len(known) == len(readers):
            yield Position(topic, partition, min(known))


def _offset(vertex: SourceVertex, gauge: OffsetGauge) -> int | None:
    current = _lowest(vertex, gauge.current)
    if current != -1:
        return current
    committed = _lowest(vertex, gauge.committed)
    return current if committed is None else max(current, committed - 1)


def _lowest(vertex: SourceVertex, name: str) -> int | None:
    return _number(vertex.values.get(name), "min")


def _number(metric: SubtasksMetric | None, which: str) -> int | None:
    value = {"min": metric.min, "max": metric.max, "sum": metric.sum}[which] if metric else None
    return int(value) if value is not None and math.isfinite(value) else None


def _pending(reader: str) -> str:
    return f"{reader}.pendingRecords"


def mangled(name: str) -> str:
    """A topic or an operator as it stands in the name of a metric."""
    return re.sub(r"[ .:,]", "_", name)
