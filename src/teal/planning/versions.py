"""Numbers and names of new versions. A number is never used again, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teal.model.environment import Environment, Naming
from teal.model.names import Version, physical_name
from teal.model.project import Project
from teal.planning.deployed import Deployed
from teal.planning.naming import written_versions


def next_versions(
    tables: Iterable[str],
    deployed: Deployed,
    all_tables: Iterable[str],
    environment: Environment,
) -> Mapping[str, Version]:
    """A new version for each table: one above the highest ever recorded, or further where
    another table (`all_tables` of the project, or any version of the record) has the name."""
    template = environment.tables.versions
    owners = {version.physical: version.logical for version in deployed.records}
    for table in all_tables:
        owners.setdefault(table, table)
    found: dict[str, Version] = {}
    for table in sorted(tables):
        number = deployed.highest.get(table, 0) + 1
        while owners.get(physical := physical_name(table, number, template), table) != table:
            number += 1
        owners[physical] = table
        found[table] = Version(table, number, physical)
    return found


def new_versions(
    project: Project, tables: Iterable[str], deployed: Deployed, environment: Environment
) -> Mapping[str, Version]:
    """The version that a release makes of each table: the next one, or with `naming: versioned`
    the one that its file says, whatever that is (`refuse_used_numbers` looks at it)."""
    if environment.naming is Naming.VERSIONED:
        written = written_versions(project, environment)
        return {table: written[table] for table in sorted(tables)}
    units = (unit.name for unit in project.units)
    return next_versions(tables, deployed, (*project.tables, *units), environment)


def topic_of(version: Version, environment: Environment) -> str:
    """The topic of a new version."""
    return environment.tables.topic.format(
        physical=version.physical, logical=version.logical, number=version.number
    )
