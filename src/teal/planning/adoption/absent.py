"""Units that a person says do not run: nothing that is adopted may read them."""

from __future__ import annotations

from teal.model.adoption import Problem, Words
from teal.model.project import Project, Unit


def left_out(
    project: Project, words: Words, recorded: frozenset[str]
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The units that stay out, with views that read them, and why that cannot be."""
    absent = {name for name, word in words.units.items() if word.is_absent}
    gone = {table for unit in project.units if unit.name in absent for table in unit.targets}
    views = [unit for unit in project.units if not unit.has_job and unit.name not in recorded]
    while reading := [view for view in views if gone.intersection(view.inputs)]:
        absent.update(view.name for view in reading)
        gone.update(view.name for view in reading)
        views = [view for view in views if view.name not in absent]
    problems = [
        Problem(f"unit {unit.name}", f"it reads {_listed(gone, unit)}, which is said to be absent")
        for unit in project.units
        if unit.name not in absent and gone.intersection(unit.inputs)
    ]
    problems += [
        Problem(f"unit {name}", "it is said to be absent, and the record says that it serves")
        for name in sorted(absent & recorded)
    ]
    return frozenset(absent), tuple(problems)


def _listed(gone: set[str], unit: Unit) -> str:
    return ", ".join(sorted(gone.intersection(unit.inputs)))
