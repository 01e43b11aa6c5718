"""Letting readers see the old versions again, at once; also out of a promotion that failed while it
changed units in place."""

from __future__ import annotations

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Deployment, Phase, Release
from teal.model.errors import Refused
from teal.model.run import Mark, RunState
from teal.planning.rollback import rollback_plan
from teal.usecases.acting import acting, run_plan, unfinished_run
from teal.usecases.choosing import open_release
from teal.usecases.deployed import deployed
from teal.usecases.workbench import Workbench


def rollback(bench: Workbench, on_event: OnEvent, take_over: bool = False) -> Acted:
    """A promotion in reverse; green stays fed and can be promoted again."""
    with acting(bench, take_over) as leasing:
        deployment = deployed(bench)
        release = _stuck(bench, deployment) or open_release(
            deployment,
            frozenset({Phase.SOAKING}),
            "roll back",
            "Only a promoted release that is not being retired can be rolled back.",
        )
        plan = rollback_plan(deployment, release, bench.environment, tuple(bench.switch_points))
        return run_plan(bench, leasing, plan, on_event)


def _stuck(bench: Workbench, deployment: Deployment) -> Release | None:
    """A release whose promotion, or whose way back, failed after COMMIT. Raises Refused where it
    is not known what the failed step has done."""
    for release in reversed(deployment.open_releases):
        run = unfinished_run(bench, release)
        if not release.in_line or run is None or release.phase not in _MIDWAY:
            continue
        last = {entry.step: entry.mark for entry in bench.store.journal(run.id)}
        uncertain = sorted(s for s, m in last.items() if m in (Mark.INTENT, Mark.UNKNOWN))
        if run.state is not RunState.FAILED or uncertain:
            raise Refused(
                f"release {release.id} is in the middle of a {run.kind}.",
                tuple(f"it is not known whether this happened: {step}" for step in uncertain),
                "`teal resume` looks, and goes on; roll back after that.",
            )
        return release
    return None


_MIDWAY = frozenset({Phase.PROMOTING, Phase.READY})
