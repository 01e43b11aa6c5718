"""What stands against carrying a unit over: state, columns, readers, other inputs, partners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from teal.model.changes import Action, UnitAction
from teal.model.environment import Environment
from teal.model.errors import Refused
from teal.model.project import Project, Unit
from teal.model.statements import Parts, Statement, TableDefinition
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.in_line.alterable import was_adopted
from teal.planning.in_line.schema_fit import schema_refusals
from teal.planning.lineage.effects import Touch
from teal.planning.lineage.impact import impact
from teal.planning.logical import logical_name
from teal.planning.stored import definition_in, statement_in
from teal.planning.texts import UnitTexts
from teal.sql.shape.cache import ShapeCache
from teal.sql.state import keeps_state

_HINT = "Leave --carry-over out: then it is rebuilt beside what serves, from history."


class CarryOver(Struct, frozen=True):
    """Units that are asked to go on in place (`excluded` ones stay by request), and the world in
    which they do."""

    actions: tuple[UnitAction, ...]
    excluded: frozenset[str]
    project: Project
    graph: Graph
    now: Deployed
    environment: Environment
    old: Mapping[str, UnitTexts]
    new: Mapping[str, UnitTexts]

    def checked(self, cache: ShapeCache | None) -> tuple[UnitAction, ...]:
        """The actions, with who else sees the change. Raises Refused with all that stands against
        it, by text alone; what the engine's planner says comes on top."""
        reasons: list[str] = []
        found: list[UnitAction] = []
        for action in self.actions:
            if action.action is not Action.CARRY_OVER:
                found.append(action)
                continue
            touched = self._touched(action.unit, cache)
            reasons += self._reasons(action.unit, touched)
            stay = tuple(
                f"{reader} stays by request and sees the change from then on"
                for reader in touched
                if reader in self.excluded
            )
            found.append(replace(action, reasons=(*action.reasons, *stay)))
        if reasons:
            raise Refused("this cannot be carried over.", tuple(dict.fromkeys(reasons)), _HINT)
        return tuple(found)

    def _touched(self, name: str, cache: ShapeCache | None) -> Mapping[str, Touch]:
        """Who of the new texts would see something else if only this unit stayed as it is."""
        without = {**self.new, name: self.old[name]}
        found = impact(self.graph, without, self.new, self.environment, cache).touched
        return {reader: touch for reader, touch in found.items() if reader != name}

    def _reasons(self, name: str, touched: Mapping[str, Touch]) -> Iterator[str]:
        partners = [each for each in self.graph.together.get(name, ()) if each != name]
        if was_adopted(self.now.serving_units[name]):
            yield f"{name} was adopted: what its job was started with is not known"
        if partners:
            yield f"{name} writes a table together with {', '.join(partners)}"
        yield from self._state(name)
        yield from self._tables(name)
        yield from self._inputs(name)
        yield from self._readers(name, touched)

    def _state(self, name: str) -> Iterator[str]:
        record, unit = self.now.serving_units[name], self.graph.units[name]
        statement = statement_in(record.sql, record.file, self.environment)
        if keeps_state(statement, self._before(name)):
            yield f"{name} keeps state as it runs now, or its text does not show that it keeps none"
        if keeps_state(unit.statement, self._after):
            yield f"{name} would keep state, or its text does not show that it keeps none"

    def _tables(self, name: str) -> Iterator[str]:
        record = self.now.serving_units[name]
        targets = {version.logical: version for version in record.targets}
        unit = self.graph.units[name]
        if {*targets} != {*unit.targets}:
            yield f"{name} writes {', '.join(unit.targets)}, and wrote {', '.join(targets)}"
            return
        for table, version in targets.items():
            before = definition_in(self.now.records[version].sql, record.file, self.environment)
            after = self.project.tables[table].definition
            yield from schema_refusals(table, before, after, self.environment)

    def _inputs(self, name: str) -> Iterator[str]:
        record, unit = self.now.serving_units[name], self.graph.units[name]
        before = {*record.external_sql, *(version.logical for version in record.inputs)}
        after = {*unit.inputs}
        for table in sorted(after - before):
            yield f"{name} reads {table}, which it did not: no savepoint knows where to begin there"
        for table in sorted(before - after):
            yield f"{name} does not read {table} any more, whose positions its savepoint holds"
        for table, text in sorted(self.new[name].externals.items()):
            was = self.old[name].externals.get(table)
            if was is not None and _options(was.sql, self) != _options(text.sql, self):
                yield f"the options of {table}, which {name} reads, changed"

    def _readers(self, name: str, touched: Mapping[str, Touch]) -> Iterator[str]:
        for reader, touch in touched.items():
            if reader not in self.excluded:
                because = touch.reasons[0] if touch.reasons else "it reads what changes"
                yield f"{reader} reads a new or changed column of {name}: {because}"
        made = {a.unit for a in self.actions if a.action in (Action.CREATE, Action.REBUILD)}
        added = self._added(name)
        for reader in self._reading(name):
            if reader in made and reader not in touched:
                names = [column for column in added if _names(self.graph.units[reader].sql, column)]
                if names:
                    yield f"{reader} reads a new or changed column of {name}: `{names[0]}` is new"

    def _added(self, name: str) -> tuple[str, ...]:
        """Columns that the tables of a unit did not have."""
        record, found = self.now.serving_units[name], []
        for version in record.targets:
            before = definition_in(self.now.records[version].sql, record.file, self.environment)
            known = {column.name for column in before.columns}
            table = self.project.tables.get(version.logical)
            found += (
                [c.name for c in table.definition.columns if c.name not in known] if table else []
            )
        return tuple(found)

    def _reading(self, name: str) -> tuple[str, ...]:
        """Units that read what a unit writes, through views too."""
        found: dict[str, None] = {}
        ahead = [name]
        while ahead:
            for reader in self.graph.feeds.get(ahead.pop(), ()):
                if reader not in found:
                    found[reader] = None
                    ahead += [] if self.graph.units[reader].has_job else [reader]
        return tuple(found)

    def _after(self, parts: Parts) -> TableDefinition | Statement | None:
        return definition_of(parts, self.project, self.graph, self.environment)

    def _before(self, name: str) -> _Deployed:
        return _Deployed(self, self.now.serving_units[name].file)


class _Deployed(Struct, frozen=True):
    """What names stood for where a unit was deployed."""

    asked: CarryOver
    where: str

    def __call__(self, parts: Parts) -> TableDefinition | Statement | None:
        asked, name = self.asked, logical_name(parts, self.asked.environment)
        record = asked.now.serving.get(name)
        if record is not None and record.is_view:
            return statement_in(record.sql, self.where, asked.environment)
        if record is not None:
            return definition_in(record.sql, self.where, asked.environment)
        for unit in asked.now.serving_units.values():
            if name in unit.external_sql:
                return definition_in(unit.external_sql[name], self.where, asked.environment)
        return None


def definition_of(
    parts: Parts, project: Project, graph: Graph, environment: Environment
) -> TableDefinition | Statement | None:
    """What a name stands for in a project."""
    table = logical_name(parts, environment)
    found = project.tables.get(table)
    if found is not None:
        return found.definition
    view: Unit | None = graph.units.get(table)
    return None if view is None or view.has_job else view.statement


def _names(sql: str, column: str) -> bool:
    """Whether a column's name stands in a text; of another table's, that counts as well."""
    return re.search(rf"(?<!\w){re.escape(column)}(?!\w)", sql) is not None


def _options(sql: str, asked: CarryOver) -> object:
    return definition_in(sql, "", asked.environment).options
