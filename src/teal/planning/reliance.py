"""What a plan takes for granted, object by object, in a form that can be looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

from teal.model.deployment import Deployment, Phase, Release
from teal.model.observed import Observed, ObservedJob
from teal.model.plan import Reliance
from teal.planning.deployed import Deployed, deployed

ABSENT = "none"
RUNNING = "running"


class Aspect(Enum):
    """What of an object a plan relies on; the first word of the subject."""

    SERVING = "serving"
    HIGHEST = "highest"
    TOPIC = "topic"
    JOB = "job"
    RELEASES = "releases"
    CATALOG = "catalog"


def reliance(aspect: Aspect, name: str, expected: str) -> Reliance:
    """A reliance on one aspect of one object."""
    return Reliance(f"{aspect.value} {name}".rstrip(), expected)


def aspect_of(reliance: Reliance) -> tuple[Aspect, str]:
    """The aspect and the object's name of a reliance."""
    aspect, _, name = reliance.subject.partition(" ")
    return Aspect(aspect), name


class Situation(Struct, frozen=True):
    """A deployment and what was seen around it, ready to be asked."""

    deployed: Deployed
    releases: tuple[Release, ...]
    observed: Observed
    jobs: Mapping[str, ObservedJob]

    def state(self, aspect: Aspect, name: str) -> str:
        """How it is now."""
        match aspect:
            case Aspect.SERVING:
                record = self.deployed.serving.get(name)
                return ABSENT if record is None else str(record.version.number)
            case Aspect.HIGHEST:
                return str(self.deployed.highest.get(name, 0))
            case Aspect.TOPIC:
                topic = self.observed.topics.get(name)
                return ABSENT if topic is None else topic.id
            case Aspect.JOB:
                return self._job(name)
            case Aspect.CATALOG:
                return self.observed.catalog.get(name, ABSENT)
            case Aspect.RELEASES:
                return ", ".join(open_releases(self.releases)) or ABSENT

    def relied_on(self, aspect: Aspect, name: str = "") -> Reliance:
        """A reliance on how it is now."""
        return reliance(aspect, name, self.state(aspect, name))

    def _job(self, key: str) -> str:
        job = self.jobs.get(key)
        if job is None:
            return ABSENT
        return RUNNING if job.is_live else job.phase


def situation(deployment: Deployment, observed: Observed) -> Situation:
    """What a plan is made in."""
    jobs: dict[str, ObservedJob] = {}
    for job in observed.jobs:
        if job.key is not None and (job.is_live or job.key not in jobs):
            jobs[job.key] = job
    return Situation(deployed(deployment), deployment.open_releases, observed, jobs)


def open_releases(releases: tuple[Release, ...]) -> tuple[str, ...]:
    """Open releases, marked by whether they have been promoted."""
    return tuple(
        f"{release.id} ({'promoted' if is_promoted(release) else 'on its way'})"
        for release in sorted(releases, key=lambda release: release.id)
    )


def is_promoted(release: Release) -> bool:
    """Whether it only waits for its retirement; anything before may still move the pointer."""
    return release.phase in (Phase.SOAKING, Phase.RETIRING)
