"""What in the definitions of a project cannot be bound in its environment, by place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic, Place
from teal.model.environment import Environment, ExternalTable
from teal.model.names import Version, physical_name
from teal.model.project import Project, TableSource
from teal.planning.kafka_table import KafkaTable, kafka_table, what_is_bound
from teal.planning.logical import logical_of_text, place_of
from teal.planning.mistakes import Code, error
from teal.planning.versions import topic_of
from teal.sql.clauses import options_of

_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")


def binding_mistakes(project: Project, environment: Environment) -> Iterator[Diagnostic]:
    """One finding for each option or clause that Kafka with this engine cannot have. A table that
    is neither filled nor read is bound to nothing."""
    externals = externals_by_name(environment)
    read = {name for unit in project.units for name in unit.inputs}
    bindings: dict[object, KafkaTable] = {}  # most tables are laid into Kafka in one of a few ways
    for name, table in project.tables.items():
        external = externals.get(name)
        if external is not None and name not in read:
            continue
        way = (external and name, what_is_bound(table.definition))
        found = bindings.get(way)
        if found is None:
            found = bindings[way] = bound_in_kafka(table, environment, external)
        if found.problems:
            yield from mistakes_of(table, found)
        if external is None:
            yield from _unusable_name(table, environment)


def externals_by_name(environment: Environment) -> dict[str, ExternalTable]:
    """The declared externals by logical name."""
    return {logical_of_text(n, environment): e for n, e in environment.externals.items()}


def bound_in_kafka(
    table: TableSource, environment: Environment, external: ExternalTable | None
) -> KafkaTable:
    """How a definition of the project is laid into Kafka."""
    options = {} if external is None else external.options
    return kafka_table(table.definition, environment, external is not None, options)


def mistakes_of(table: TableSource, found: KafkaTable) -> Iterator[Diagnostic]:
    """The problems of one binding, at their places."""
    for problem in found.problems:
        message = f"`{table.logical}`: {problem.message}"
        yield error(Code.BINDING, message, _place(table, problem.option), problem.hint)


def _place(table: TableSource, option: str | None) -> Place:
    for span in options_of(table.statement.text) if option is not None else ():
        if span.key == option:
            return place_of(table.statement, span.start)
    return table.place


def _unusable_name(table: TableSource, environment: Environment) -> Iterator[Diagnostic]:
    for number in (1, 2):
        physical = physical_name(table.logical, number, environment.tables.versions)
        topic = topic_of(Version(table.logical, number, physical), environment)
        if not _TOPIC.fullmatch(topic):
            yield error(
                Code.NAME,
                f"the topic of `{table.logical}` would be called `{topic}`, which Kafka refuses.",
                table.place,
                "Give the table a name of letters, digits, `.`, `_` and `-`, or set another "
                "`tables.topic` template.",
            )
            return
