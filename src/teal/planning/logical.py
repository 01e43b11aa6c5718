"""From names as authors write them to logical names, and from a statement's text to its places."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Place
from teal.model.environment import Environment, Naming
from teal.model.names import Version, numbered
from teal.model.statements import Parts, Statement
from teal.sql.mistakes import Origin


def logical_name(parts: Parts, environment: Environment) -> str:
    """What a table is called everywhere in Teal: its last part, or all parts where catalog or
    database are not the environment's own; with `naming: versioned` without its number."""
    if environment.naming is Naming.LOGICAL:
        return parts[0] if len(parts) == 1 else qualified_name(parts, environment)
    return version_written(parts, environment).logical


def version_written(parts: Parts, environment: Environment) -> Version:
    """The version that a name says with `naming: versioned`: `int_orders_v2` is the second of
    `int_orders`, which is the first itself. An external's name is just a name, and so is one that
    would be a version of an external."""
    name = qualified_name(parts, environment)
    found = numbered(parts[-1], environment.tables.versions)
    if found is None:
        return Version(name, 1, name)
    table, number = found
    if _is_external(parts, environment) or _is_external((*parts[:-1], table), environment):
        return Version(name, 1, name)
    return Version(qualified_name((*parts[:-1], table), environment), number, name)


def qualified_name(parts: Parts, environment: Environment) -> str:
    """A name as it is written, without the environment's own catalog and database."""
    match parts:
        case (catalog, database, table) if catalog == environment.catalog:
            return table if database == environment.database else ".".join(parts)
        case (database, table) if database == environment.database:
            return table
        case (database, table):
            return f"{environment.catalog}.{database}.{table}"
    return ".".join(parts)


def logical_of_text(name: str, environment: Environment) -> str:
    """The logical name of a table that a configuration names with dots, always without a number."""
    parts = tuple(name.split("."))
    return qualified_name(parts, environment) if len(parts) in (2, 3) else name


def written_as(physical: str, written: Parts, environment: Environment) -> str:
    """The last part of a version's name where an author wrote `written`: catalog and database
    stay as they stand there."""
    before = qualified_name(written, environment).removesuffix(written[-1])
    return physical.removeprefix(before)


def place_of(statement: Statement, at: int = 0) -> Place:
    """The place in its file of a character of a statement."""
    if at == 0:
        return Place(statement.file, statement.line, statement.column)
    origin = Origin(statement.file, statement.line, statement.column)
    return origin.place(statement.text, at)


def _is_external(parts: Parts, environment: Environment) -> bool:
    return any(name in environment.externals for name in _spellings(parts, environment))


def _spellings(parts: Parts, environment: Environment) -> Iterator[str]:
    """All forms in which a configuration may name a table."""
    match parts:
        case (table,):
            catalog, database = environment.catalog, environment.database
            yield table
        case (database, table):
            catalog = environment.catalog
        case (catalog, database, table):
            pass
        case _:
            yield ".".join(parts)
            return
    yield f"{catalog}.{database}.{table}"
    if catalog == environment.catalog:
        yield f"{database}.{table}"
        if database == environment.database:
            yield table
