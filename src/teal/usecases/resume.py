"""Going on after an interruption or a failure, from the journal."""

from __future__ import annotations

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Deployment, Release
from teal.model.run import Run
from teal.usecases.acting import acting, plan_of, unfinished_run, walk
from teal.usecases.deployed import deployed
from teal.usecases.workbench import Workbench


def resume(bench: Workbench, on_event: OnEvent, take_over: bool = False) -> Acted | None:
    """Walk what the newest unfinished run left undone; None where nothing is unfinished."""
    if _unfinished(bench, deployed(bench)) is None:
        return None
    with acting(bench, take_over) as leasing:
        found = _unfinished(bench, deployed(bench))
        if found is None:
            return None
        _, run = found
        return walk(bench, leasing, plan_of(run), run, on_event)


def _unfinished(bench: Workbench, deployment: Deployment) -> tuple[Release, Run] | None:
    for release in reversed(deployment.open_releases):
        run = unfinished_run(bench, release)
        if run is not None:
            return release, run
    return None
