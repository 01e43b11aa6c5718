"""A plan from one revision to another, for a pull request: git is all that it asks."""

from __future__ import annotations

from msgspec.structs import replace

from teal.model.plan import Plan
from teal.planning.as_served import as_served
from teal.planning.choice import Choice
from teal.planning.decision import decide
from teal.planning.deploy import deploy_plan
from teal.planning.deployed import deployed
from teal.planning.in_catalog import of_unknown_columns
from teal.planning.removed_tables import Before
from teal.planning.session_options import outdated_units, with_session_notes
from teal.planning.variables_changed import variable_notes
from teal.usecases.asking_carry_over import refuse_offline
from teal.usecases.breaking import refuse_what_breaks
from teal.usecases.kept_shapes import KeptShapes
from teal.usecases.reading import sound_project
from teal.usecases.workbench import Workbench

_RELEASE = "preview"


def plan_between(bench: Workbench, base: str, revision: str | None, choice: Choice) -> Plan:
    """What `revision` (the working tree, where None) would do if `base` served, each by its own
    configuration. Neither store nor engine nor Kafka is asked, so the plan cannot be deployed.
    Raises ProjectMistakes, Refused."""
    refuse_offline(choice)
    (earlier, not_then), (later, not_later) = bench.as_of(base), bench.as_of(revision)
    old, _ = sound_project(earlier, base)
    before = Before(frozenset({*old.tables, *(unit.name for unit in old.units)}), f"is in {base}")
    new, graph = sound_project(later, revision, lambda: before)
    environment = later.environment
    served = as_served(old, earlier.environment, new, environment)
    shapes = KeptShapes(bench.cache)
    decision = decide(new, graph, served.deployment, environment, choice, shapes)
    shapes.save()
    refuse_what_breaks(later, new, decision, revision)
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
    outdated = outdated_units(graph.units, deployed(served.deployment), environment)
    plan = with_session_notes(plan, outdated, environment)
    variables = variable_notes(
        earlier.environment.variables,
        environment.variables,
        new,
        {unit.key.unit for unit in plan.units},
    )
    notes = (
        *(each for each in (not_then, not_later) if each),
        *(_unknown(name) for name in of_unknown_columns(new)),
        *variables,
    )
    return replace(plan, bills=decision.bills, notes=(*notes, *plan.notes))


def _unknown(external: str) -> str:
    return (
        f"the columns of the external {external} are not known here: no CREATE TABLE defines it, "
        "and no engine is asked; whoever reads it counts as reading all of them"
    )
