"""Who reads a table, and which of its columns: units of the project, units that run and are no
more in it, and the views between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from teal.model.environment import Environment
from teal.model.explanation import Reader
from teal.model.project import Project
from teal.planning.column_readers import ColumnReader, column_readers
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.lineage.world import World
from teal.planning.texts import texts_of_deployed, texts_of_project
from teal.sql.shape.cache import ShapeCache, Shapes


class Readers(Struct, frozen=True):
    """What is needed to tell who reads what."""

    project: Project
    graph: Graph
    now: Deployed
    environment: Environment
    cache: ShapeCache

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table or view, as the project defines it (or what runs, where it is
        gone); nothing where they are not known."""
        here = self._of_project.known(table).columns
        found = here if here is not None else self._of_deployed.known(table).columns
        return tuple(column.name for column in found or ())

    def of(self, table: str) -> Iterator[Reader]:
        """Units of the project, then those that run and are no more in it."""
        for each in column_readers(self._of_project, table, self.graph.readers_of):
            unit = self.graph.units[each.unit]
            yield self._told(each, f"{unit.place.file}:{unit.place.line}", table)
        if not (left := self._left(table)):
            return
        for each in column_readers(self._of_deployed, table, lambda name: left.get(name, ())):
            record = self.now.serving_units[each.unit]
            where = f"{record.file}:{record.line} (no more in the project)"
            yield self._told(each, where, table)

    def _told(self, found: ColumnReader, where: str, table: str) -> Reader:
        reads = self._reads(found.unit, found.through[-1] if found.through else table)
        return Reader(found.unit, where, reads, found.through, found.uses, found.every)

    def _reads(self, unit: str, table: str) -> str:
        """The version that a unit reads now; "" where it does not run."""
        record = self.now.serving_units.get(unit)
        if record is None:
            return ""
        return next((str(v) for v in record.inputs if v.logical == table), table)

    def _left(self, table: str) -> Mapping[str, tuple[str, ...]]:
        """Units that run and are no more in the project, by what they read."""
        gone = {
            name: record
            for name, record in sorted(self.now.serving_units.items())
            if name not in self.graph.units
        }
        found: dict[str, tuple[str, ...]] = {}
        for name, record in gone.items():
            for logical in {*(v.logical for v in record.inputs), *record.external_sql}:
                found[logical] = (*found.get(logical, ()), name)
        return found

    @property
    def _of_project(self) -> World:
        texts = texts_of_project(self.project, self.environment)
        return World(texts, self.environment, Shapes(self.cache))

    @property
    def _of_deployed(self) -> World:
        texts = texts_of_deployed(self.now, self.environment)
        return World(texts, self.environment, Shapes(self.cache))


def unused(columns: Iterable[str], readers: Iterable[Reader]) -> tuple[str, ...] | None:
    """Columns that none of these readers uses; None where some may use any."""
    found = tuple(readers)
    if any(reader.every for reader in found):
        return None
    used = {use.column for reader in found for use in reader.uses}
    return tuple(column for column in columns if column not in used)
