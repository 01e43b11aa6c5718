"""A project as it is put before an engine's planner: its tables and views as a deployment binds
them, then its statements, under the names that the authors wrote."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from teal.model.deployment import Deployment
from teal.model.diagnostics import Place
from teal.model.environment import Environment
from teal.model.names import Version
from teal.model.project import Project
from teal.model.statements import NameRole, Statement
from teal.planning.binding import Binder
from teal.planning.catalogue import Catalogue
from teal.planning.deployed import deployed
from teal.planning.logical import place_of
from teal.planning.naming import written_versions

_GROUP = "teal-check"


class Probe(Struct, frozen=True):
    """One text to ask about. `needs` are the names that have to be defined before it; a definition
    has the name of its table. `sql` may differ from the author's statement behind its beginning."""

    name: str
    sql: str
    statement: Statement
    needs: tuple[str, ...]
    is_definition: bool
    reading: str = ""  # of a view: the query that plans it

    def place(self, line: int | None, column: int | None) -> Place:
        """The place in the author's file of a line and column of `sql`; where that cannot be told,
        the statement's own."""
        if line is not None and column is not None:
            lines = self.sql.split("\n")
            at = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
            if 0 <= at <= len(self.sql) and self.statement.text.startswith(self.sql[:at]):
                return place_of(self.statement, at)
        return place_of(self.statement)


def probes(project: Project, environment: Environment) -> Iterator[Probe]:
    """Everything of a project without mistakes, each definition behind those that it needs."""
    catalogue = Catalogue(
        project,
        deployed(Deployment("", "", "", serial=0)),
        environment,
        _names(project, environment),
    )
    binder = Binder(catalogue)
    every = (*catalogue.externals(), *catalogue.green.values())
    for source in catalogue.behind(every):
        sql = binder.reading(source, _GROUP)
        if not sql:  # the session finds it in a catalog
            continue
        yield Probe(
            name=source.version.logical,
            sql=sql,
            statement=source.statement,
            needs=tuple(version.logical for version in source.reads),
            is_definition=True,
            reading=_reading(source.statement) if source.is_view else "",
        )
    for unit in project.units:
        if unit.has_job:
            needs = tuple(dict.fromkeys((*unit.inputs, *unit.targets)))
            yield Probe(unit.name, unit.statement.text, unit.statement, needs, is_definition=False)


def _reading(view: Statement) -> str:
    """A view is planned only when something reads it."""
    name = next(name for name in view.names if name.role is NameRole.DEFINITION)
    return f"SELECT * FROM {view.text[name.start : name.end]}"


def _names(project: Project, environment: Environment) -> dict[str, Version]:
    """Each table and view of the project's own under the name that stands in the files."""
    written = written_versions(project, environment)
    tables = (name for name in project.tables if name not in project.externals)
    views = (unit.name for unit in project.units if not unit.has_job)
    return {name: written.get(name) or Version(name, 1, name) for name in (*tables, *views)}
