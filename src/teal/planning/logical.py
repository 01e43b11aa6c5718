"""From names as authors write them to logical names, and from a statement's text to its places."""

from __future__ import annotations

from teal.model.diagnostics import Place
from teal.model.environment import Environment
from teal.model.statements import Parts, Statement
from teal.sql.mistakes import Origin


def logical_name(parts: Parts, environment: Environment) -> str:
    """What a table is called everywhere in Teal: its last part, or all parts where catalog or
    database are not the environment's own."""
    match parts:
        case (catalog, database, table) if catalog == environment.catalog:
            return table if database == environment.database else ".".join(parts)
        case (database, table) if database == environment.database:
            return table
        case (database, table):
            return f"{environment.catalog}.{database}.{table}"
    return ".".join(parts)


def logical_of_text(name: str, environment: Environment) -> str:
    """The logical name of a table that a configuration or a person names with dots."""
    parts = tuple(name.split("."))
    return logical_name(parts, environment) if len(parts) in (2, 3) else name


def written_as(physical: str, written: Parts, environment: Environment) -> str:
    """The last part of a version's name where an author wrote `written`: catalog and database
    stay as they stand there."""
    before = logical_name(written, environment).removesuffix(written[-1])
    return physical.removeprefix(before)


def place_of(statement: Statement, at: int = 0) -> Place:
    """The place in its file of a character of a statement."""
    origin = Origin(statement.file, statement.line, statement.column)
    return origin.place(statement.text, at)
