"""What has moved since a plan was made: each thing that it relied on is looked at again."""

from __future__ import annotations

from typing import assert_never

from teal.model.deployment import Deployment
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
    found = (_movement(each, now) for each in plan.relies_on)
    return tuple(sentence for sentence in found if sentence)


def _movement(relied: Reliance, now: Situation) -> str:
    aspect, name = aspect_of(relied)
    was, state = relied.expected, now.state(aspect, name)
    if state == was:
        return ""
    match aspect:
        case Aspect.SERVING:
            return f"{name}: {_version(state)} serves now; {_version(was)} did"
        case Aspect.HIGHEST:
            return f"{name}: {_version(state)} was made meanwhile; the newest was {_version(was)}"
        case Aspect.TOPIC if was == ABSENT:
            return f"topic {name} exists now; the plan wants to create it"
        case Aspect.TOPIC if state == ABSENT:
            return f"topic {name} is gone"
        case Aspect.TOPIC:
            return f"topic {name} was deleted and made anew (its id is {state}, was {was})"
        case Aspect.JOB:
            return f"job {name} is {_job(state)}, was {_job(was)}"
        case Aspect.RELEASES:
            # One that has ended meanwhile can only have made room.
            new = sorted(_entries(state) - _entries(was))
            return f"release {', '.join(new)} is open now" if new else ""
        case _:
            assert_never(aspect)


def _entries(releases: str) -> frozenset[str]:
    return frozenset(releases.split(", ")) - {ABSENT}


def _version(number: str) -> str:
    return "no version" if number in (ABSENT, "0") else f"v{number}"


def _job(state: str) -> str:
    return "not there" if state == ABSENT else state
