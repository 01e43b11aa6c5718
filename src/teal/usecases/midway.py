"""Releases whose promotion, or whose way back, stopped while it changed units in place."""

from __future__ import annotations

from teal.model.deployment import Deployment, Phase, Release
from teal.model.errors import Refused
from teal.model.plan import PlanKind
from teal.model.run import Mark, RunState
from teal.usecases.acting import unfinished_run
from teal.usecases.workbench import Workbench

_PHASES = frozenset({Phase.PROMOTING, Phase.READY})
_KINDS = (PlanKind.PROMOTE.value, PlanKind.ROLLBACK.value)


def stopped_midway(bench: Workbench, deployment: Deployment) -> Release | None:
    """The newest such release, from where every way is open. Raises Refused where it is not known
    what the step that was under way has done."""
    for release in reversed(deployment.open_releases):
        run = unfinished_run(bench, release)
        if not release.in_line or run is None or run.kind not in _KINDS:
            continue
        if release.phase not in _PHASES:
            continue
        last = {entry.step: entry.mark for entry in bench.store.journal(run.id)}
        uncertain = sorted(s for s, m in last.items() if m in (Mark.INTENT, Mark.UNKNOWN))
        if run.state is not RunState.FAILED or uncertain:
            raise Refused(
                f"release {release.id} is in the middle of a {run.kind}.",
                tuple(f"it is not known whether this happened: {step}" for step in uncertain),
                "`teal resume` looks, and goes on; after that every way is open.",
            )
        return release
    return None
