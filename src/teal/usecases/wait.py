"""Waiting until what was deployed has caught up."""

from __future__ import annotations

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Phase
from teal.model.plan import PlanKind
from teal.usecases.acting import acting, plan_of, unfinished_run, walk
from teal.usecases.deployed import deployed
from teal.usecases.workbench import Workbench

_WAITING = frozenset({Phase.PLANNED, Phase.DEPLOYING, Phase.CATCHING_UP})


def wait(bench: Workbench, on_event: OnEvent, take_over: bool = False) -> Acted | None:
    """Go on with the deployment that was left waiting; None where there is none."""
    with acting(bench, take_over) as leasing:
        for release in deployed(bench).open_releases:
            run = unfinished_run(bench, release)
            if release.phase in _WAITING and run and run.kind == PlanKind.DEPLOY.value:
                return walk(bench, leasing, plan_of(run), run, on_event)
    return None
