"""Reading a revision's files into a project, with all its mistakes at once."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from teal.model.deployment import Deployment
from teal.model.diagnostics import Diagnostic
from teal.model.errors import ProjectMistakes
from teal.model.project import Project, SourceTree
from teal.planning.graph import Graph, build_graph, unit_needs
from teal.planning.in_catalog import undefined
from teal.planning.project import build_project
from teal.planning.removed_tables import Before, with_removed
from teal.planning.scans import Plain
from teal.planning.topology import topology
from teal.ports.kept import Kept
from teal.usecases.workbench import Workbench


class Reading(Struct, frozen=True):
    """A project as it was read; `findings` may hold errors."""

    project: Project
    findings: tuple[Diagnostic, ...]

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(1 for each in self.findings if each.is_error)


def reading(bench: Workbench, revision: str | None) -> Reading:
    """Read a revision (the working tree, where None) with whatever is wrong with it."""
    tree = bench.revisions.source_tree(revision)
    scans = kept_scans(bench)
    project, findings = build_project(tree, bench.environment, scans)
    scans.save(file.path for file in tree.files)
    return Reading(project, (*bench.warnings, *findings))


def kept_scans(bench: Workbench) -> Kept[Plain]:
    """What was scanned before."""
    return Kept(bench.cache, "scans", "1")


class Asked(Struct, frozen=True):
    """A project without errors; `warnings` are about externals of which nobody could be asked."""

    project: Project
    graph: Graph
    warnings: tuple[Diagnostic, ...] = ()


def asked_project(
    bench: Workbench,
    revision: str | None,
    before: Callable[[], Before] | None = None,
    *,
    starts: bool = False,
) -> Asked:
    """As `sound_project`; the engine is asked for externals that no file defines. Where it cannot
    be asked they are taken as they were told for what runs, else all of their columns count. The
    same where it does not hold them, but for a plan that `starts` units: they would not start."""
    found = reading(bench, revision)
    warnings: tuple[Diagnostic, ...] = ()
    if undefined(found.findings):
        found, warnings = _with_catalog(bench, revision, found, starts)
    _refuse_mistakes(found, before)
    return Asked(found.project, build_graph(found.project), warnings)


def _with_catalog(
    bench: Workbench, revision: str | None, found: Reading, starts: bool
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    from teal.planning.told_definitions import (
        as_warnings,
        recorded_definitions,
        unknown_definitions,
        with_answer,
        with_definitions,
    )
    from teal.usecases.asking_catalog import asked

    names = undefined(found.findings)
    answer = asked(bench, names)
    rest = [name for name in names if name not in answer.known]
    tree = bench.revisions.source_tree(revision)
    if answer.was_asked and (starts or not rest):
        found = _built(bench, with_definitions(tree, answer.known)) if answer.known else found
        return Reading(found.project, with_answer(found.findings, answer.of_the_rest)), ()
    known = recorded_definitions(bench.store.load(), rest) if not answer.was_asked else {}
    others = unknown_definitions(name for name in rest if name not in known)
    warnings = as_warnings(found.findings, rest, known, answer.of_the_rest)
    return _built(bench, with_definitions(tree, {**answer.known, **known, **others})), warnings


def without_catalog(bench: Workbench, revision: str | None, found: Reading) -> Reading:
    """The reading, with externals of unknown columns where no file defines them; that is told by
    warnings."""
    from teal.planning.told_definitions import (
        as_warnings,
        unknown_definitions,
        with_definitions,
    )

    names = undefined(found.findings)
    tree = bench.revisions.source_tree(revision)
    whole = _built(bench, with_definitions(tree, unknown_definitions(names)))
    return Reading(whole.project, (*as_warnings(found.findings, names), *whole.findings))


def _built(bench: Workbench, tree: SourceTree) -> Reading:
    project, findings = build_project(tree, bench.environment, kept_scans(bench))
    return Reading(project, (*bench.warnings, *findings))


def sound_project(
    bench: Workbench,
    revision: str | None,
    before: Callable[[], Before] | None = None,
) -> tuple[Project, Graph]:
    """A project without errors. Raises ProjectMistakes with all of them; `before` says what was
    there, where a table may have been removed. Nothing is known of the columns of externals that no
    file defines."""
    found = reading(bench, revision)
    if undefined(found.findings):
        found = without_catalog(bench, revision, found)
    _refuse_mistakes(found, before)
    return found.project, build_graph(found.project)


def _refuse_mistakes(found: Reading, before: Callable[[], Before] | None) -> None:
    if any(each.is_error for each in found.findings):
        findings = found.findings if before is None else with_removed(found.findings, before())
        raise ProjectMistakes(findings)


def as_far_as_known(bench: Workbench, revision: str | None) -> Reading:
    """A revision with whatever is wrong with it, where externals that no file defines are none of
    that: warnings tell of them."""
    found = reading(bench, revision)
    return without_catalog(bench, revision, found) if undefined(found.findings) else found


def what_serves(bench: Workbench) -> Before:
    """The tables that serve now."""
    found = bench.store.load()
    return Before(frozenset() if found is None else frozenset(found.serving), "serves")


def graph_as_far_as_known(found: Reading) -> Graph:
    """The graph of what could be read, for people who look at a project that is not sound yet.
    Raises ProjectMistakes where statements feed each other: they have no order."""
    if topology(unit_needs(found.project)).stuck:
        raise ProjectMistakes(found.findings)
    return build_graph(found.project)


def deployment_or_new(bench: Workbench) -> Deployment:
    """The deployment, or the empty one that a first release founds."""
    found = bench.store.load()
    if found is not None:
        return found
    environment = bench.environment
    return Deployment(bench.deployment_id, environment.project, environment.name, serial=0)
