"""Looking at what a plan would replay: sizes, ages, free slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from teal.model.plan import Plan
from teal.model.validation import Cut, PartitionEnd
from teal.planning.forecast import Rates, TopicSight, forecast, topics_to_look_at

if TYPE_CHECKING:
    from teal.ports.topics import Record, TopicDescription
    from teal.usecases.workbench import Workbench

_SAMPLE = 20  # records of a partition: for a mean size and the age of the oldest


def with_forecast(bench: Workbench, rates: Rates, plan: Plan) -> Plan:
    """The plan with its forecast, by the `rates` that were measured; one that replays nothing stays
    as it is. Raises Unreachable."""
    wanted = topics_to_look_at(plan)
    if not wanted:
        return plan
    found = bench.topics.describe(wanted)
    ends = bench.topics.ends(tuple(sorted(found)))
    samples: dict[str, list[Record]] = {name: [] for name in found}
    for record in bench.topics.read({}, _beginnings(ends)):
        samples[record.topic].append(record)
    sights = {
        name: _sight(found[name], [end for end in ends.ends if end.topic == name], samples[name])
        for name in sorted(found)
    }
    capacity = bench.engine.capacity()
    return replace(plan, forecast=forecast(plan, rates, bench.environment, sights, capacity))


def _beginnings(ends: Cut) -> Cut:
    """Where a sample of each partition ends."""
    return Cut(
        tuple(
            replace(end, last_data=min(end.last_data, end.start + _SAMPLE - 1)) for end in ends.ends
        )
    )


def _sight(
    topic: TopicDescription, ends: Sequence[PartitionEnd], sample: Sequence[Record]
) -> TopicSight:
    deletes = "delete" in topic.config.get("cleanup.policy", "delete")
    return TopicSight(
        records=sum(end.end - end.start for end in ends),
        is_cut=deletes and any(end.start > 0 for end in ends),
        first=min((_moment(each) for each in sample), default=None),
        bytes_each=sum(map(_size, sample)) / len(sample) if sample else None,
    )


def _size(record: Record) -> int:
    return len(record.key or b"") + len(record.value or b"")


def _moment(record: Record) -> datetime:
    return datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
