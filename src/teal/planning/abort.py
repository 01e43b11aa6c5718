"""The plan that undoes a release before readers have seen it."""

from __future__ import annotations

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.plan import Plan, PlanKind
from teal.planning.release_plan import release_plan, removal_steps


def abort_plan(deployment: Deployment, release: Release, environment: Environment) -> Plan:
    """Stop and delete what the release itself made; nothing else is touched."""
    steps = removal_steps(deployment, release.created, environment, is_undo=True)
    return release_plan(PlanKind.ABORT, deployment, release, environment, steps)
