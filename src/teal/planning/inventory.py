"""Sorts the statements of a project: definitions of tables, what runs, and what does not belong
into a pipeline. Names become logical here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic, Place
from teal.model.environment import Environment
from teal.model.project import TableSource, Unit, UnitKind
from teal.model.statements import NameRole, Statement, StatementKind, TableDefinition
from teal.planning.logical import logical_name, logical_of_text, place_of
from teal.planning.mistakes import Code, error
from teal.planning.naming import second_definition
from teal.planning.sources import Written
from teal.sql.definition import table_definition

_FOR_THE_SESSION = frozenset(
    {
        StatementKind.SET,
        StatementKind.RESET,
        StatementKind.USE,
        StatementKind.ADD_JAR,
        StatementKind.LOAD_MODULE,
        StatementKind.UNLOAD_MODULE,
        StatementKind.CREATE_FUNCTION,
        StatementKind.CREATE_CATALOG,
        StatementKind.CREATE_DATABASE,
        StatementKind.CREATE_MODEL,
    }
)
_MADE_BY_A_QUERY = (StatementKind.CTAS, StatementKind.CREATE_MATERIALIZED_TABLE)
_UNIT_KINDS = {
    **dict.fromkeys((StatementKind.INSERT, *_MADE_BY_A_QUERY), UnitKind.INSERT),
    StatementKind.STATEMENT_SET: UnitKind.STATEMENT_SET,
    StatementKind.CREATE_VIEW: UnitKind.VIEW,
}


class Inventory(Struct):
    """What was found, in the order of the files. `views` holds a view's unit by its name."""

    tables: dict[str, TableSource] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    views: dict[str, Unit] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def inventory(statements: Iterable[Written], environment: Environment) -> Inventory:
    """The statements, sorted. Units that write the same first target are numbered."""
    found = Inventory()
    externals = frozenset(logical_of_text(name, environment) for name in environment.externals)
    taken: dict[str, int] = {}
    for written in statements:
        match written.statement.kind:
            case StatementKind.CREATE_TABLE:
                _add_table(written, environment, externals, found)
            case kind if kind in _UNIT_KINDS and written.statement.writes:
                _add_unit(written, environment, found, taken)
                if kind in _MADE_BY_A_QUERY:  # no unit to deploy, but one to be seen
                    found.diagnostics.append(_misplaced(written.statement))
            case _:
                found.diagnostics.append(_misplaced(written.statement))
    return found


def _add_table(
    written: Written, environment: Environment, externals: frozenset[str], found: Inventory
) -> None:
    statement = written.statement
    definition = written.definition or table_definition(statement)
    if isinstance(definition, tuple):
        found.diagnostics += definition
        return
    name = logical_name(definition.parts, environment)
    place = place_of(statement)
    if definition.like is not None:
        found.diagnostics.append(_copied(name, statement))
    before = found.tables.get(name)
    if before is not None and name in externals and _says_the_same(before.definition, definition):
        return
    if not _is_taken(name, statement, found, environment):
        found.tables[name] = TableSource(name, written.sql, definition, statement, place)
    elif before is not None:  # which of them is meant nobody knows, so no column is
        found.tables[name] = replace(before, definition=replace(before.definition, columns=()))


def _says_the_same(one: TableDefinition, other: TableDefinition) -> bool:
    """Whether two definitions of an external, which each file of jobs may give for itself, have
    nothing but their places to tell them apart."""
    return replace(one, parts=(), if_not_exists=False) == replace(
        other, parts=(), if_not_exists=False
    )


def _add_unit(
    written: Written, environment: Environment, found: Inventory, taken: dict[str, int]
) -> None:
    statement = written.statement
    kind = _UNIT_KINDS[statement.kind]
    targets = _distinct(logical_name(parts, environment) for parts in statement.writes)
    if kind is UnitKind.VIEW and _is_taken(targets[0], statement, found, environment):
        return
    number = taken[targets[0]] = taken.get(targets[0], 0) + 1
    unit = Unit(
        name=targets[0] if number == 1 else f"{targets[0]}#{number}",
        kind=kind,
        targets=targets,
        inputs=_distinct(logical_name(parts, environment) for parts in statement.reads),
        sql=written.sql,
        statement=statement,
        place=place_of(statement),
        stateful=statement.stateful,
    )
    found.units.append(unit)
    found.diagnostics += _of_one_unit(unit, environment)
    if kind is UnitKind.VIEW:
        found.views[unit.name] = unit


def _is_taken(name: str, statement: Statement, found: Inventory, environment: Environment) -> bool:
    before = found.tables.get(name) or found.views.get(name)
    if before is not None:
        message, hint = second_definition(statement, before.statement, before.place, environment)
        found.diagnostics.append(error(Code.DEFINED_TWICE, message, place_of(statement), hint))
    return before is not None


def _of_one_unit(unit: Unit, environment: Environment) -> Iterator[Diagnostic]:
    made = unit.statement.kind in _MADE_BY_A_QUERY
    if unit.has_job and not unit.inputs and not made:
        yield error(
            Code.READS_NOTHING,
            f"the statement for `{unit.targets[0]}` reads no table, so it would end by itself.",
            unit.place,
            "Teal runs statements that go on: write fixed rows to a topic once, declare it under "
            "`externals` and read it.",
        )
    for name in unit.statement.names:
        logical = logical_name(name.parts, environment)
        if name.role is NameRole.INPUT and logical in unit.targets:
            yield _reads_itself(unit, logical, place_of(unit.statement, name.start))


def _reads_itself(unit: Unit, table: str, place: Place) -> Diagnostic:
    if not unit.has_job:
        message, hint = f"the view `{table}` reads itself.", "Read the table that is meant."
    else:
        message = f"`{unit.name}` reads `{table}`, which it writes itself."
        hint = "Read another table"
        if unit.kind is UnitKind.STATEMENT_SET:
            hint += ", or move the reader into a statement of its own"
        hint += "."
    return error(Code.READS_ITSELF, message, place, hint)


def _copied(name: str, statement: Statement) -> Diagnostic:
    return error(
        Code.COPIED_DEFINITION,
        f"`{name}` copies its definition with LIKE, but tables get versions of their own.",
        place_of(statement),
        "Write the columns out.",
    )


def _misplaced(statement: Statement) -> Diagnostic:
    words = statement.kind.value.upper()
    match statement.kind:
        case StatementKind.CTAS | StatementKind.CREATE_MATERIALIZED_TABLE:
            what = "CREATE TABLE … AS" if statement.kind is StatementKind.CTAS else words
            code, message = Code.QUERY_IN_DEFINITION, f"{what} defines and fills a table in one."
            hint = "Write CREATE TABLE and INSERT INTO as two statements."
        case kind if kind in _FOR_THE_SESSION:
            code, message = Code.FOR_THE_SESSION, f"{words} prepares a session; it is no pipeline."
            hint = "Put it under `session` of the configuration: every statement is given that."
        case StatementKind.SELECT:
            code, message = Code.NO_PIPELINE_STATEMENT, "this query writes nowhere."
            hint = "Put INSERT INTO or CREATE VIEW before it, or move the file to a folder `tests`."
        case _:
            code, message = Code.NO_PIPELINE_STATEMENT, f"{words} is no statement of a pipeline."
            hint = "Remove it; a pipeline has CREATE TABLE, CREATE VIEW, INSERT and statement sets."
    return error(code, message, place_of(statement), hint)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
