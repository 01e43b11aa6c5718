"""What a revision changes: against what is deployed, or against another revision."""

from __future__ import annotations

from msgspec import Struct

from teal.model.changes import UnitChange
from teal.model.diagnostics import Diagnostic
from teal.planning.changes import changes, changes_between
from teal.usecases.reading import asked_project, deployment_or_new, sound_project
from teal.usecases.workbench import Workbench


class Changed(Struct, frozen=True):
    """Changes by unit; units without any are left out. `warnings` are about what is not known."""

    changes: tuple[UnitChange, ...]
    warnings: tuple[Diagnostic, ...] = ()


def changes_against_deployment(bench: Workbench, revision: str | None) -> Changed:
    """Of a revision (the working tree, where None)."""
    asked = asked_project(bench, revision)
    found = changes(asked.project, deployment_or_new(bench), bench.environment)
    return Changed(found, asked.warnings)


def changes_of_revisions(bench: Workbench, base: str, to: str | None) -> Changed:
    """From one revision to another (the working tree, where None)."""
    (earlier, _), (later, _) = bench.as_of(base), bench.as_of(to)
    old, _ = sound_project(earlier, base)
    new, _ = sound_project(later, to)
    return Changed(changes_between(old, new, later.environment))
