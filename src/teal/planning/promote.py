"""The plan that lets readers see a release's new versions: COMMIT, then every switch point."""

from __future__ import annotations

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.plan import Flip, Plan, PlanKind
from teal.planning.release_plan import release_plan, telling


def promotion_plan(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    switch_points: tuple[str, ...],
) -> Plan:
    """All of a release's tables move in one transaction; removed tables stop being served."""
    serving: dict[str, int | None] = {v.logical: None for v in release.removed}
    serving |= {version.logical: version.number for version in release.created}
    flip = Flip(key="flip", serving=dict(sorted(serving.items())))
    steps = (flip, *telling(switch_points, "flip"))
    return release_plan(PlanKind.PROMOTE, deployment, release, environment, steps)
