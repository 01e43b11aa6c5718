"""The plan that lets readers see a release's new versions: COMMIT, then every switch point."""

from __future__ import annotations

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.plan import Plan, PlanKind
from teal.planning.flip import flipping_plan


def promotion_plan(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    switch_points: tuple[str, ...],
) -> Plan:
    """All of a release's tables move in one transaction; removed tables stop being served."""
    serving: dict[str, int | None] = {version.logical: None for version in release.removed}
    serving |= {version.logical: version.number for version in release.created}
    return flipping_plan(PlanKind.PROMOTE, deployment, release, environment, switch_points, serving)
