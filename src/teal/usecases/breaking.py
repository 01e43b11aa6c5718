"""Refusing a release that would surely break when its statements are started: what Flink does not
take of the units that get a new version, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.changes import Action
from teal.model.diagnostics import Diagnostic
from teal.model.errors import ProjectMistakes
from teal.model.project import Project
from teal.planning.decision import Decision
from teal.usecases.workbench import Workbench

_STARTED = (Action.CREATE, Action.REBUILD)


def refuse_what_breaks(
    bench: Workbench, project: Project, decision: Decision, revision: str | None
) -> None:
    """Raises ProjectMistakes. What its author has allowed in the file is let through."""
    found = tuple(_found(bench, project, decision))
    if not found:
        return
    from teal.usecases.checking import as_allowed

    tree = bench.revisions.source_tree(revision)
    codes = {each.code for each in found}
    left = as_allowed(found, project, tree, bench.environment)
    errors = tuple(each for each in left if each.is_error and each.code in codes)
    if errors:
        raise ProjectMistakes(errors)


def _found(bench: Workbench, project: Project, decision: Decision) -> Iterator[Diagnostic]:
    started = frozenset(each.unit for each in decision.actions if each.action in _STARTED)
    if started:
        from teal.planning.checks.refused import surely_refused

        yield from surely_refused(project, bench.environment, started)
    yield from decision.mistakes
