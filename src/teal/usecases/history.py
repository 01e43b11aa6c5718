"""Every release of the deployment: who, when, from which commit, on which evidence, how long."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from teal.model.codec import Undecodable, decoded
from teal.model.deployment import Deployment, Release
from teal.model.history import PhaseTime, Rebuilt, ReleaseHistory, Truth, WalkedRun
from teal.model.plan import AwaitCaughtUp, Plan, PlanKind, StartUnit
from teal.model.run import JournalEntry, Mark, Run, RunState
from teal.planning.promote import reason_without_proof
from teal.usecases.word import words_given
from teal.usecases.workbench import Workbench

_KINDS = frozenset(kind.value for kind in PlanKind)
_NAMES = {
    PlanKind.VALIDATE: "validating",
    PlanKind.PROMOTE: "promoting",
    PlanKind.ROLLBACK: "rolling back",
    PlanKind.ABORT: "aborting",
    PlanKind.RETIRE: "retiring",
}


_SOAKING = "soaking"
_LAST = (_SOAKING, _NAMES[PlanKind.RETIRE])


def history(bench: Workbench) -> tuple[ReleaseHistory, ...]:
    """Releases, newest first; nothing where nothing was ever deployed. Asks the store alone."""
    deployment = bench.store.load()
    if deployment is None:
        return ()
    return tuple(_of(bench, release, deployment) for release in reversed(deployment.releases))


def _of(bench: Workbench, release: Release, deployment: Deployment) -> ReleaseHistory:
    runs = bench.store.runs(release.id)
    plans = {run.id: plan for run in runs if (plan := _plan(run)) is not None}
    journals = {run.id: bench.store.journal(run.id) for run in runs}
    now = bench.clock.now()
    phases = tuple(_phases(runs, plans, journals, now)) + tuple(_soak(release, runs, now))
    deploying = next((p for p in plans.values() if p.kind is PlanKind.DEPLOY), None)
    evidence = release.evidence
    return ReleaseHistory(
        release=release,
        origin=runs[0].kind if runs else "",
        rebuilt=tuple(_rebuilt(release)),
        removed=release.removed,
        verdict=evidence.verdict if evidence else None,
        verdict_at=evidence.at if evidence else None,
        unproven=next((r for p in plans.values() if (r := reason_without_proof(p))), ""),
        trusted=tuple(word for run in runs if run.kind not in _KINDS for word in _trusted(run)),
        runs=tuple(WalkedRun(r.id, r.kind, r.actor, r.opened_at, r.state.value) for r in runs),
        phases=tuple(sorted(phases, key=lambda phase: (phase.began, _rank(phase.phase)))),
        forecast=deploying.forecast if deploying is not None else None,
        truth=_truth(release, deployment, phases),
        went_on=tuple(words_given((r for r in runs if r.kind in _KINDS), bench.store)),
    )


def _plan(run: Run) -> Plan | None:
    """The plan of a run; None where it has none, or one of another Teal."""
    try:
        return decoded(Plan, run.plan) if run.kind in _KINDS else None
    except Undecodable:
        return None


def _rebuilt(release: Release) -> Iterator[Rebuilt]:
    before = {version.logical: version.number for version in release.replaced}
    for version in sorted(release.created):
        yield Rebuilt(version, before.get(version.logical))


def _phases(
    runs: Iterable[Run],
    plans: dict[str, Plan],
    journals: dict[str, tuple[JournalEntry, ...]],
    now: datetime,
) -> Iterator[PhaseTime]:
    for run in runs:
        plan = plans.get(run.id)
        if plan is None:
            continue
        is_over = run.state in (RunState.DONE, RunState.ABANDONED)
        entries = journals[run.id]
        end = entries[-1].at if entries else run.opened_at
        until = end if is_over or run.state is RunState.FAILED else now
        if plan.kind is PlanKind.DEPLOY:
            yield from _deploying(run, plan, entries, until, is_over)
        else:
            yield PhaseTime(_NAMES[plan.kind], run.opened_at, until - run.opened_at, is_over)


def _deploying(
    run: Run, plan: Plan, entries: Sequence[JournalEntry], until: datetime, is_over: bool
) -> Iterator[PhaseTime]:
    """Starting ends with the last start; what follows until the end is catching up."""
    starts = {step.key for step in plan.steps if isinstance(step, StartUnit)}
    done = [entry.at for entry in entries if entry.mark is Mark.DONE and entry.step in starts]
    is_started = len(done) >= len(starts)
    started = max(done, default=run.opened_at) if is_started else until
    yield PhaseTime("starting", run.opened_at, started - run.opened_at, is_started or is_over)
    if is_started and any(isinstance(step, AwaitCaughtUp) for step in plan.steps):
        yield PhaseTime("catching up", started, max(until - started, timedelta(0)), is_over)


def _soak(release: Release, runs: Iterable[Run], now: datetime) -> Iterator[PhaseTime]:
    """From the promotion until the retirement begins."""
    if release.promoted_at is None or not any(r.kind == PlanKind.PROMOTE.value for r in runs):
        return
    ends = [r.opened_at for r in runs if r.kind == PlanKind.RETIRE.value]
    end = min(ends) if ends else release.closed_at
    took = (end or now) - release.promoted_at
    yield PhaseTime(_SOAKING, release.promoted_at, took, end is not None)


def _truth(release: Release, deployment: Deployment, phases: Iterable[PhaseTime]) -> Truth:
    told = [
        unit.replayed
        for unit in deployment.units
        if unit.release == release.id and unit.replayed is not None
    ]
    waits = [phase.took for phase in phases if phase.phase == "catching up" and phase.is_over]
    return Truth(sum(told) if told else None, sum(waits, timedelta(0)) if waits else None)


def _trusted(run: Run) -> Iterator[str]:
    """What was taken on somebody's word when a release was adopted."""
    for doubt in json.loads(run.plan).get("doubts", ()):
        if doubt["trusted"]:
            yield f"{doubt['subject']}: {doubt['what']} (trusted: {doubt['trusted']})"


def _rank(phase: str) -> int:
    """What begins at one moment stands in the order in which it can only have happened."""
    return _LAST.index(phase) + 1 if phase in _LAST else 0
