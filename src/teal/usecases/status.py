"""Where things stand, from the store alone: what serves, what is on its way, what comes next."""

from __future__ import annotations

from typing import assert_never

from teal.model.deployment import Deployment, Phase, Release, VersionState
from teal.model.names import Version
from teal.model.plan import PlanKind
from teal.model.run import Run, RunState
from teal.model.standing import ReleaseStatus, Status
from teal.model.validation import Verdict
from teal.planning.living_on import living_on
from teal.usecases.word import words_given, words_wanted
from teal.usecases.workbench import Workbench


def status(bench: Workbench) -> Status:
    """Look at the store; nothing else is asked, so it always answers."""
    deployment = bench.store.load()
    if deployment is None:
        return Status(None)
    lease = bench.store.lease()
    lives_on = living_on(deployment)
    return Status(
        deployment,
        serving=_in(deployment, VersionState.SERVING),
        standing_by=tuple(v for v in _in(deployment, VersionState.STANDBY) if v not in lives_on),
        lives_on=lives_on,
        green=_in(deployment, VersionState.GREEN),
        open_releases=tuple(_of(bench, each) for each in deployment.open_releases),
        closed=tuple(each for each in deployment.releases if not each.phase.is_open),
        lease=lease,
        lease_is_live=lease is not None and lease.expires > bench.clock.now(),
    )


_THERE_AND_BACK = {
    PlanKind.PROMOTE.value: "rollback",
    PlanKind.ROLLBACK.value: "rollback, or teal promote",
}
"""What else helps where one of them stopped while it changed units in place."""


def next_command(release: Release, unfinished: Run | None, needs_word: bool = False) -> str:
    """What an operator does next; `needs_word` where a change in place cannot be proven."""
    if unfinished is not None and needs_word:
        on = "promote" if unfinished.kind == PlanKind.ROLLBACK.value else "resume"
        return f"teal rollback --unproven REASON (or teal {on} --unproven REASON)"
    if unfinished is not None:
        is_undoable = unfinished.kind in (PlanKind.DEPLOY.value, PlanKind.VALIDATE.value)
        if unfinished.state is RunState.FAILED:
            if release.in_line and unfinished.kind in _THERE_AND_BACK:
                return f"teal resume (or teal {_THERE_AND_BACK[unfinished.kind]})"
            return "teal resume (or teal abort)" if is_undoable else "teal resume"
        return "teal wait" if unfinished.kind == PlanKind.DEPLOY.value else "teal resume"
    match release.phase:
        case Phase.PLANNED | Phase.DEPLOYING | Phase.CATCHING_UP:
            return "teal wait"
        case Phase.VALIDATING:
            if release.evidence is not None and release.evidence.verdict is Verdict.FAIL:
                return "teal abort"
            return "teal validate" if release.created else "teal promote (or teal abort)"
        case Phase.READY:
            return "teal promote (or teal abort)"
        case Phase.SOAKING:
            return "teal retire (or teal rollback)"
        case Phase.PROMOTING | Phase.RETIRING | Phase.ABORTING | Phase.NEEDS_OPERATOR:
            return "teal resume"
        case Phase.DONE | Phase.ABORTED:
            return ""
        case _:
            assert_never(release.phase)


def _of(bench: Workbench, release: Release) -> ReleaseStatus:
    runs = bench.store.runs(release.id)
    last = runs[-1] if runs else None
    unfinished = last if last and last.state in (RunState.OPEN, RunState.FAILED) else None
    if not release.in_line:
        return ReleaseStatus(release, unfinished, next_command(release, unfinished))
    wanted = words_wanted(bench.store, unfinished)
    return ReleaseStatus(
        release,
        unfinished,
        next_command(release, unfinished, bool(wanted)),
        needs_word=tuple(f"{unit}@v{number}" for unit, number in sorted(wanted)),
        went_on=tuple(words_given(runs, bench.store)),
    )


def _in(deployment: Deployment, state: VersionState) -> tuple[Version, ...]:
    return tuple(sorted(r.version for r in deployment.versions if r.state is state))
