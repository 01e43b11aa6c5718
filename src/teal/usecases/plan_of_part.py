"""The part of a large project that an edit can touch, where all of it was read before: the plan is
the one that reading everything would make, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from teal.model.changes import UNTOUCHED, Action, UnitAction
from teal.model.deployment import Deployment
from teal.model.plan import Plan
from teal.model.project import Project, SourceFile, SourceTree
from teal.planning.graph import Graph, build_graph, in_order
from teal.planning.part import Edits, Part, edited, edits_in, part_of
from teal.planning.picture import Picture
from teal.planning.project import build_project
from teal.planning.scans import Plain
from teal.planning.word_for_word import picture_of_recorded
from teal.ports.kept import Kept
from teal.usecases.kept_picture import keep_picture, kept_picture
from teal.usecases.reading import kept_scans
from teal.usecases.workbench import Workbench

_MANY = 10
"""Where one file in so many has to be read, it is worth to load what was scanned before."""


class PartRead(Struct, frozen=True):
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
    """What has to be known for a plan of the working tree; None where all is to be read."""
    return _since_last_time(bench) or _beside_what_serves(bench)


def _since_last_time(bench: Workbench) -> PartRead | None:
    """By how the files look, against when they were read as a whole."""
    kept = kept_picture(bench)
    if kept is None:
        return None
    identity, seen, picture = kept
    since = bench.revisions.since(seen)
    if since is None:
        return None
    changed = bench.revisions.files(since.changed)
    if changed is None:
        return None
    tree = SourceTree(since.revision, changed)
    edits = edits_in(tree, picture, bench.environment)
    if edits is None:
        return None
    return _part(bench, identity, picture, edits, tree, bench.revisions.files)


def _beside_what_serves(bench: Workbench) -> PartRead | None:
    """By what the files say, against what is deployed."""
    recorded = bench.store.recorded()
    if recorded is None:
        return None
    tree = bench.revisions.source_tree(None)
    found = picture_of_recorded(tree, recorded, bench.environment)
    if found is None:
        return None
    picture, others = found
    files = {file.path: file for file in tree.files}

    def texts(paths: Iterable[str]) -> tuple[SourceFile, ...]:
        return tuple(files[path] for path in sorted(paths))

    changed = replace(tree, files=others)
    edits = edits_in(changed, picture, bench.environment)
    if edits is None:
        return None
    if (now := edited(picture, edits)) is not None:
        keep_picture(bench, recorded.identity, now)
    return _part(bench, recorded.identity, picture, edits, changed, texts)


def _part(
    bench: Workbench,
    identity: str,
    picture: Picture,
    edits: Edits,
    changed: SourceTree,
    texts: Callable[[Iterable[str]], tuple[SourceFile, ...] | None],
) -> PartRead | None:
    part = part_of(picture, edits)
    if part is None:
        return None
    files = texts(part.files)
    if files is None:
        return None
    found = _project(bench, replace(changed, files=files), picture, part, edits)
    units = part.units.union(picture.seeds)
    deployment = None if found is None else bench.store.part(identity, units)
    if found is None or deployment is None:
        return None
    return PartRead(found, in_order(build_graph(found), part.order), deployment, part, picture)


def _project(
    bench: Workbench, tree: SourceTree, picture: Picture, part: Part, edits: Edits
) -> Project | None:
    """The project's part; None where it is not as it was thought to be."""
    scans: Kept[Plain] | None = None
    if len(tree.files) * _MANY > len(picture.files):
        scans = kept_scans(bench)
    project, findings = build_project(tree, bench.environment, scans, part.elsewhere)
    if scans is not None:
        scans.save()
    if any(each.is_error for each in findings) or any(each.is_error for each in bench.warnings):
        return None
    at = {name: number for number, name in enumerate(picture.names)}
    if {unit.name for unit in project.units} != part.units:
        return None
    is_as_known = all(
        {*unit.inputs} == {*edits.inputs.get(at[unit.name], picture.inputs[at[unit.name]])}
        and unit.targets == picture.targets[at[unit.name]]
        for unit in project.units
    )
    return project if is_as_known else None
