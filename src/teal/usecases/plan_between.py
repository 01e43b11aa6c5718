"""A plan from one revision to another, for a pull request: git is all that it asks."""

from __future__ import annotations

from msgspec.structs import replace

from teal.model.plan import Plan
from teal.planning.choice import Choice
from teal.planning.decision import decide
from teal.planning.deploy import deploy_plan
from teal.planning.session_options import with_session_notes
from teal.usecases.asking_carry_over import refuse_offline
from teal.usecases.breaking import refuse_what_breaks
from teal.usecases.kept_shapes import KeptShapes
from teal.usecases.two_revisions import two_revisions
from teal.usecases.workbench import Workbench

_RELEASE = "preview"


def plan_between(bench: Workbench, base: str, revision: str | None, choice: Choice) -> Plan:
    """What `revision` (the working tree, where None) would do if `base` served, each by its own
    configuration. Neither store nor engine nor Kafka is asked, so the plan cannot be deployed.
    Raises ProjectMistakes, Refused."""
    refuse_offline(choice)
    both = two_revisions(bench, base, revision)
    new, graph, served, environment = both.new, both.graph, both.served, both.environment
    shapes = KeptShapes(bench.cache)
    decision = decide(new, graph, served.deployment, environment, choice, shapes)
    shapes.save()
    refuse_what_breaks(both.bench, new, decision, revision)
    plan = deploy_plan(
        new,
        graph,
        served.deployment,
        environment,
        served.observed,
        decision.actions,
        decision.changes,
        _RELEASE,
    )
    plan = with_session_notes(plan, both.outdated(), environment)
    notes = both.notes({unit.key.unit for unit in plan.units})
    return replace(plan, bills=decision.bills, notes=(*notes, *plan.notes))
