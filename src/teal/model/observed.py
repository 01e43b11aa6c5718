"""What was seen of an environment at one moment, for plans to rely on."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class ObservedTopic(Struct, frozen=True):
    """A Kafka topic that exists. `records` is the sum of end minus start offsets."""

    name: str
    id: str
    partitions: int
    records: int | None = None


class ObservedJob(Struct, frozen=True):
    """A job that the engine lists. `key` is the text of its unit key where it is ours."""

    name: str
    handle: str
    key: str | None
    phase: str
    is_live: bool
    restarts: int | None = None


class ObservedGroup(Struct, frozen=True):
    """A consumer group that reads a topic now (members) or did (positions)."""

    topic: str
    group: str
    state: str
    members: int
    lag: int | None = None


class Observed(Struct, frozen=True):
    """Topics and jobs by name; groups only for the topics that were asked about, and definitions
    in the engine's catalogs only of the externals that were."""

    topics: Mapping[str, ObservedTopic] = field(default_factory=dict)
    jobs: tuple[ObservedJob, ...] = ()
    groups: tuple[ObservedGroup, ...] = ()
    catalog: Mapping[str, str] = field(default_factory=dict)
