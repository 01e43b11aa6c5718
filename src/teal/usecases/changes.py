"""What a revision changes: against what is deployed, or against another revision."""

from __future__ import annotations

from teal.model.changes import UnitChange
from teal.planning.changes import changes, changes_between
from teal.usecases.reading import deployment_or_new, sound_project
from teal.usecases.workbench import Workbench


def changes_against_deployment(bench: Workbench, revision: str | None) -> tuple[UnitChange, ...]:
    """By unit; units without any change are left out."""
    project, _ = sound_project(bench, revision, asks=True)
    return changes(project, deployment_or_new(bench), bench.environment)


def changes_of_revisions(bench: Workbench, base: str, to: str | None) -> tuple[UnitChange, ...]:
    """From one revision to another (the working tree, where None)."""
    old, _ = sound_project(bench, base)
    new, _ = sound_project(bench, to)
    return changes_between(old, new, bench.environment)
