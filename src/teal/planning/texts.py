"""A project and a deployment in one form, so that they can be compared text by text."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from teal.model.deployment import UnitRecord
from teal.model.environment import Environment, Naming
from teal.model.names import Version
from teal.model.project import Project, TableSource, Unit, UnitKind
from teal.planning.deployed import Deployed
from teal.planning.naming import written_versions


class Text(Struct, frozen=True):
    """A text of an author, and where it stands (or stood)."""

    sql: str
    where: str


class UnitTexts(Struct, frozen=True):
    """All that a unit's meaning hangs on: its statement, the definitions of its targets and of
    the externals it reads. `left_behind` are versions that it reads and that serve no more;
    `numbers` those of its targets, where the files decide them."""

    kind: str
    statement: Text
    targets: Mapping[str, Text]
    externals: Mapping[str, Text]
    left_behind: tuple[Version, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


def texts_of_project(project: Project, environment: Environment) -> dict[str, UnitTexts]:
    """The units of a revision by name."""
    versions = written_versions(project, environment)
    return {unit.name: _of_project(unit, project, versions) for unit in project.units}


def texts_of_deployed(deployed: Deployed, environment: Environment) -> dict[str, UnitTexts]:
    """The units that write what serves, by name."""
    return texts_of_records(deployed.serving_units, deployed, environment)


def texts_of_records(
    records: Mapping[str, UnitRecord], deployed: Deployed, environment: Environment
) -> dict[str, UnitTexts]:
    """The same for any units of the record, by the names that they are given under."""
    has_numbers = environment.naming is Naming.VERSIONED
    return {name: _of_record(record, deployed, has_numbers) for name, record in records.items()}


def _of_project(unit: Unit, project: Project, versions: Mapping[str, Version]) -> UnitTexts:
    targets = unit.targets if unit.has_job else ()
    return UnitTexts(
        kind=unit.kind.value,
        statement=Text(unit.sql, f"{unit.place.file}:{unit.place.line}"),
        targets={name: _of_table(project.tables[name]) for name in targets},
        externals={
            name: _of_table(project.tables[name])
            for name in unit.inputs
            if name in project.externals
        },
        numbers={name: versions[name].number for name in unit.targets if name in versions},
    )


def _of_table(table: TableSource) -> Text:
    return Text(table.sql, f"{table.place.file}:{table.place.line}")


def _of_record(record: UnitRecord, deployed: Deployed, has_numbers: bool) -> UnitTexts:
    where = f"{record.file}:{record.line}"
    is_view = record.kind == UnitKind.VIEW.value
    return UnitTexts(
        kind=record.kind,
        statement=Text(record.sql, where),
        targets={
            target.logical: Text(deployed.records[target].sql, where)
            for target in (() if is_view else record.targets)
        },
        externals={name: Text(sql, where) for name, sql in record.external_sql.items()},
        left_behind=tuple(
            version
            for version in record.inputs
            if version.logical in deployed.serving
            and deployed.serving[version.logical].version != version
        ),
        numbers={v.logical: v.number for v in record.targets} if has_numbers else {},
    )
