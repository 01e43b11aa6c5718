"""From source files to a project: every statement of every file counts, folders carry no meaning,
and all mistakes are found at once."""

from __future__ import annotations

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.project import Project, SourceTree
from teal.planning.inventory import inventory
from teal.planning.logical import logical_of_text
from teal.planning.naming import hidden_names, naming_mistakes
from teal.planning.project_checks import circle_mistakes, table_mistakes
from teal.planning.scans import KeptScans
from teal.planning.sources import read_sources
from teal.planning.unbindable import binding_mistakes


def build_project(
    tree: SourceTree,
    environment: Environment,
    kept: KeptScans | None = None,
    elsewhere: frozenset[str] = frozenset(),
) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project, and what is wrong with it by place. Where a diagnostic is an error the project
    is not whole, and nothing may be planned from it. `kept` are scans from before; `elsewhere` are
    tables that other files than these define or fill."""
    sources = read_sources(tree, environment, kept)
    found = inventory(sources.statements, environment)
    project = Project(
        revision=tree.revision,
        units=tuple(sorted(found.units, key=lambda unit: unit.name)),
        tables=dict(sorted(found.tables.items())),
        externals=frozenset(logical_of_text(name, environment) for name in environment.externals),
    )
    diagnostics = (
        *sources.diagnostics,
        *found.diagnostics,
        *naming_mistakes((each.statement for each in sources.statements), environment),
        *table_mistakes(project, environment, hidden_names(sources.hidden, environment), elsewhere),
        *circle_mistakes(project),
        *binding_mistakes(project, environment),
    )
    return project, tuple(sorted(map(sources.as_written, diagnostics), key=_by_place))


def _by_place(found: Diagnostic) -> tuple[str, int, int, str, str]:
    place = found.place
    if place is None:
        return "", 0, 0, found.code, found.message
    return place.file, place.line, place.column, found.code, found.message
