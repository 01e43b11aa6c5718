"""Where reading each topic must have come to, gathered from the outcomes of a run's steps."""

from __future__ import annotations

from teal.model.codec import Json, from_json
from teal.model.plan import AnyStep, AwaitCaughtUp, FreezeCut
from teal.model.validation import Cut, PartitionEnd

Ends = dict[str, dict[int, PartitionEnd]]


class KnownEnds:
    """The frozen cut of topics that enter the release, and the ends that the release's own units
    noted after they had passed their own goals. The latter win."""

    def __init__(self) -> None:
        self._frozen: Ends = {}
        self._noted: Ends = {}

    def learn(self, step: AnyStep, detail: dict[str, Json]) -> None:
        """Take up the outcome of a step."""
        match step:
            case FreezeCut():
                _keep_furthest(self._frozen, cut_in(detail))
            case AwaitCaughtUp():
                _keep_furthest(self._noted, cut_in(detail))
            case _:
                return

    def goal(self, topics: tuple[str, ...]) -> Cut:
        """The goal for a reader of these topics."""
        found: list[PartitionEnd] = []
        for topic in sorted(set(topics)):
            ends = self._noted.get(topic) or self._frozen.get(topic) or {}
            found += [ends[partition] for partition in sorted(ends)]
        return Cut(tuple(found))


def cut_in(detail: dict[str, Json]) -> Cut:
    """The cut that a journal detail holds; empty where it holds none."""
    return from_json(Cut, detail["cut"]) if "cut" in detail else Cut(())


def _keep_furthest(ends: Ends, cut: Cut) -> None:
    for end in cut.ends:
        partitions = ends.setdefault(end.topic, {})
        known = partitions.get(end.partition)
        if known is None or known.last_data < end.last_data:
            partitions[end.partition] = end
