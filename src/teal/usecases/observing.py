"""Looking at engine and Kafka: what plans rely on."""

from __future__ import annotations

from collections.abc import Iterable

from teal.model.observed import Observed, ObservedGroup, ObservedJob, ObservedTopic
from teal.usecases.workbench import Workbench


def observed(
    bench: Workbench, topics: Iterable[str] | None = None, groups_of: Iterable[str] = ()
) -> Observed:
    """Jobs, and the topics asked for (all, where None), and who reads `groups_of`."""
    names = tuple(sorted(bench.topics.list_names() if topics is None else set(topics)))
    return Observed(
        topics={
            name: ObservedTopic(name, found.id, found.partitions)
            for name, found in bench.topics.describe(names).items()
        },
        jobs=tuple(
            ObservedJob(
                job.name,
                job.handle.value,
                None if job.key is None else str(job.key),
                job.phase.value,
                job.phase.is_live,
                job.restarts,
            )
            for job in bench.engine.list_all()
        ),
        groups=tuple(
            ObservedGroup(topic, group.name, group.state, group.members, group.lag)
            for topic in sorted(set(groups_of))
            for group in bench.topics.groups(topic)
        ),
    )
