"""What a release does with each unit, decided by column where that is asked for and possible, with
the bills of both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from teal.model.bill import Bill
from teal.model.changes import Action, UnitAction, UnitChange
from teal.model.deployment import Deployment
from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment, Naming
from teal.model.project import Project
from teal.planning.behind import texts_with_older
from teal.planning.bills import Costing, Totals, costing
from teal.planning.changes import changes_of_texts
from teal.planning.checks.missing import missing_columns
from teal.planning.checks.types import type_findings
from teal.planning.choice import Choice, Propagate, chosen_units
from teal.planning.deployed import Deployed, deployed
from teal.planning.functions import changed_functions, with_functions
from teal.planning.graph import Graph
from teal.planning.impact import actions
from teal.planning.in_line.alterable import altered_units
from teal.planning.lineage.impact import Impact, impact
from teal.planning.lineage.telling import told_by_column
from teal.planning.texts import UnitTexts, texts_of_deployed, texts_of_project
from teal.planning.told_definitions import with_externals_known_since
from teal.sql.shape.cache import ShapeCache

_NEEDED = "only what is touched"
_ALL = "all descendants"

Touched = Mapping[str, tuple[str, ...]]
"""Units whose result is another one, each with its chain of reasons."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`costings` has one entry, or two where leaving readers on older versions makes a difference:
    the chosen way first. `mistakes` were seen in the queries of units that get a new version, as
    far as they were read."""

    changes: tuple[UnitChange, ...]
    actions: tuple[UnitAction, ...]
    costings: tuple[Costing, ...]
    mistakes: tuple[Diagnostic, ...] = ()

    @property
    def bills(self) -> tuple[Bill, ...]:
        """The bills as far as the store knows."""
        return tuple(each.bill for each in self.costings)


def decide(
    project: Project,
    graph: Graph,
    deployment: Deployment,
    environment: Environment,
    choice: Choice,
    cache: ShapeCache | None = None,
    whole: Totals | None = None,
) -> Decision:
    """Raises Refused, Mistake as `actions` does. `whole` are the sums of all of it, where the rest
    is only the part that can move."""
    now = deployed(deployment)
    new = texts_of_project(project, environment)
    old = with_externals_known_since(texts_of_deployed(now, environment), new)
    functions = changed_functions(graph, now, environment)
    found = with_functions(changes_of_texts(old, new, environment), functions)
    touched = None
    looked = None
    if _prunes(now, environment, choice) and any(each.is_meaningful for each in found):
        said = {unit: {e.name: e.said for e in each} for unit, each in functions.items()}
        looked = impact(graph, old, new, environment, cache, said)
        touched = touched_units(looked, old, new, graph, now, environment, cache)
        found = told_by_column(found, looked.differences, looked.touched.keys())
    limit, jobs = environment.keep_at_most, None if whole is None else whole.jobs
    altered = altered_units(found, old, new, now, environment)
    chosen = actions(graph, deployment, found, choice, touched, limit, altered, jobs)
    if choice.carry_over:
        from teal.planning.in_line.refusing import CarryOver

        excluded = chosen_units(choice.exclude, graph, now)
        asked = CarryOver(chosen, excluded, project, graph, now, environment, old, new)
        chosen = asked.checked(cache)
    if choice.restart:
        from teal.planning.in_line.restarting import restarted

        restart = chosen_units(choice.restart, graph, now)
        chosen = restarted(chosen, restart, now, environment)
    ways = [(_NEEDED if touched is not None else _ALL, chosen)]
    if touched is not None:
        everyone = replace(choice, propagate=Propagate.ALL)
        other = actions(graph, deployment, found, everyone, None, limit, altered, jobs)
        ways += [(_ALL, other)] if _made(other) != _made(chosen) else []
    costings = (costing(name, way, project, graph, now, environment, whole) for name, way in ways)
    mistakes = () if looked is None else _mistakes(looked, chosen, graph)
    return Decision(found, chosen, tuple(costings), mistakes)


def _mistakes(
    looked: Impact, chosen: tuple[UnitAction, ...], graph: Graph
) -> tuple[Diagnostic, ...]:
    read = [name for name in sorted(_made(chosen)) if looked.new.was_read(name)]
    inputs = {name: graph.inputs(name) for name in read}
    missing = missing_columns(looked.new, inputs, looked.old)
    return (*missing, *type_findings(looked.new, read))


def touched_units(
    looked: Impact,
    old: Mapping[str, UnitTexts],
    new: Mapping[str, UnitTexts],
    graph: Graph,
    now: Deployed,
    environment: Environment,
    cache: ShapeCache | None = None,
) -> Touched:
    """By column and row: from what serves to the project; for units that read older versions, from
    those."""
    found = {name: touch.reasons for name, touch in looked.touched.items()}
    for behind, texts in texts_with_older(now, old, environment):
        again = impact(graph, texts, new, environment, cache).touched
        moved = [name for name in behind if name in again]
        found |= {
            name: again[name].reasons
            for name in sorted({*moved, *graph.descendants(moved)})
            if name in again
        }
    return found


def _prunes(now: Deployed, environment: Environment, choice: Choice) -> bool:
    """Files that name versions (`naming: versioned`) cannot leave a reader on an older one."""
    return (
        choice.propagate is Propagate.NEEDED
        and choice.only is None
        and environment.naming is Naming.LOGICAL
        and environment.keep_at_most > 0
        and bool(now.serving)
    )


def _made(found: tuple[UnitAction, ...]) -> set[str]:
    return {each.unit for each in found if each.action in (Action.CREATE, Action.REBUILD)}
