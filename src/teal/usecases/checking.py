"""Reading a project for a person who wants to hear everything about it: mistakes, and what is
legal and breaks a release later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Severity
from teal.model.environment import Environment
from teal.model.project import Project, SourceTree
from teal.planning.checks.allowed import ALLOWABLE, without_allowed
from teal.planning.checks.everything import check_findings
from teal.planning.checks.missing import missing_columns
from teal.planning.checks.types import type_findings
from teal.planning.in_catalog import undefined
from teal.planning.lineage.world import World
from teal.planning.project import build_project
from teal.planning.texts import texts_of_project
from teal.planning.variables import Filled, filled
from teal.ports.planner import Planner
from teal.sql.shape.cache import ShapeCache, Shapes
from teal.usecases.asking_planner import not_asked, planner_findings
from teal.usecases.kept_shapes import KeptShapes
from teal.usecases.workbench import Workbench


class Checked(Struct, frozen=True):
    """A project with all that is to be said about it, by place. `texts` are its files by path."""

    project: Project
    findings: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    def count(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(1 for each in self.findings if each.severity is severity)


def checked(bench: Workbench, revision: str | None, *, with_planner: bool = False) -> Checked:
    """Check a revision (the working tree, where None), by the engine's planner too if asked.
    Raises ProjectMistakes where not even the files can be read, and what the planner raises."""
    planner = bench.planner if with_planner else None
    tree = bench.revisions.source_tree(revision)
    environment = bench.environment
    shapes = KeptShapes(bench.cache)
    project, findings = checked_tree(tree, environment, shapes)
    shapes.save()
    texts = {file.path: file.text for file in tree.files}
    if planner is not None:
        asked = _asked(planner, project, findings, environment)
        findings = tuple(sorted((*findings, *_as_written(asked, texts, environment)), key=by_place))
    return Checked(project, (*bench.warnings, *findings), texts)


def _asked(
    planner: Planner, project: Project, findings: tuple[Diagnostic, ...], environment: Environment
) -> tuple[Diagnostic, ...]:
    if any(found.is_error and found.code not in ALLOWABLE for found in findings):
        return (not_asked(),)
    return planner_findings(planner, project, environment, findings)


def checked_tree(
    tree: SourceTree, environment: Environment, shapes: ShapeCache | None = None
) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project of some files, and what is to be said about it, by place. `shapes` are those of
    queries that were read before."""
    project, mistakes = build_project(tree, environment)
    if undefined(mistakes):
        project, mistakes = _of_unknown_columns(tree, environment, mistakes)
    advice = [*check_findings(project, environment)]
    if not any(each.is_error for each in mistakes):
        advice += _by_column(project, environment, shapes)
    return project, as_allowed(advice, project, tree, environment, mistakes)


def _of_unknown_columns(
    tree: SourceTree, environment: Environment, mistakes: tuple[Diagnostic, ...]
) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The same with externals that no file defines: what `plan` asks the engine for, this does
    not."""
    from teal.planning.told_definitions import as_warnings, unknown_definitions, with_definitions

    names = undefined(mistakes)
    project, others = build_project(with_definitions(tree, unknown_definitions(names)), environment)
    return project, (*as_warnings(mistakes, names), *others)


def _by_column(
    project: Project, environment: Environment, shapes: ShapeCache | None
) -> Iterator[Diagnostic]:
    world = World(texts_of_project(project, environment), environment, Shapes(shapes))
    inputs = {unit.name: unit.inputs for unit in project.units}
    yield from missing_columns(world, inputs)
    yield from type_findings(world, inputs)


def as_allowed(
    findings: Iterable[Diagnostic],
    project: Project,
    tree: SourceTree,
    environment: Environment,
    mistakes: tuple[Diagnostic, ...] = (),
) -> tuple[Diagnostic, ...]:
    """Findings at their places in the files, by place, without those that their author allowed.
    `mistakes` have their places already."""
    texts = {file.path: file.text for file in tree.files}
    advice = _as_written(findings, texts, environment)
    found = without_allowed((*mistakes, *advice), texts, _files(project, mistakes))
    return tuple(sorted(found, key=by_place))


def by_place(found: Diagnostic) -> tuple[str, int, int, str, str]:
    """The order in which findings are told."""
    place = found.place
    if place is None:
        return "", 0, 0, found.code, found.message
    return place.file, place.line, place.column, found.code, found.message


def _files(project: Project, findings: tuple[Diagnostic, ...]) -> tuple[str, ...]:
    """The files that make up the project: those of other environments are not among them."""
    units = (unit.place.file for unit in project.units)
    tables = (table.place.file for table in project.tables.values())
    others = (found.place.file for found in findings if found.place)
    return tuple(dict.fromkeys((*units, *tables, *others)))


def _as_written(
    findings: Iterable[Diagnostic], texts: Mapping[str, str], environment: Environment
) -> Iterator[Diagnostic]:
    """Findings about texts with variables put in, at their places in the authors' files."""
    known: dict[str, Filled] = {}
    for found in findings:
        file = "" if found.place is None else found.place.file
        if file not in texts or not environment.variables:
            yield found
            continue
        if file not in known:
            known[file] = filled(texts[file], environment.variables)
        yield known[file].as_written(found)
