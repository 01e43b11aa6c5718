"""Making the plan of a release: read, compare, decide, look, build. Nothing is changed."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from teal.model.deployment import Deployment
from teal.model.errors import ProjectMistakes, Refused, ReleaseOpen
from teal.model.plan import Plan
from teal.model.project import Project
from teal.planning.choice import WHATEVER_CHANGED, Choice
from teal.planning.decision import decide
from teal.planning.deploy import deploy_plan
from teal.planning.deployed import deployed
from teal.planning.forecast import rates_of
from teal.planning.graph import Graph
from teal.planning.in_catalog import read_from_catalog
from teal.planning.older import DeployedText, texts_touched, units_undone
from teal.planning.picture import Picture, picture_of
from teal.planning.session_options import outdated_units, with_session_notes
from teal.usecases.asking_carry_over import refuse_stateful
from teal.usecases.breaking import refuse_what_breaks
from teal.usecases.costing import with_costs
from teal.usecases.forecasting import with_forecast
from teal.usecases.kept_picture import keep_picture
from teal.usecases.kept_shapes import KeptShapes
from teal.usecases.observing import observed
from teal.usecases.plan_of_part import part_read
from teal.usecases.reading import asked_project, deployment_or_new, what_serves
from teal.usecases.workbench import Workbench


class Wish(Struct, frozen=True):
    """What the operator asked for. `revision` None is the working tree; `choice` narrows the
    release to listed tables; `allow_older` accepts a revision that lacks deployed work."""

    revision: str | None = None
    choice: Choice = WHATEVER_CHANGED
    allow_older: bool = False


def make_plan(bench: Workbench, wish: Wish) -> Plan:
    """The plan. Raises ProjectMistakes, Refused, ReleaseOpen, Unreachable."""
    plan = _of_a_part(bench, wish) or plan_of_all(bench, wish)
    assumed = (f"{each.message} {each.hint}" for each in bench.warnings)
    return replace(plan, notes=(*assumed, *plan.notes))


def plan_of_all(bench: Workbench, wish: Wish) -> Plan:
    """The plan, from everything that there is."""
    asked = asked_project(bench, wish.revision, lambda: what_serves(bench), starts=True)
    project, graph = asked.project, asked.graph
    deployment = deployment_or_new(bench)
    plan = _plan(bench, wish, project, graph, deployment)
    unknown = (f"{each.message} {each.hint}" for each in asked.warnings)
    plan = replace(plan, notes=(*unknown, *plan.notes))
    identity = bench.store.identity() if wish.revision is None else None
    if identity is not None and not read_from_catalog(project):  # it may change behind the files
        changed = (change.unit for change in plan.changes)
        picture = picture_of(project, graph, deployment, bench.environment, changed)
        if picture is not None:
            keep_picture(bench, identity, picture)
    return plan


def _of_a_part(bench: Workbench, wish: Wish) -> Plan | None:
    """The same plan from what an edit can touch; None where that cannot be told. What stands in
    its way is told by whoever reads everything."""
    found = part_read(bench) if wish == Wish() else None
    if found is None:
        return None
    bench.look_at(found.deployment)
    try:
        plan = _plan(bench, wish, found.project, found.graph, found.deployment, found.picture)
    except (ProjectMistakes, Refused, ReleaseOpen):
        plan = None
    if plan is None or not found.is_whole(plan):
        bench.look_at(None)
        return None
    return replace(plan, actions=found.with_the_rest(plan.actions))


def _plan(
    bench: Workbench,
    wish: Wish,
    project: Project,
    graph: Graph,
    deployment: Deployment,
    whole: Picture | None = None,
) -> Plan:
    """`whole` is the picture of all, where the rest are only parts."""
    shapes = KeptShapes(bench.cache)
    sums = None if whole is None else whole.totals
    decision = decide(project, graph, deployment, bench.environment, wish.choice, shapes, sums)
    shapes.save()
    refuse_what_breaks(bench, project, decision, wish.revision)
    if not wish.allow_older:
        touched = texts_touched(project, deployment, decision.actions)
        _refuse_older(bench, wish.revision, touched)
    plan = deploy_plan(
        project,
        graph,
        deployment,
        bench.environment,
        observed(bench),
        decision.actions,
        decision.changes,
        next_release(deployment),
    )
    refuse_stateful(bench, plan.in_line)
    outdated = (
        outdated_units(graph.units, deployed(deployment), bench.environment)
        if whole is None
        else whole.outdated
    )
    plan = with_session_notes(plan, outdated, bench.environment)
    rates = rates_of(deployment) if whole is None else whole.measured
    return with_costs(bench, decision.costings, with_forecast(bench, rates, plan))


def next_release(deployment: Deployment) -> str:
    """The id of the release that would be opened next."""
    return f"r{1 + max((release.number for release in deployment.releases), default=0)}"


def _refuse_older(
    bench: Workbench, revision: str | None, touched: tuple[DeployedText, ...]
) -> None:
    """Raises Refused, naming the units whose deployed work the revision lacks."""
    commits = {text.commit for text in touched}
    known = {commit for commit in commits if bench.revisions.holds_commit(revision, commit)}
    held = [
        text
        for text in touched
        if text.commit in known
        or all(bench.revisions.holds_text(revision, path, sql) for path, sql in text.texts)
    ]
    undone = units_undone(touched, held)
    if undone:
        unshallow = (
            "This clone is shallow, so that may be an illusion: `git fetch --unshallow` first. "
            if bench.revisions.is_shallow
            else ""
        )
        raise Refused(
            "this revision lacks work that is deployed, and would undo it.",
            undone,
            f"{unshallow}Merge or rebase it first; --allow-older plans it all the same.",
        )
