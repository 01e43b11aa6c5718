"""One unit on the way of a change: what differs in itself, and what its inputs do to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from teal.model.statements import Column, ColumnKind, TableDefinition
from teal.planning.lineage.causes import Cause, caused
from teal.planning.lineage.contents import Content, mentions
from teal.planning.lineage.differences import (
    ColumnFate,
    KeyDifference,
    RowsDifference,
    UnitDifference,
)
from teal.planning.lineage.effects import Effect, Ground, note, note_key
from teal.planning.lineage.mentions import mention
from teal.planning.lineage.sayings import place, said
from teal.planning.lineage.views_behind import calls, inputs_behind, views_behind
from teal.sql.shape.scope import RECORD_TIME
from teal.sql.shape.values import EVERY, Clause, Input, ShapeColumn, Unshaped, Written

_AGAIN = "another when the table is filled again"


class Visit(Struct):
    """One unit: its own differences, then what its inputs do to it."""

    ground: Ground
    unit: str
    effects: dict[str, Effect] = field(default_factory=dict)

    def run(self) -> None:
        ground = self.ground
        difference = ground.differences.get(self.unit)
        if difference is not None and difference.is_new:
            self._everything("it is new")
            return
        if self._by_rows():
            return
        inputs = self._inputs()
        if difference is None or inputs:
            difference = self._compared(inputs)
        self._own(difference)
        self._by_columns(inputs)
        self._by_functions()
        self._by_consequence()

    def _inputs(self) -> dict[str, Effect]:
        """The inputs on which a change has an effect."""
        effects, outside = self.ground.effects, self.ground.outside.get(self.unit, {})
        found = (
            (table, outside.get(table) or effects.get(table))
            for table in self.ground.graph.inputs(self.unit)
        )
        return {table: effect for table, effect in found if effect}

    def _by_rows(self) -> bool:
        """Whether an input has other rows, and so all that the unit makes of it. (In a statement
        set each INSERT is looked at by itself.)"""
        whole = len(self.ground.graph.units[self.unit].targets) == 1
        for name, effect in self._inputs().items():
            if effect.rows is None:
                continue
            contents = () if whole else self.ground.comparison.new.contents(self.unit)
            how = f"read by {self.unit}"
            if whole or isinstance(contents, Unshaped):
                self._everything(how, effect.rows)
                return True
            for content in contents:
                if name in content.shape.tables:
                    self._other_rows(content.table, how, effect.rows)
        return False

    def _compared(self, inputs: Mapping[str, Effect]) -> UnitDifference:
        """The unit's differences, now that its inputs are known."""
        ground = self.ground
        known = ground.differences.get(self.unit)
        moved = any(effect.come or effect.gone for effect in inputs.values())
        if known is None and not moved:
            return UnitDifference(self.unit)
        ground.comparison.new.forget(self.unit)
        return ground.comparison.of_unit(ground.old_names[self.unit], self.unit)

    def _own(self, difference: UnitDifference) -> None:
        if difference.unread is not None:
            why, where = difference.unread.text, difference.unread.where
            self._everything(
                f"all of it counts as changed, since {why} ({where})", brackets=f"{where}: {why}"
            )
            return
        others: tuple[RowsDifference | KeyDifference, ...] = (*difference.rows, *difference.keys)
        for row in others:
            effect = self.effects.setdefault(row.table, Effect())
            effect.rows = effect.rows or Cause(self.unit, row.table, None, row.sentence(self.unit))
        for column in difference.columns:
            effect = self.effects.setdefault(column.table, Effect())
            note(effect, self.unit, column.table, column)
            if column.fate is ColumnFate.RENAMED:
                self.ground.comparison.new.renamed[column.table, column.column] = column.was
        for option in difference.options:
            if not option.is_alterable:
                effect = self.effects.setdefault(option.table, Effect())
                said = option.sentence(self.unit)
                effect.rows = effect.rows or Cause(self.unit, option.table, None, said)

    def _by_columns(self, inputs: Mapping[str, Effect]) -> None:
        if not inputs:
            return
        contents = self.ground.comparison.new.contents(self.unit)
        if isinstance(contents, Unshaped):
            some = next(iter(inputs.values())).any_cause
            world = self.ground.comparison.new
            text, filled = world.units[self.unit].statement, world.statement(self.unit)
            why = f"{place(text, filled, contents.written)}: {contents.why}"
            self._everything(f"read by {self.unit} in a way that is not known ({why})", some)
            return
        for content in contents:
            own = self.effects.get(content.table)
            if own is not None and own.rows is not None:
                continue
            self._by_clauses(content, inputs)
            self._by_history(content, inputs)
            for name, column in content.columns.items():
                found = self._read(column, inputs)
                if found is not None:
                    effect = self.effects.setdefault(content.table, Effect())
                    how = self._reads(found.at) + _for(name, found.at)
                    behind = caused(self.unit, content.table, name, how, found.cause)
                    effect.columns.setdefault(name, behind)

    def _by_clauses(self, content: Content, inputs: Mapping[str, Effect]) -> None:
        effect = self.effects.get(content.table, Effect())
        for clause in content.rows:
            found = None if effect.rows is not None else self._read(clause, inputs)
            if found is not None:
                says_so = clause.kind in found.at.text.upper()
                how = self._reads(found.at, "" if says_so else f"{clause.kind} ")
                effect = self.effects.setdefault(content.table, effect)
                effect.rows = caused(self.unit, content.table, None, how, found.cause)

    def _by_history(self, content: Content, inputs: Mapping[str, Effect]) -> None:
        """What hangs on each update sees also those that another column brings about."""
        history = sorted(content.shape.history)
        effect = self.effects.get(content.table, Effect())
        if not history or effect.rows is not None:
            return
        for table, found in inputs.items():
            is_read = table in content.shape.tables
            if is_read and not self.ground.comparison.new.is_append(table):
                how = f"in a table whose every update counts for {self.unit}: {history[0]}"
                effect = self.effects.setdefault(content.table, effect)
                effect.rows = caused(self.unit, content.table, None, how, found.any_cause)
                return

    def _by_functions(self) -> None:
        changed = self.ground.changed_functions.get(self.unit)
        if not changed:
            return
        contents = self.ground.comparison.new.contents(self.unit)
        if isinstance(contents, Unshaped):
            self._everything(next(iter(changed.values())))
            return
        seen: set[str] = set()
        for content in contents:
            effect = self.effects.setdefault(content.table, Effect())
            for clause in content.rows:
                for name in _called(clause, changed):
                    seen.add(name)
                    said = f"{changed[name]} (called by {clause.kind})"
                    effect.rows = effect.rows or Cause(self.unit, content.table, None, said)
            for column in content.columns.values():
                for name in _called(column, changed):
                    seen.add(name)
                    said = f"{changed[name]} (called for `{column.name}`)"
                    told = f"its function `{name}` changed"
                    cause = Cause(self.unit, content.table, column.name, said, brackets=told)
                    effect.columns.setdefault(column.name, cause)
            if not effect:
                self.effects.pop(content.table)
        own = self.ground.graph.units[self.unit].sql
        for name in changed:
            word = re.compile(rf"(?i)(?<!\w){re.escape(name)}(?!\w)")
            is_elsewhere = name not in seen and word.search(own)  # it has a built-in one's name
            behind = views_behind(self.unit, self.ground.graph)
            if is_elsewhere or any(word.search(text) for text in behind):
                through = "" if is_elsewhere else " (called by a view)"
                self._everything(f"{changed[name]}{through}")
            for table in inputs_behind(self.unit, self.ground.graph):
                defined = self.ground.comparison.new.definition_text(table)
                if defined is not None and calls(defined.sql, name):
                    self._everything(f"{changed[name]} (called by the definition of {table})")

    def _by_consequence(self) -> None:
        """A changed column of the key changes the rows; a table that is filled again has other
        values where they do not last."""
        for table, effect in list(self.effects.items()):
            if effect.rows is not None or not effect:
                continue
            definition = self.ground.comparison.new.definition(table)
            if definition is not None:
                said = f"the times of the records of {table} are others when it is filled again"
                again = Cause(self.unit, table, RECORD_TIME, said, brackets=_AGAIN)
                effect.columns.setdefault(RECORD_TIME, again)
                note_key(effect, self.unit, table, definition)
                for column in _of_records(definition):
                    if column.name not in effect.columns:
                        said = f"`{column.name}` of {table} is another one when it is filled again"
                        again = Cause(self.unit, table, column.name, said, brackets=_AGAIN)
                        effect.columns.setdefault(column.name, again)
            self._volatile(table, effect)

    def _volatile(self, table: str, effect: Effect) -> None:
        contents = self.ground.comparison.new.contents(self.unit)
        if isinstance(contents, Unshaped):
            return
        for content in contents:
            if content.table != table:
                continue
            rows = sorted(frozenset().union(*(clause.volatile for clause in content.rows)))
            if rows and effect.rows is None:
                said = f"{rows[0]} decides the rows of {table}, and says something else each time"
                effect.rows = Cause(self.unit, table, None, said)
            for name, column in content.columns.items():
                if column.volatile:
                    what = min(column.volatile)
                    said = f"`{name}` of {table} comes from {what}, another value each time"
                    told = f"from {what}, another value each time"
                    cause = Cause(self.unit, table, name, said, brackets=told)
                    effect.columns.setdefault(name, cause)

    def _read(self, reader: ShapeColumn | Clause, inputs: Mapping[str, Effect]) -> _Found | None:
        """Why what an expression reads is not what it was, and where it does."""
        for each in sorted(reader.reads):
            effect = inputs.get(each.table)
            if effect is not None:
                cause = self._of_input(each, effect)
                if cause is not None:
                    return _Found(cause, mention(reader, each.column))
        return None

    def _of_input(self, each: Input, effect: Effect) -> Cause | None:
        if each.column == EVERY:
            return effect.any_cause
        if each.column in effect.columns:
            return effect.columns[each.column]
        renamed = self.ground.comparison.new.renamed
        is_known = each.column in [
            was for (table, _), was in renamed.items() if table == each.table
        ]
        return None if is_known else effect.gone.get(each.column)

    def _everything(self, said: str, by: Cause | None = None, brackets: str = "") -> None:
        for table in self.ground.graph.units[self.unit].targets:
            self._other_rows(table, said, by, brackets)

    def _other_rows(self, table: str, said: str, by: Cause | None, brackets: str = "") -> None:
        effect = self.effects.setdefault(table, Effect())
        if effect.rows is None and by is not None:
            effect.rows = caused(self.unit, table, None, said, by)
        elif effect.rows is None:
            effect.rows = Cause(self.unit, table, None, said, brackets=brackets)

    def _reads(self, written: Written, kind: str = "") -> str:
        found = said(self.ground.comparison.new, self.unit, written)
        return f"read by {kind}{found}"


class _Found(Struct, frozen=True):
    """What an expression reads that is not what it was, and the piece of text that does."""

    cause: Cause
    at: Written


def _called(part: ShapeColumn | Clause, changed: Mapping[str, str]) -> list[str]:
    """The changed functions that an expression calls."""
    return sorted({called.rpartition(".")[2].lower() for called in part.calls} & changed.keys())


def _for(name: str, written: Written) -> str:
    """For which column, where the text does not say it itself."""
    return "" if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", written.text) else f" for `{name}`"


def _of_records(definition: TableDefinition) -> Iterator[Column]:
    """Columns that come with each record of a topic, and what is computed from them."""
    virtual = [c for c in definition.columns if c.kind is ColumnKind.METADATA and c.virtual]
    yield from virtual
    for column in definition.columns:
        said = column.expression or "" if column.kind is ColumnKind.COMPUTED else ""
        if any(mentions(said, each.name) for each in virtual):
            yield column
