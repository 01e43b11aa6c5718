"""A plan from one revision to another, for a pull request: git is all that it asks."""

from __future__ import annotations

from teal.model.plan import Plan
from teal.planning.as_served import as_served
from teal.planning.changes import changes
from teal.planning.choice import Choice
from teal.planning.deploy import deploy_plan
from teal.planning.impact import actions
from teal.usecases.reading import sound_project
from teal.usecases.workbench import Workbench

_RELEASE = "preview"


def plan_between(bench: Workbench, base: str, revision: str | None, choice: Choice) -> Plan:
    """What `revision` (the working tree, where None) would do if `base` served. Neither store nor
    engine nor Kafka is asked, so the plan cannot be deployed. Raises ProjectMistakes, Refused."""
    old, _ = sound_project(bench, base)
    new, graph = sound_project(bench, revision)
    environment = bench.environment
    served = as_served(old, environment, new)
    found = changes(new, served.deployment, environment)
    acts = actions(graph, served.deployment, found, choice)
    return deploy_plan(
        new, graph, served.deployment, environment, served.observed, acts, found, _RELEASE
    )
