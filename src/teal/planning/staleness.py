"""What has moved since a plan was made: each thing that it relied on is looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from teal.model.deployment import Deployment, Release
from teal.model.observed import Observed
from teal.model.plan import NOWHERE, Plan, Reliance
from teal.planning.reliance import ABSENT, Aspect, Situation, aspect_of, situation


def moved(plan: Plan, deployment: Deployment, observed: Observed) -> tuple[str, ...]:
    """A sentence for each movement; nothing where the plan still holds. A plan for another
    project, environment or deployment gets only the sentence that says so."""
    if (plan.project, plan.environment) != (deployment.project, deployment.environment):
        return (
            f"it is for {plan.project}/{plan.environment}, and this is "
            f"{deployment.project}/{deployment.environment}",
        )
    if plan.deployment == NOWHERE:
        return ("it compares two revisions and was not made against what is deployed",)
    if plan.deployment != deployment.id:
        return (
            f"it was made against another deployment ({plan.deployment}), and this store holds "
            f"{deployment.id}",
        )
    now = situation(deployment, observed)
    found = (_movement(each, now, deployment) for each in plan.relies_on)
    return tuple(sentence for sentence in found if sentence)


def _movement(relied: Reliance, now: Situation, deployment: Deployment) -> str:
    aspect, name = aspect_of(relied)
    was, state = relied.expected, now.state(aspect, name)
    if state == was:
        return ""
    match aspect:
        case Aspect.SERVING:
            whom = _served_by(name, state, deployment)
            return f"{name}: {_version(state)} serves now; {_version(was)} did{whom}"
        case Aspect.HIGHEST:
            whom = _made_by(name, state, deployment)
            newest = f"the newest was {_version(was)}{whom}"
            return f"{name}: {_version(state)} was made meanwhile; {newest}"
        case Aspect.TOPIC if was == ABSENT:
            return f"topic {name} exists now; the plan wants to create it"
        case Aspect.TOPIC if state == ABSENT:
            return f"topic {name} is gone"
        case Aspect.TOPIC:
            return f"topic {name} was deleted and made anew (its id is {state}, was {was})"
        case Aspect.JOB:
            return f"job {name} is {_job(state)}, was {_job(was)}"
        case Aspect.CATALOG if state == ABSENT:
            return f"external {name}: the engine does not tell its columns any more"
        case Aspect.CATALOG:
            return f"external {name} has other columns, or another key, in the engine's catalog"
        case Aspect.RELEASES:
            # One that has ended meanwhile can only have made room.
            new = sorted(_entries(state) - _entries(was))
            whom = _opened_by(new, deployment)
            return f"release {', '.join(new)} is open now{whom}" if new else ""
        case _:
            assert_never(aspect)


def _served_by(table: str, number: str, deployment: Deployment) -> str:
    """Who promoted what serves now; nothing where that is not on record."""
    release = _release_of(table, number, deployment)
    if release is None or release.promoted_at is None:
        return ""
    return f" (release {release.id} by {release.actor}, promoted {_moment(release.promoted_at)})"


def _made_by(table: str, number: str, deployment: Deployment) -> str:
    release = _release_of(table, number, deployment)
    return "" if release is None else f" (release {release.id}, {_opened(release)})"


def _opened_by(entries: Sequence[str], deployment: Deployment) -> str:
    ids = {entry.split(" ")[0] for entry in entries}
    opened = [_opened(each) for each in deployment.open_releases if each.id in ids]
    return f" ({'; '.join(opened)})" if opened else ""


def _release_of(table: str, number: str, deployment: Deployment) -> Release | None:
    record = deployment.version(table, int(number)) if number.isdigit() else None
    if record is None:
        return None
    return next((each for each in deployment.releases if each.id == record.release), None)


def _opened(release: Release) -> str:
    return f"opened by {release.actor} at {_moment(release.opened_at)}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _entries(releases: str) -> frozenset[str]:
    return frozenset(releases.split(", ")) - {ABSENT}


def _version(number: str) -> str:
    return "no version" if number in (ABSENT, "0") else f"v{number}"


def _job(state: str) -> str:
    return "not there" if state == ABSENT else state
