"""What is wrong between the statements of a project: names that lead nowhere, tables that nobody
fills, statements that feed each other."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic, Place
from teal.model.environment import Environment
from teal.model.project import Project, Unit
from teal.model.statements import NameRole
from teal.planning.circles import circles
from teal.planning.graph import unit_needs
from teal.planning.logical import logical_name, place_of
from teal.planning.mistakes import Code, error
from teal.planning.nearest import did_you_mean

_MOST_SUGGESTIONS = 50
"""Finding the nearest of 10,000 names costs a tenth of a second."""

_LONGEST_WAY = 10


def table_mistakes(
    project: Project,
    environment: Environment,
    hidden: frozenset[str],
    elsewhere: frozenset[str] = frozenset(),
) -> Iterator[Diagnostic]:
    """Tables that are missing, never written, or external and yet written. What stands in a
    statement that could not be read (`hidden`), or in other files, is not called missing."""
    views = {unit.name for unit in project.units if not unit.has_job}
    known = {*project.tables, *views, *elsewhere}
    suggestions: dict[str, str] = {}
    for unit in project.units:
        for name, logical, role in _first_mentions(unit, environment):
            is_target = role is NameRole.TARGET
            if logical in known and not (
                is_target and (logical in project.externals or logical in views)
            ):
                continue
            place = place_of(unit.statement, name)
            if is_target and logical in project.externals:
                yield _external_written(unit, logical, place)
            if is_target and logical in views:
                yield _view_written(logical, place)
            if logical in known or not hidden.isdisjoint(logical.split(".")):
                continue
            if logical in project.externals:
                yield _external_undefined(logical, place)
                known.add(logical)
                continue
            if logical not in suggestions and len(suggestions) < _MOST_SUGGESTIONS:
                suggestions[logical] = did_you_mean(logical, {*known, *project.externals})
            yield _missing(unit, logical, role, place, suggestions.get(logical, ""))
    yield from _never_written(project, hidden, elsewhere)


def _first_mentions(unit: Unit, environment: Environment) -> Iterator[tuple[int, str, NameRole]]:
    seen: set[tuple[str, NameRole]] = set()
    for name in unit.statement.names:
        if name.role in (NameRole.TARGET, NameRole.INPUT):
            mention = (logical_name(name.parts, environment), name.role)
            if mention not in seen:
                seen.add(mention)
                yield name.start, *mention


def _missing(unit: Unit, logical: str, role: NameRole, place: Place, suggestion: str) -> Diagnostic:
    if role is NameRole.TARGET:
        message = f"`{logical}` is written, but no CREATE TABLE defines it."
        hint = _or_else(suggestion, f"add CREATE TABLE {logical} (…) in any .sql file.")
        return error(Code.NO_DEFINITION, message, place, hint)
    hint = _or_else(
        suggestion,
        "add its CREATE TABLE, with a statement that writes it or an entry under `externals` of "
        "the configuration.",
    )
    message = f"`{unit.name}` reads `{logical}`, which nothing defines."
    return error(Code.UNKNOWN_TABLE, message, place, hint)


def _or_else(suggestion: str, rest: str) -> str:
    return f"{suggestion} Else {rest}" if suggestion else rest[0].upper() + rest[1:]


def _external_written(unit: Unit, logical: str, place: Place) -> Diagnostic:
    return error(
        Code.EXTERNAL_WRITTEN,
        f"`{logical}` is declared external, but `{unit.name}` writes it.",
        place,
        "Remove it from `externals` of the configuration, or write another table.",
    )


def _external_undefined(logical: str, place: Place) -> Diagnostic:
    return error(
        Code.EXTERNAL_UNDEFINED,
        f"`{logical}` is declared external, but no CREATE TABLE says what its columns are.",
        place,
        f"Add CREATE TABLE {logical} (…) in any .sql file; it is never created, only read.",
    )


def _view_written(logical: str, place: Place) -> Diagnostic:
    return error(
        Code.NO_DEFINITION,
        f"`{logical}` is a view, and a view cannot be written.",
        place,
        "Write CREATE TABLE instead of CREATE VIEW, or write another table.",
    )


def _never_written(
    project: Project, hidden: frozenset[str], elsewhere: frozenset[str]
) -> Iterator[Diagnostic]:
    written = {target for unit in project.units for target in unit.targets} | elsewhere
    for name, table in project.tables.items():
        if name in written or name in project.externals:
            continue
        if hidden.isdisjoint(name.split(".")):
            yield error(
                Code.NOBODY_WRITES,
                f"no statement writes `{name}`.",
                table.place,
                "Add an INSERT INTO it, declare it under `externals` of the configuration if its "
                "rows come from elsewhere, or remove it.",
            )


def circle_mistakes(project: Project) -> Iterator[Diagnostic]:
    """One finding for each knot of statements that feed each other, naming the files."""
    units = {unit.name: unit for unit in project.units}
    for circle in circles(unit_needs(project)):
        if len(circle) == 1:
            continue  # READS_ITSELF says it better
        names = _listed(circle)
        way = [f"{each} ({units[each].place.file}:{units[each].place.line})" for each in circle]
        if len(way) > _LONGEST_WAY:
            way[_LONGEST_WAY // 2 : -_LONGEST_WAY // 2] = ["…"]
        yield error(
            Code.CIRCLE,
            f"{names} feed each other: {' → '.join([*way, circle[0]])}.",
            units[circle[0]].place,
            "Remove one of these statements, or let one of them read another table.",
        )


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names[:5]]
    if len(names) > 5:
        return f"{', '.join(quoted)} and {len(names) - 5} more"
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
