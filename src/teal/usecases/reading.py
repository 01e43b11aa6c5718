"""Reading a revision's files into a project, with all its mistakes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Reading:
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


def with_catalog(bench: Workbench, revision: str | None, found: Reading) -> Reading:
    """The reading; where externals have no definition, with what the engine tells of them."""
    names = undefined(found.findings)
    from teal.planning.told_definitions import with_answer, with_definitions
    from teal.usecases.asking_catalog import asked

    answer = asked(bench, names)
    if answer.known:
        tree = with_definitions(bench.revisions.source_tree(revision), answer.known)
        found = _built(bench, tree)
    return Reading(found.project, with_answer(found.findings, answer.of_the_rest))


def without_catalog(bench: Workbench, revision: str | None, found: Reading) -> Reading:
    """The reading, with externals of unknown columns where no file defines them."""
    from teal.planning.told_definitions import unknown_definitions, with_definitions

    tree = bench.revisions.source_tree(revision)
    return _built(bench, with_definitions(tree, unknown_definitions(undefined(found.findings))))


def _built(bench: Workbench, tree: SourceTree) -> Reading:
    project, findings = build_project(tree, bench.environment, kept_scans(bench))
    return Reading(project, (*bench.warnings, *findings))


def sound_project(
    bench: Workbench,
    revision: str | None,
    before: Callable[[], Before] | None = None,
    *,
    asks: bool = False,
) -> tuple[Project, Graph]:
    """A project without errors. Raises ProjectMistakes with all of them; `before` says what was
    there, where a table may have been removed. With `asks` the engine is asked for externals that
    no file defines; without, nothing is known of their columns."""
    found = reading(bench, revision)
    if undefined(found.findings):
        complete = with_catalog if asks else without_catalog
        found = complete(bench, revision, found)
    if any(each.is_error for each in found.findings):
        findings = found.findings if before is None else with_removed(found.findings, before())
        raise ProjectMistakes(findings)
    return found.project, build_graph(found.project)


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
