"""Reads text that the store kept, with today's scanner: meanings are computed anew on both sides,
so that a newer Teal does not see changes everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.statements import NameRole, Statement, TableDefinition
from teal.planning.logical import logical_name
from teal.planning.variables import filled
from teal.sql.definition import table_definition
from teal.sql.edits import Edit, applied
from teal.sql.normalise import normalised
from teal.sql.quoting import quoted
from teal.sql.scanner import scan

_TABLE_ROLES = frozenset({NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION})
_FOLLOWING_ROLES = frozenset({NameRole.QUALIFIER, NameRole.HINT})


def statement_in(sql: str, file: str, environment: Environment) -> Statement:
    """The one statement of a stored text. Raises ProjectMistakes where it cannot be read."""
    result = scan(filled(sql, environment.variables).text, file)
    if not result.statements:
        raise ProjectMistakes(result.diagnostics)
    return result.statements[0]


def definition_in(sql: str, file: str, environment: Environment) -> TableDefinition:
    """What a stored CREATE TABLE says. Raises ProjectMistakes where it cannot be read."""
    definition = table_definition(statement_in(sql, file, environment))
    if isinstance(definition, tuple):
        raise ProjectMistakes(definition)
    return definition


def means_the_same(one: str, other: str) -> bool:
    """Whether two texts differ at most by layout, comments and the case of keywords."""
    return one == other or normalised(one) == normalised(other)


def meaning_of(statement: Statement, environment: Environment) -> str:
    """The canonical text of a statement in logical names: it says the same whether a table is
    written with the environment's own catalog and database or without, with its number or not,
    and whether columns are qualified by a table's name or by an alias that is this name."""
    return normalised(
        applied(statement.text, sorted(set(_in_logical_names(statement, environment))))
    )


def _in_logical_names(statement: Statement, environment: Environment) -> Iterator[Edit]:
    qualifying = {
        name.refers_to
        for name in statement.names
        if name.role is NameRole.QUALIFIER and len(name.parts) == 1
    }
    for name in statement.names:
        logical = logical_name(name.parts, environment)
        if name.role is NameRole.HINT and statement.text[name.start - 1] == "'":
            yield Edit(name.start, name.end, logical)
        elif name.role in _TABLE_ROLES or name.role in _FOLLOWING_ROLES:
            yield Edit(name.start, name.end, quoted(logical))
        if name.start in qualifying and name.alias_at is not None:
            yield Edit(name.alias_at, name.alias_at, f" AS {quoted(logical)}")
