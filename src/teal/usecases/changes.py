"""What a revision changes: against what is deployed, or against another revision."""

from __future__ import annotations

from msgspec import Struct

from teal.model.changes import UnitChange
from teal.model.deployment import Deployment
from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.project import Project
from teal.planning.changes import changes
from teal.planning.deployed import deployed
from teal.planning.functions import changed_functions, with_functions
from teal.planning.graph import Graph
from teal.planning.session_options import Outdated, outdated_units, session_notes
from teal.usecases.reading import asked_project, deployment_or_new
from teal.usecases.two_revisions import two_revisions
from teal.usecases.workbench import Workbench


class Changed(Struct, frozen=True):
    """Changes by unit; units without any are left out. `warnings` are about what is not known,
    `notes` about what changed around the units, as a plan tells them."""

    changes: tuple[UnitChange, ...]
    warnings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


def changes_against_deployment(bench: Workbench, revision: str | None) -> Changed:
    """Of a revision (the working tree, where None)."""
    asked = asked_project(bench, revision)
    deployment, environment = deployment_or_new(bench), bench.environment
    found = _changes(asked.project, asked.graph, deployment, environment)
    outdated = outdated_units(asked.graph.units, deployed(deployment), environment)
    return Changed(found, asked.warnings, _of_session(outdated, found, environment))


def changes_of_revisions(bench: Workbench, base: str, to: str | None) -> Changed:
    """From one revision to another (the working tree, where None), each by its own
    configuration."""
    both = two_revisions(bench, base, to)
    found = _changes(both.new, both.graph, both.served.deployment, both.environment)
    session = _of_session(both.outdated(), found, both.environment)
    return Changed(found, notes=(*both.notes(_changed(found)), *session))


def _changes(
    project: Project, graph: Graph, deployment: Deployment, environment: Environment
) -> tuple[UnitChange, ...]:
    functions = changed_functions(project, graph, deployed(deployment), environment)
    return with_functions(changes(project, deployment, environment), functions)


def _of_session(
    outdated: Outdated, found: tuple[UnitChange, ...], environment: Environment
) -> tuple[str, ...]:
    return tuple(session_notes(outdated, _changed(found), environment))


def _changed(found: tuple[UnitChange, ...]) -> set[str]:
    """Units that are not as they were: they are told anyway."""
    return {change.unit for change in found if change.is_meaningful}
