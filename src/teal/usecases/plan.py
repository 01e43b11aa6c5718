"""Making the plan of a release: read, compare, decide, look, build. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from teal.model.deployment import Deployment
from teal.model.errors import Refused
from teal.model.plan import Plan
from teal.planning.choice import WHATEVER_CHANGED, Choice
from teal.planning.decision import decide
from teal.planning.deploy import deploy_plan
from teal.planning.older import DeployedText, texts_touched, units_undone
from teal.usecases.breaking import refuse_what_breaks
from teal.usecases.forecasting import with_forecast
from teal.usecases.kept_shapes import KeptShapes
from teal.usecases.observing import observed
from teal.usecases.reading import deployment_or_new, sound_project, what_serves
from teal.usecases.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator asked for. `revision` None is the working tree; `choice` narrows the
    release to listed tables; `allow_older` accepts a revision that lacks deployed work."""

    revision: str | None = None
    choice: Choice = WHATEVER_CHANGED
    allow_older: bool = False


def make_plan(bench: Workbench, wish: Wish) -> Plan:
    """The plan. Raises ProjectMistakes, Refused, ReleaseOpen, Unreachable."""
    project, graph = sound_project(bench, wish.revision, lambda: what_serves(bench))
    deployment = deployment_or_new(bench)
    shapes = KeptShapes(bench.cache)
    decision = decide(project, graph, deployment, bench.environment, wish.choice, shapes)
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
    return with_forecast(bench, deployment, replace(plan, bills=decision.bills))


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
