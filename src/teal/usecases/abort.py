"""Undoing a release that readers have not seen: blue stays exactly as it was."""

from __future__ import annotations

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.errors import Refused
from teal.planning.abort import abort_plan
from teal.planning.in_line.steps import not_back
from teal.usecases.acting import acting, run_plan
from teal.usecases.choosing import BEFORE_COMMIT, open_release
from teal.usecases.deployed import deployed
from teal.usecases.workbench import Workbench


def abort(bench: Workbench, on_event: OnEvent, take_over: bool = False) -> Acted:
    """Stop the release's own jobs and delete its own topics, nothing else."""
    with acting(bench, take_over) as leasing:
        deployment = deployed(bench)
        release = open_release(
            deployment,
            BEFORE_COMMIT,
            "abort",
            "A release that was promoted is undone with `teal rollback` first.",
        )
        changed = not_back(deployment, release)
        if changed:
            raise Refused(
                f"release {release.id} cannot be aborted: it has changed units in place.",
                tuple(f"{key} is not as it was" for key in changed),
                "`teal rollback` brings them back, or says what hinders it; abort after that.",
            )
        plan = abort_plan(deployment, release, bench.environment)
        return run_plan(bench, leasing, plan, on_event)
