"""`naming: versioned`: the number of each table as the files say it, and names whose numbers do not
fit each other. A revision holds one version of a table; what serves runs on from the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from teal.model.diagnostics import Diagnostic, Place
from teal.model.environment import Environment, Naming
from teal.model.names import Version
from teal.model.project import Project
from teal.model.statements import NameRole, NameSpan, Statement, StatementKind
from teal.planning.logical import logical_name, place_of, version_written
from teal.planning.mistakes import Code, error

_MEANS_A_VERSION = frozenset({NameRole.TARGET, NameRole.INPUT})
_DEFINES = frozenset({StatementKind.CREATE_TABLE, StatementKind.CREATE_VIEW})


def written_versions(project: Project, environment: Environment) -> dict[str, Version]:
    """The version that the files give each table and view of the project's own; none with logical
    names."""
    if environment.naming is Naming.LOGICAL:
        return {}
    found = {
        name: version_written(table.definition.parts, environment)
        for name, table in project.tables.items()
        if name not in project.externals
    }
    for unit in project.units:
        if not unit.has_job:
            found[unit.name] = version_written(unit.statement.writes[0], environment)
    return found


def naming_mistakes(
    statements: Iterable[Statement], environment: Environment
) -> Iterator[Diagnostic]:
    """One finding a statement for each name of a version that no statement of the revision
    defines, though it defines another one."""
    if environment.naming is Naming.LOGICAL:
        return
    every = tuple(statements)
    defined: dict[str, dict[int, Version]] = {}
    for statement in every:
        if statement.kind in _DEFINES:
            version = version_written(statement.writes[0], environment)
            defined.setdefault(version.logical, {})[version.number] = version
    for statement in every:
        yield from _strangers(statement, defined, environment)


def _strangers(
    statement: Statement, defined: Mapping[str, Mapping[int, Version]], environment: Environment
) -> Iterator[Diagnostic]:
    seen: set[Version] = set()
    for name in statement.names:
        if name.role not in _MEANS_A_VERSION:
            continue
        version = version_written(name.parts, environment)
        known = defined.get(version.logical)
        if known is None or version.number in known or version in seen:
            continue
        seen.add(version)
        yield _stranger(statement, name, version, next(iter(known.values())))


def _stranger(
    statement: Statement, name: NameSpan, version: Version, defined: Version
) -> Diagnostic:
    does = "written" if name.role is NameRole.TARGET else "read"
    return error(
        Code.NAMING,
        f"`{version.physical}` (v{version.number}) is {does} here, and this revision defines "
        f"`{defined.physical}` (v{defined.number}).",
        place_of(statement, name.start),
        f"Write `{defined.physical}`; `teal versions write` does it in the whole branch. What "
        "reads an older version runs on from Teal's record, without its file.",
    )


def second_definition(
    statement: Statement, before: Statement, place: Place, environment: Environment
) -> tuple[str, str]:
    """What to say of a table that is defined twice, and what to do about it."""
    name = logical_name(statement.writes[0], environment)
    first, second = (version_written(s.writes[0], environment) for s in (before, statement))
    if first.number == second.number:
        message = f"`{name}` is defined a second time; it is defined at {place} already."
        return message, "Remove one of the two, or give one of them another name."
    message = (
        f"`{name}` stands here in a second version, `{second.physical}`; `{first.physical}` is "
        f"defined at {place}."
    )
    hint = (
        "A revision holds one version of a table, and what serves runs on from Teal's record: "
        "remove the older one, with what writes it."
    )
    return message, hint


def hidden_names(words: frozenset[str], environment: Environment) -> frozenset[str]:
    """Words of statements that could not be read, and the tables that they may mean."""
    if environment.naming is Naming.LOGICAL:
        return words
    return words | {logical_name((word,), environment) for word in words}
