"""One side of a comparison: units with what they fill, and tables as their readers see them.

Everything is read when it is asked for, and once; views are gone through without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.project import UnitKind
from teal.model.statements import Column, ColumnKind, Parts, TableDefinition
from teal.planning.lineage.contents import Content, contents_of
from teal.planning.logical import logical_name
from teal.planning.stored import definition_in
from teal.planning.texts import Text, UnitTexts
from teal.planning.variables import filled
from teal.sql.mistakes import Misread
from teal.sql.outlining import Outliner
from teal.sql.outputs import Outputs
from teal.sql.scanner import piece_of
from teal.sql.shape.cache import Shapes
from teal.sql.shape.fillings import Filling, fillings
from teal.sql.shape.values import KnownColumn, KnownTable, Unshaped, Written
from teal.sql.volatile import VOLATILE

_VOLATILE = re.compile(r"(?i)\b(?:" + "|".join(sorted(VOLATILE)) + r")\b")
_CDC = ("debezium", "canal", "maxwell", "ogg", "cdc")


class World:
    """The units of one side by name. `renamed` maps (table, column) to the name before."""

    def __init__(
        self, units: Mapping[str, UnitTexts], environment: Environment, shapes: Shapes
    ) -> None:
        self.units = units
        self.environment = environment
        self.renamed: dict[tuple[str, str], str] = {}
        self._shapes = shapes
        self._definitions: dict[str, Text] = {}
        for texts in units.values():
            self._definitions.update(texts.externals)
        for texts in units.values():
            self._definitions.update(texts.targets)
        self._read: dict[str, TableDefinition | None] = {}
        self._contents: dict[str, tuple[Content, ...] | Unshaped] = {}
        self._views: dict[str, tuple[KnownColumn, ...] | None] = {}

    def is_view(self, table: str) -> bool:
        """Whether a table is a view."""
        texts = self.units.get(table)
        return texts is not None and texts.kind == UnitKind.VIEW.value

    def definition(self, table: str) -> TableDefinition | None:
        """What a table's CREATE TABLE says; None for a view or where it is not known."""
        if table not in self._read:
            text = self._definitions.get(table)
            self._read[table] = None if text is None else self._defined(text)
        return self._read[table]

    def definition_text(self, table: str) -> Text | None:
        """The text of a table's definition."""
        return self._definitions.get(table)

    def is_append(self, table: str) -> bool:
        """Whether a row of a table never changes, as far as its definition tells."""
        definition = self.definition(table)
        if definition is None:
            return False
        options = dict(definition.options)
        mode = options.get("changelog.mode")
        keys = ("connector", "format", "value.format")
        formats = " ".join(options.get(key, "") for key in keys)
        if any(word in formats for word in _CDC):
            return False
        return mode == "append" or (mode is None and not definition.primary_key)

    def statement(self, unit: str) -> str:
        """A unit's text with the environment's variables put in."""
        return filled(self.units[unit].statement.sql, self.environment.variables).text

    def contents(self, unit: str) -> tuple[Content, ...] | Unshaped:
        """What a unit fills its tables with."""
        known = self._contents.get(unit)
        if known is None:
            known = self._contents[unit] = self._filled(unit)
        return known

    def was_read(self, unit: str) -> bool:
        """Whether a unit's contents have been asked for."""
        return unit in self._contents

    def forget(self, unit: str) -> None:
        """A unit's inputs are known better now."""
        self._contents.pop(unit, None)
        self._views.pop(unit, None)

    def logical(self, parts: Parts) -> str:
        """A name as written, as it is called everywhere."""
        return logical_name(parts, self.environment)

    def table_of(self, parts: Parts) -> KnownTable:
        """A table as a query sees it."""
        return self.known(self.logical(parts))

    def _seen_by(self, unit: str, parts: Parts) -> KnownTable:
        """A table as one unit sees it: an external as it was said to be when the unit was made."""
        table = self.logical(parts)
        own = self.units[unit].externals.get(table)
        text = self._definitions.get(table)
        if own is None or text is None or own.sql == text.sql:
            return self.known(table)
        return self._columns_of(table, self._defined(own))

    def known(self, table: str) -> KnownTable:
        """A table as its readers see it."""
        if self.is_view(table):
            return KnownTable(table, self._identified(table, self._view_columns(table)))
        return self._columns_of(table, self.definition(table))

    def _columns_of(self, table: str, definition: TableDefinition | None) -> KnownTable:
        if definition is None or not definition.columns:  # in a catalog that was not asked
            return KnownTable(table, None)
        columns = tuple(
            KnownColumn(column.name, "", _is_volatile(column)) for column in definition.columns
        )
        return KnownTable(table, self._identified(table, columns))

    def _identified(
        self, table: str, columns: tuple[KnownColumn, ...] | None
    ) -> tuple[KnownColumn, ...] | None:
        if columns is None or not self.renamed:
            return columns
        return tuple(
            each._replace(identity=self.renamed.get((table, each.name), each.identity))
            for each in columns
        )

    def _defined(self, text: Text) -> TableDefinition | None:
        try:
            return definition_in(text.sql, text.where, self.environment)
        except ProjectMistakes:
            return None

    def _filled(self, unit: str) -> tuple[Content, ...] | Unshaped:
        found: list[Content] = []
        for each in fillings(self.statement(unit)):
            shape = self._shapes.of(each.query.text, lambda parts: self._seen_by(unit, parts))
            if isinstance(shape, Unshaped):
                at = shape.written.at + each.query.at
                return Unshaped(Written(shape.written.text, at), shape.why, shape.missing)
            table = self.logical(each.target)
            content = contents_of(each, table, shape, self.definition(table))
            if isinstance(content, Unshaped):
                return content
            found.append(content)
        if not found:
            return Unshaped(Written("", 0), "no query was found in it")
        return tuple(found)

    # Views

    def _view_columns(self, view: str) -> tuple[KnownColumn, ...] | None:
        """The columns of a view. Those of views that it takes by a star come first."""
        ahead = [view]
        while ahead:
            name = ahead[-1]
            if name in self._views:
                ahead.pop()
                continue
            missing: list[str] = []
            columns = self._columns_in_text(name, missing)
            missing = [each for each in missing if each not in ahead]
            if missing:
                ahead += missing
                continue
            self._views[name] = columns
            ahead.pop()
        return self._views[view]

    def _columns_in_text(self, view: str, missing: list[str]) -> tuple[KnownColumn, ...] | None:
        """The names that stand in a view's text, without reading more of it than need be."""
        sql = self.statement(view)
        if _VOLATILE.search(sql):
            return self._columns_in_shape(view)
        try:
            piece_of(sql)
            found = Outliner(sql).view()
        except Misread:
            return None
        if found is None:
            return None
        names, query = found
        outputs = Outputs(lambda parts: self._names(parts, missing)).of_query(query)
        if outputs is None:
            return None
        spoken = names or tuple(each.name or f"EXPR${at}" for at, each in enumerate(outputs))
        return tuple(KnownColumn(name) for name in spoken)

    def _names(self, parts: Parts, missing: list[str]) -> tuple[str, ...] | None:
        table = self.logical(parts)
        if self.is_view(table):
            if table not in self._views:
                missing.append(table)
                return None
            columns = self._views[table]
        else:
            columns = self.known(table).columns
        return None if columns is None else tuple(each.name for each in columns)

    def _columns_in_shape(self, view: str) -> tuple[KnownColumn, ...] | None:
        contents = self.contents(view)
        if isinstance(contents, Unshaped):
            return None
        return tuple(
            KnownColumn(name, "", bool(column.volatile))
            for content in contents
            for name, column in content.columns.items()
        )


def _is_volatile(column: Column) -> bool:
    return (
        column.kind is ColumnKind.COMPUTED and _VOLATILE.search(column.expression or "") is not None
    )


def tables_filled(units: Iterable[UnitTexts]) -> frozenset[str]:
    """All tables that some units write."""
    return frozenset(table for texts in units for table in texts.targets)


__all__ = ["Filling", "World", "tables_filled"]
