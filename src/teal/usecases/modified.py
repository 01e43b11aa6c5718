"""Files that differ from a branch, and the tables that stand in them."""

from __future__ import annotations

from msgspec import Struct

from teal.model.project import Project
from teal.usecases.reading import sound_project
from teal.usecases.workbench import Workbench


class ModifiedFile(Struct, frozen=True):
    """A file with what happened to it and the tables that it defines or fills."""

    path: str
    status: str
    tables: tuple[str, ...]


def modified_files(bench: Workbench, base: str) -> tuple[ModifiedFile, ...]:
    """What the working tree changes since it left `base`. Externals are no tables of ours."""
    changed = bench.revisions.changed_files(base, None)
    project, _ = sound_project(bench, None)
    tables = _tables_by_file(project)
    return tuple(
        ModifiedFile(each.path, each.status, tuple(sorted(tables.get(each.path, ()))))
        for each in changed
    )


def _tables_by_file(project: Project) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in project.units:
        found.setdefault(unit.place.file, set()).update(unit.targets)
    for table in project.tables.values():
        if table.logical not in project.externals:
            found.setdefault(table.place.file, set()).add(table.logical)
    return found
