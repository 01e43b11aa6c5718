"""What a release does with each unit, decided by column where that is asked for and possible, with
the bills of both ways."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

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


class Decision(Struct, frozen=True):
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
    sides = _sides(project, graph, deployment, environment, cache)
    functions = changed_functions(project, graph, sides.now, environment)
    found = with_functions(changes_of_texts(sides.old, sides.new, environment), functions)
    touched = None
    looked = None
    if _prunes(sides.now, environment, choice) and any(each.is_meaningful for each in found):
        said = {unit: {e.name: e.said for e in each} for unit, each in functions.items()}
        looked = impact(graph, sides.old, sides.new, environment, cache, said)
        touched = touched_units(looked, sides.old, sides.new, graph, sides.now, environment, cache)
        found = told_by_column(found, looked.differences, looked.touched.keys())
    jobs = None if whole is None else whole.jobs
    ways = sides.ways(found, choice, touched, jobs)
    bills = (
        costing(name, way, project, graph, sides.now, environment, whole) for name, way in ways
    )
    chosen = ways[0][1]
    mistakes = () if looked is None else _mistakes(looked, chosen, graph)
    return Decision(found, chosen, tuple(bills), mistakes)


class _Sides(Struct, frozen=True):
    """What serves and what the project says, also as texts."""

    project: Project
    graph: Graph
    deployment: Deployment
    environment: Environment
    now: Deployed
    old: Mapping[str, UnitTexts]
    new: Mapping[str, UnitTexts]
    cache: ShapeCache | None

    def ways(
        self,
        found: tuple[UnitChange, ...],
        choice: Choice,
        touched: Touched | None,
        jobs: int | None,
    ) -> list[tuple[str, tuple[UnitAction, ...]]]:
        """What is done, by its name; behind it what all descendants would mean, where that is
        something else."""
        limit = self.environment.keep_at_most
        altered = altered_units(found, self.old, self.new, self.now, self.environment)

        def acted(choice: Choice, touched: Touched | None) -> tuple[UnitAction, ...]:
            return actions(
                self.graph, self.deployment, found, choice, touched, limit, altered, jobs
            )

        chosen = self._in_place(acted(choice, touched), choice)
        if touched is None:
            return [(_ALL, chosen)]
        other = acted(replace(choice, propagate=Propagate.ALL), None)
        return [(_NEEDED, chosen), *([(_ALL, other)] if _made(other) != _made(chosen) else [])]

    def _in_place(self, chosen: tuple[UnitAction, ...], choice: Choice) -> tuple[UnitAction, ...]:
        """With what is carried over or restarted, where that is asked for and possible."""
        if choice.carry_over:
            from teal.planning.in_line.refusing import CarryOver

            excluded = chosen_units(choice.exclude, self.graph, self.now)
            sides = (self.project, self.graph, self.now, self.environment, self.old, self.new)
            chosen = CarryOver(chosen, excluded, *sides).checked(self.cache)
        if choice.restart:
            from teal.planning.in_line.restarting import restarted

            restart = chosen_units(choice.restart, self.graph, self.now)
            chosen = restarted(chosen, restart, self.now, self.environment)
        return chosen


def _sides(
    project: Project,
    graph: Graph,
    deployment: Deployment,
    environment: Environment,
    cache: ShapeCache | None,
) -> _Sides:
    now = deployed(deployment)
    new = texts_of_project(project, environment)
    old = with_externals_known_since(texts_of_deployed(now, environment), new)
    return _Sides(project, graph, deployment, environment, now, old, new, cache)


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
