"""The plan that puts readers back on what a release replaced: a promotion in reverse."""

from __future__ import annotations

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.plan import Flip, Plan, PlanKind
from teal.planning.release_plan import release_plan, telling


def rollback_plan(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    switch_points: tuple[str, ...],
) -> Plan:
    """Replaced and removed versions serve again; tables that were new stop being served."""
    serving: dict[str, int | None] = {version.logical: None for version in release.created}
    serving |= {v.logical: v.number for v in (*release.replaced, *release.removed)}
    flip = Flip(key="flip", serving=dict(sorted(serving.items())))
    steps = (flip, *telling(switch_points, "flip"))
    return release_plan(PlanKind.ROLLBACK, deployment, release, environment, steps)
