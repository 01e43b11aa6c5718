"""Starting what a plan says beside what runs, after checking that the plan still holds."""

from __future__ import annotations

from msgspec.structs import replace

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Deployment
from teal.model.errors import StalePlan, WrongUsage
from teal.model.observed import Observed
from teal.model.plan import Plan, PlanKind
from teal.planning.reliance import Aspect, aspect_of
from teal.planning.staleness import moved
from teal.usecases.acting import acting, run_plan
from teal.usecases.deployed import deployed
from teal.usecases.observing import observed
from teal.usecases.opening import opening_records
from teal.usecases.reading import deployment_or_new
from teal.usecases.workbench import Workbench


def deploy(
    bench: Workbench,
    plan: Plan,
    on_event: OnEvent,
    waits: bool = True,
    take_over: bool = False,
) -> Acted | None:
    """Walk a deployment plan; None where it has nothing to do. A commit that changes no
    meaning is recorded as a release without steps. Raises StalePlan, naming what moved."""
    require_deployment_plan(plan)
    refuse_stale(bench, plan, deployment_or_new(bench))
    if plan.is_empty and not _is_worth_recording(plan, deployment_or_new(bench)):
        return None
    bench.store.found(deployment_or_new(bench))
    with acting(bench, take_over) as leasing:
        deployment = deployed(bench)
        refuse_stale(bench, plan, deployment)
        return run_plan(
            bench,
            leasing,
            plan,
            on_event,
            lambda run: opening_records(plan, deployment, run.actor, run.opened_at),
            waits,
        )


def _is_worth_recording(plan: Plan, deployment: Deployment) -> bool:
    """Whether a commit that changes no meaning is newer than the newest release."""
    newest = deployment.releases[-1] if deployment.releases else None
    commit = "" if plan.revision.dirty else plan.revision.commit
    return bool(commit) and newest is not None and newest.commit != commit


def require_deployment_plan(plan: Plan) -> None:
    """Raises WrongUsage for a plan of another kind."""
    if plan.kind is not PlanKind.DEPLOY:
        raise WrongUsage(
            f"this is a plan to {plan.kind.value}, not one to deploy.",
            f"Use `teal {plan.kind.value}`.",
        )


def refuse_stale(bench: Workbench, plan: Plan, deployment: Deployment) -> None:
    """Raises StalePlan if anything that the plan relied on is not so any more."""
    opened = next((each for each in deployment.releases if each.id == plan.release), None)
    if opened is not None:
        when = f"{opened.opened_at:%Y-%m-%d %H:%M:%S} UTC"
        raise StalePlan(
            (f"release {opened.id} was opened at {when} by {opened.actor} ({opened.phase.value})",)
        )
    found = moved(plan, deployment, _seen(bench, plan))
    if found:
        raise StalePlan(found)


def _seen(bench: Workbench, plan: Plan) -> Observed:
    """What there is now, with the externals that the plan knows from the engine."""
    subjects = (aspect_of(each) for each in plan.relies_on)
    names = tuple(name for aspect, name in subjects if aspect is Aspect.CATALOG)
    seen = observed(bench)
    if not names:
        return seen
    from teal.usecases.asking_catalog import asked

    return replace(seen, catalog=asked(bench, names).known)
