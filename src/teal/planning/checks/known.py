"""What a project says of its tables and views: columns to read, columns to write, keys, time."""

from __future__ import annotations

from functools import cached_property

from teal.model.environment import Environment
from teal.model.project import Project, TableSource, Unit
from teal.model.statements import ColumnKind, Parts, TableDefinition
from teal.planning.kafka_table import KafkaTable
from teal.planning.logical import logical_name
from teal.planning.topology import topology
from teal.planning.unbindable import bound_in_kafka, externals_by_name
from teal.sql.outlining import Outliner
from teal.sql.outputs import Outputs


class Known:
    """The tables and views of one project, by their names as written."""

    def __init__(self, project: Project, environment: Environment) -> None:
        self.project = project
        self.environment = environment
        self._logical: dict[Parts, str] = {}
        self._columns: dict[str, tuple[str, ...] | None] = {}
        self._kafka: dict[str, KafkaTable] = {}
        self._externals = externals_by_name(environment)

    def logical(self, parts: Parts) -> str:
        """The logical name."""
        found = self._logical.get(parts)
        if found is None:
            found = self._logical[parts] = logical_name(parts, self.environment)
        return found

    def table(self, parts: Parts) -> TableSource | None:
        """The table of a name; None for a view and for what is not defined."""
        return self.project.tables.get(self.logical(parts))

    def definition(self, parts: Parts) -> TableDefinition | None:
        """The whole definition of a table: not one that copies another's."""
        table = self.table(parts)
        return table.definition if table and is_whole(table.definition) else None

    def columns_of(self, parts: Parts) -> tuple[str, ...] | None:
        """The columns that a star of a table or view stands for."""
        name = self.logical(parts)
        return self._of_table(name) if name in self.project.tables else self._of_views.get(name)

    def _of_table(self, name: str) -> tuple[str, ...] | None:
        if name not in self._columns:
            definition = self.project.tables[name].definition
            names = tuple(column.name for column in definition.columns)
            self._columns[name] = names if is_whole(definition) else None
        return self._columns[name]

    def key_of(self, parts: Parts) -> tuple[str, ...] | None:
        """The key of a table: () where its rows have none, None where that is not known."""
        table = self.table(parts)
        if table is None or not is_whole(table.definition):
            return None
        key = table.definition.primary_key
        return key if not key or self.kafka(table).is_upsert else None

    def kafka(self, table: TableSource) -> KafkaTable:
        """How a table is laid into Kafka here."""
        found = self._kafka.get(table.logical)
        if found is None:
            found = bound_in_kafka(table, self.environment, self._externals.get(table.logical))
            self._kafka[table.logical] = found
        return found

    @cached_property
    def _of_views(self) -> dict[str, tuple[str, ...] | None]:
        """All views, those first that others read."""
        views = {unit.name: unit for unit in self.project.units if not unit.has_job}
        found: dict[str, tuple[str, ...] | None] = {}

        def known(parts: Parts) -> tuple[str, ...] | None:
            name = self.logical(parts)
            return self._of_table(name) if name in self.project.tables else found.get(name)

        for name in topology({name: unit.inputs for name, unit in views.items()}).order:
            found[name] = _columns_of_view(views[name], Outputs(known))
        return found


def is_whole(definition: TableDefinition) -> bool:
    """Whether all columns of a definition are written in it."""
    return definition.like is None and bool(definition.columns)


def written_columns(definition: TableDefinition) -> tuple[str, ...]:
    """The columns that an INSERT fills, in order: not computed ones, not virtual metadata."""
    return tuple(
        column.name
        for column in definition.columns
        if column.kind is ColumnKind.PHYSICAL
        or (column.kind is ColumnKind.METADATA and not column.virtual)
    )


def _columns_of_view(unit: Unit, outputs: Outputs) -> tuple[str, ...] | None:
    view = Outliner(unit.statement.text).view()
    if view is None:
        return None
    listed, query = view
    found = outputs.of_query(query)
    if found is None:
        return listed or None
    names = listed or tuple(output.name or f"EXPR${at}" for at, output in enumerate(found))
    return names if len(names) == len(found) else None
