"""Which release a verb means when none is named, and a clear answer when there is none."""

from __future__ import annotations

from teal.model.deployment import Deployment, Phase, Release
from teal.model.errors import Refused

BEFORE_COMMIT = frozenset(
    {
        Phase.PLANNED,
        Phase.DEPLOYING,
        Phase.CATCHING_UP,
        Phase.VALIDATING,
        Phase.READY,
        Phase.ABORTING,
        Phase.NEEDS_OPERATOR,
    }
)


def open_release(deployment: Deployment, phases: frozenset[Phase], verb: str, hint: str) -> Release:
    """The newest open release in one of these phases. Raises Refused, saying where things stand."""
    found = [each for each in deployment.open_releases if each.phase in phases]
    if found:
        return found[-1]
    others = deployment.open_releases
    if not others:
        raise Refused(f"there is no open release to {verb}.", hint=hint)
    stand = tuple(f"{each.id} is {each.phase.value}" for each in others)
    raise Refused(f"there is no release to {verb} now.", stand, hint)
