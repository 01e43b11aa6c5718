"""The bills of two ways to release one change: leave readers on older versions, or rebuild all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from teal.model.bill import Bill
from teal.model.changes import Action, UnitAction
from teal.model.deployment import UnitRecord
from teal.model.environment import Environment
from teal.model.project import Project, UnitKind
from teal.model.statements import Parts, Statement, TableDefinition
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.logical import logical_name
from teal.planning.older_versions import held_versions
from teal.sql.state import keeps_state

_MADE = (Action.CREATE, Action.REBUILD)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a whole project and a whole deployment count: jobs that run, jobs and topics of the
    project."""

    running: int
    jobs: int
    topics: int


def totals(project: Project, now: Deployed) -> Totals:
    """The sums over all units."""
    jobs = [unit for unit in project.units if unit.has_job]
    return Totals(
        running=sum(1 for unit in now.units if _is_live_job(unit, now)),
        jobs=len(jobs),
        topics=len({table for unit in jobs for table in unit.targets}),
    )


def bill(
    name: str,
    actions: Sequence[UnitAction],
    project: Project,
    graph: Graph,
    now: Deployed,
    environment: Environment,
    whole: Totals | None = None,
) -> Bill:
    """What these actions cost. `whole` are the sums of all of it, where `project` and `now` are
    only the part that can move."""
    sums = whole or totals(project, now)
    made = {each.unit for each in actions if each.action in _MADE}
    jobs = [unit for unit in made if graph.units[unit].has_job]
    replaced = {target for unit in made for target in graph.units[unit].targets}
    kept = [each.unit for each in actions if each.action is Action.KEEP]
    held = held_versions(now, kept, replaced)
    writers = {
        str(unit.key)
        for version in held
        for unit in now.writers.get(version, ())
        if unit.kind != UnitKind.VIEW.value
    }
    return Bill(
        name=name,
        jobs_now=sums.running,
        jobs_started=len(jobs),
        with_state=_with_state(jobs, project, graph, environment),
        jobs_meanwhile=sums.running + len(jobs),
        jobs_after=sums.jobs + len(writers),
        topics_after=sums.topics + sum(1 for v in held if not now.records[v].is_view),
        older=len(held),
    )


def _is_live_job(unit: UnitRecord, now: Deployed) -> bool:
    is_live = any(now.records[target].state.is_live for target in unit.targets)
    return is_live and unit.kind != UnitKind.VIEW.value


def _with_state(
    units: Sequence[str], project: Project, graph: Graph, environment: Environment
) -> int:
    def definition_of(parts: Parts) -> TableDefinition | Statement | None:
        table = logical_name(parts, environment)
        found = project.tables.get(table)
        if found is not None:
            return found.definition
        view = graph.units.get(table)
        return None if view is None or view.has_job else view.statement

    return sum(1 for unit in units if keeps_state(graph.units[unit].statement, definition_of))
