"""Externals that no file defines and that stand in a catalog of the engine: how a definition that
the engine told is known, and what a session needs to read the table itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teal.model.diagnostics import Diagnostic
from teal.model.project import Project
from teal.model.statements import Parts, TableDefinition
from teal.planning.mistakes import Code
from teal.sql.quoting import literal, quoted

IN_CATALOG = "teal.in-catalog"
"""The option by which such a definition is known, also in the record."""

UNKNOWN = "unknown"
"""Its value where the engine was not asked, so that no column is known."""


def is_in_catalog(definition: TableDefinition | None) -> bool:
    """Whether a definition stands for a table of the engine's catalog."""
    return definition is not None and any(key == IN_CATALOG for key, _ in definition.options)


def read_from_catalog(project: Project) -> dict[str, str]:
    """The definitions of a project that the engine told, by table."""
    outside = (project.tables.get(name) for name in sorted(project.externals))
    return {each.logical: each.sql for each in outside if each and is_in_catalog(each.definition)}


def of_unknown_columns(project: Project) -> tuple[str, ...]:
    """The externals that are read and of which no column is known."""
    return tuple(
        name
        for name in read_from_catalog(project)
        if dict(project.tables[name].definition.options)[IN_CATALOG] == UNKNOWN
    )


def undefined(findings: Iterable[Diagnostic]) -> tuple[str, ...]:
    """The externals that are read and that no file defines."""
    code = Code.EXTERNAL_UNDEFINED.value
    # see project_checks: its only sentence
    return tuple(each.message.split("`")[1] for each in findings if each.code == code)


def in_session(logical: str, options: Mapping[str, str]) -> str:
    """What a session needs to read the table with other options: a table of its own that hides it,
    for as long as the session lasts."""
    name = sql_name(logical)
    listed = ",\n".join(f"  {literal(key)} = {literal(value)}" for key, value in options.items())
    return f"CREATE TEMPORARY TABLE {name} WITH (\n{listed}\n) LIKE {name}"


def parts_of(logical: str) -> Parts:
    """The name of an external, in the session that units run in."""
    return tuple(logical.split("."))


def sql_name(logical: str) -> str:
    """The same in SQL."""
    return ".".join(quoted(part) for part in parts_of(logical))
