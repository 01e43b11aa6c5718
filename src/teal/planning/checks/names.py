"""Names that get in the way later: words of the language, and names that versions will have."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic, Place
from teal.model.environment import Environment, Naming
from teal.model.names import numbered, physical_name
from teal.model.project import Project
from teal.planning.checks.codes import Code, warning
from teal.sql.words import RESERVED


def name_findings(project: Project, environment: Environment) -> Iterator[Diagnostic]:
    """Of the project's own tables and views."""
    for name, place in _own(project):
        word = name.rpartition(".")[2]
        if word.upper() in RESERVED:
            yield warning(
                Code.RESERVED_NAME,
                f"`{word}` is a reserved word of Flink SQL: whoever reads it has to write "
                "backticks, in every statement and tool.",
                place,
                "Give it another name, such as a plural or one with a prefix.",
            )
        elif word.startswith("__"):
            yield warning(
                Code.RESERVED_NAME,
                f"names that begin with two underscores, such as `{word}`, are Kafka's own "
                "(`__consumer_offsets`), and many tools hide such topics.",
                place,
                "Give it another name.",
            )
        found = numbered(name, environment.tables.versions)
        if environment.naming is Naming.LOGICAL and found is not None:
            next_name = physical_name(name, 2, environment.tables.versions)
            yield _version(name, *found, next_name, place)


def _version(name: str, table: str, number: int, next_name: str, place: Place) -> Diagnostic:
    return warning(
        Code.NAME_OF_A_VERSION,
        f"`{name}` is called like version {number} of `{table}`; its own next version would be "
        f"`{next_name}`.",
        place,
        f"Call it `{table}`: Teal numbers the versions. If the files carry the numbers, set "
        "`naming: versioned`.",
    )


def _own(project: Project) -> Iterator[tuple[str, Place]]:
    for name, table in project.tables.items():
        if name not in project.externals:
            yield name, table.place
    for unit in project.units:
        if not unit.has_job:
            yield unit.name, unit.place
