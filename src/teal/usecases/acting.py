"""Running a plan under the lease: opening its run, walking it, and saying how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from teal.execution.events import OnEvent
from teal.execution.leasing import Leasing, leased
from teal.execution.ports import ActingPorts
from teal.execution.result import Acted
from teal.execution.runner import Runner
from teal.model.codec import canonical, decoded
from teal.model.deployment import Deployment, Release
from teal.model.plan import Plan
from teal.model.run import Run, RunState
from teal.ports.store import Update
from teal.usecases.deployed import deployed
from teal.usecases.workbench import Workbench


@contextmanager
def acting(bench: Workbench, take_over: bool) -> Iterator[Leasing]:
    """The lease, for as long as the block acts."""
    with leased(bench.store, bench.clock, bench.holder, take_over) as leasing:
        yield leasing


def run_plan(
    bench: Workbench,
    leasing: Leasing,
    plan: Plan,
    on_event: OnEvent,
    updates: Callable[[Run], tuple[Update, ...]] = lambda _run: (),
    waits: bool = True,
) -> Acted:
    """Open a run of the plan, together with the record's changes that begin it, and walk it."""
    run = opened_run(bench, leasing, plan)
    bench.store.record(leasing.lease, (), (run, *updates(run)))
    return walk(bench, leasing, plan, run, on_event, waits)


def opened_run(bench: Workbench, leasing: Leasing, plan: Plan) -> Run:
    """A run with the next free id of its release; not stored yet."""
    number = 1 + len(bench.store.runs(plan.release))
    return Run(
        id=f"{plan.release}-{number}-{plan.kind.value}",
        release=plan.release,
        kind=plan.kind.value,
        plan=canonical(plan),
        state=RunState.OPEN,
        opened_at=bench.clock.now(),
        actor=leasing.actor,
    )


def walk(
    bench: Workbench,
    leasing: Leasing,
    plan: Plan,
    run: Run,
    on_event: OnEvent,
    waits: bool = True,
) -> Acted:
    """Walk what is not done of a stored run."""
    ports = ActingPorts(
        environment=bench.environment,
        engine=bench.engine,
        topics=bench.topics,
        store=bench.store,
        measuring=bench.measuring,
        switch_points=bench.switch_points,
        clock=bench.clock,
    )
    result = Runner(ports, leasing, on_event, bench.mask).walk(plan, run, waits)
    return Acted(plan, run, result, release_of(deployed(bench), plan.release))


def release_of(deployment: Deployment, release: str) -> Release:
    """A release by its id."""
    return next(each for each in deployment.releases if each.id == release)


def unfinished_run(bench: Workbench, release: Release) -> Run | None:
    """The newest run of a release if it was interrupted or failed."""
    runs = bench.store.runs(release.id)
    if not runs or runs[-1].state not in (RunState.OPEN, RunState.FAILED):
        return None
    return runs[-1]


def plan_of(run: Run) -> Plan:
    """The plan that a run walks."""
    return decoded(Plan, run.plan)
