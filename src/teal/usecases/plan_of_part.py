"""The part of a large project that an edit can touch, where all of it was read before: the plan is
the one that reading everything would make, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from teal.model.changes import UNTOUCHED, Action, UnitAction
from teal.model.deployment import Deployment
from teal.model.plan import Plan
from teal.model.project import Project, SourceTree
from teal.planning.graph import Graph, build_graph, in_order
from teal.planning.part import Edits, Part, edits_in, part_of
from teal.planning.picture import Picture
from teal.planning.project import build_project
from teal.usecases.kept_picture import kept_picture
from teal.usecases.workbench import Workbench

_SHARE = 2
"""Where one file in so many has to be read, reading all of them costs little more."""


@dataclass(frozen=True, slots=True)
class PartRead:
    """A part of the project, and of the deployment, ready to be planned."""

    project: Project
    graph: Graph
    deployment: Deployment
    part: Part
    picture: Picture

    def with_the_rest(self, actions: Sequence[UnitAction]) -> tuple[UnitAction, ...]:
        """The actions of the part among those of all other units, which run on."""
        ours = {each.unit: each for each in actions}
        rest: list[UnitAction] = []
        for name in self.part.order:
            if name not in self.part.units:
                rest.append(UnitAction(name, Action.KEEP, (UNTOUCHED,)))
            elif name in ours:
                rest.append(ours.pop(name))
        return (*rest, *ours.values())

    def is_whole(self, plan: Plan) -> bool:
        """Whether nothing outside of the part has one of the names that the plan gives."""
        picture = self.picture
        taken = {*picture.names, *picture.tables}
        return not any(
            (version.physical in taken and version.physical != version.logical)
            or picture.owners.get(version.physical, version.logical) != version.logical
            for version in (each.version for each in plan.versions)
        )


def part_read(bench: Workbench) -> PartRead | None:
    """What a plan of the edits since all was read has to know; None where all is to be read."""
    kept = kept_picture(bench)
    if kept is None:
        return None
    identity, seen, picture = kept
    since = bench.revisions.since(seen)
    most = len(picture.files) // _SHARE
    if since is None or len(since.changed) > most:
        return None
    changed = bench.revisions.files(since.changed)
    if changed is None:
        return None
    edits = edits_in(SourceTree(since.revision, changed), picture, bench.environment)
    part = None if edits is None else part_of(picture, edits)
    if edits is None or part is None or len(part.files) > most:
        return None
    files = bench.revisions.files(part.files)
    if files is None:
        return None
    tree = SourceTree(since.revision, files)
    found = _project(bench, tree, picture, part, edits)
    units = part.units.union(picture.seeds)
    deployment = None if found is None else bench.store.part(identity, units)
    if found is None or deployment is None:
        return None
    return PartRead(found, in_order(build_graph(found), part.order), deployment, part, picture)


def _project(
    bench: Workbench, tree: SourceTree, picture: Picture, part: Part, edits: Edits
) -> Project | None:
    """The project's part; None where it is not as it was thought to be."""
    project, findings = build_project(tree, bench.environment, elsewhere=part.elsewhere)
    if any(each.is_error for each in findings) or any(each.is_error for each in bench.warnings):
        return None
    at = {name: number for number, name in enumerate(picture.names)}
    if {unit.name for unit in project.units} != part.units:
        return None
    is_as_known = all(
        unit.inputs == edits.inputs.get(at[unit.name], picture.inputs[at[unit.name]])
        and unit.targets == picture.targets[at[unit.name]]
        for unit in project.units
    )
    return project if is_as_known else None
