"""The plan that puts readers back on what a release replaced: a promotion in reverse."""

from __future__ import annotations

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.in_line import NOBODYS_WORD, PersonsWord
from teal.model.plan import Plan, PlanKind
from teal.planning.flip import flipping_plan


def rollback_plan(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    switch_points: tuple[str, ...],
    word: PersonsWord = NOBODYS_WORD,
) -> Plan:
    """Replaced and removed versions serve again; tables that were new stop being served. `word` is
    for units that somebody brings back unproven."""
    serving: dict[str, int | None] = {version.logical: None for version in release.created}
    back = (*release.replaced, *release.removed)
    serving |= {version.logical: version.number for version in back}
    return flipping_plan(
        PlanKind.ROLLBACK, deployment, release, environment, switch_points, serving, word
    )
