"""Going on after an interruption or a failure, from the journal."""

from __future__ import annotations

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Deployment, Release
from teal.model.plan import Plan, PlanKind
from teal.model.run import Run
from teal.planning.promote import promotion_plan, reason_without_proof
from teal.planning.rollback import rollback_plan
from teal.usecases.acting import acting, plan_of, run_plan, unfinished_run, walk
from teal.usecases.deployed import deployed
from teal.usecases.midway import stopped_midway
from teal.usecases.word import word
from teal.usecases.workbench import Workbench


def resume(
    bench: Workbench, on_event: OnEvent, take_over: bool = False, unproven: str = ""
) -> Acted | None:
    """Walk what the newest unfinished run left undone; None where nothing is unfinished. With
    `unproven`, a person's reason, in the same direction by a new plan, over what cannot be proven
    to have gone on where it stood."""
    if _unfinished(bench, deployed(bench)) is None:
        return None
    with acting(bench, take_over) as leasing:
        found = _unfinished(bench, deployed(bench))
        if found is None:
            return None
        release, run = found
        if unproven:
            plan = _plan_by_word(bench, release, run, unproven)
            return run_plan(bench, leasing, plan, on_event)
        return walk(bench, leasing, plan_of(run), run, on_event)


def _plan_by_word(bench: Workbench, release: Release, run: Run, reason: str) -> Plan:
    deployment, points = deployed(bench), tuple(bench.switch_points)
    given = word(bench.store, run, reason)
    stopped_midway(bench, deployment)
    if run.kind == PlanKind.ROLLBACK.value:
        return rollback_plan(deployment, release, bench.environment, points, given)
    before = reason_without_proof(plan_of(run))
    return promotion_plan(deployment, release, bench.environment, points, before, given)


def _unfinished(bench: Workbench, deployment: Deployment) -> tuple[Release, Run] | None:
    for release in reversed(deployment.open_releases):
        run = unfinished_run(bench, release)
        if run is not None:
            return release, run
    return None
