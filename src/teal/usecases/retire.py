"""Removing what a release replaced: shown first, done only on an explicit word."""

from __future__ import annotations

from collections.abc import Sequence

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Deployment, Phase, Release
from teal.model.errors import Refused
from teal.model.plan import Plan
from teal.planning.living_on import leaving
from teal.planning.retire import retirement_plan, retirement_refusals
from teal.usecases.acting import acting, run_plan
from teal.usecases.choosing import open_release
from teal.usecases.deployed import deployed
from teal.usecases.observing import observed
from teal.usecases.workbench import Workbench


def retirement(bench: Workbench, moved: Sequence[str] = ()) -> tuple[Plan, tuple[str, ...]]:
    """The plan, and why it may not be run now (nothing, where it may)."""
    deployment = deployed(bench)
    return _planned(bench, deployment, _release(deployment), moved)


def retire(
    bench: Workbench, on_event: OnEvent, moved: Sequence[str] = (), take_over: bool = False
) -> Acted:
    """Stop and delete. Raises Refused, naming every reader that is left."""
    with acting(bench, take_over) as leasing:
        deployment = deployed(bench)
        plan, refusals = _planned(bench, deployment, _release(deployment), moved)
        if refusals:
            raise Refused(f"release {plan.release} cannot be retired yet.", refusals)
        return run_plan(bench, leasing, plan, on_event)


def _release(deployment: Deployment) -> Release:
    return open_release(
        deployment,
        frozenset({Phase.SOAKING}),
        "retire",
        "What is replaced can be retired after `teal promote`.",
    )


def _planned(
    bench: Workbench, deployment: Deployment, release: Release, moved: Sequence[str]
) -> tuple[Plan, tuple[str, ...]]:
    gone = set(leaving(deployment, release).gone)
    topics = [r.topic for r in deployment.versions if r.version in gone and r.topic]
    seen = observed(bench, topics, topics)
    plan = retirement_plan(deployment, release, bench.environment, seen)
    refusals = retirement_refusals(
        deployment, release, bench.environment, seen, tuple(moved), bench.clock.now()
    )
    return plan, refusals
