"""Reads text that the store kept, with today's scanner: meanings are computed anew on both sides,
so that a newer Teal does not see changes everywhere."""

from __future__ import annotations

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
    written with the environment's own catalog and database or without."""
    edits = [
        Edit(name.start, name.end, quoted(logical_name(name.parts, environment)))
        for name in statement.names
        if name.role in _TABLE_ROLES
    ]
    return normalised(applied(statement.text, sorted(edits)))
