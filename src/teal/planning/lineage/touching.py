"""Who is touched by what changed: effects run from table to reader, each unit once, in the order of
the graph. Only units that may be touched are read into shapes."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from teal.model.statements import ColumnKind
from teal.planning.graph import Graph
from teal.planning.lineage.causes import Cause, caused, sentences
from teal.planning.lineage.comparing import Comparison, said
from teal.planning.lineage.contents import Content
from teal.planning.lineage.differences import (
    ColumnDifference,
    ColumnFate,
    KeyDifference,
    RowsDifference,
    UnitDifference,
)
from teal.sql.shape.scope import RECORD_TIME
from teal.sql.shape.values import EVERY, Clause, Input, ShapeColumn, Unshaped, Written

_ALL_ROWS = re.compile(r"(?i)\bNATURAL\b|\bTABLE\b|\bU&")
_HISTORY = re.compile(
    r"(?i)\b(?:MATCH_RECOGNIZE|SYSTEM_TIME|PROCTIME|TUMBLE|HOP|SESSION|CUMULATE|OVER|OPTIONS|TABLE)\b"
)


@dataclass(slots=True)
class Effect:
    """What the readers of a table see of a change: its rows, or some of its columns.

    `gone` are columns that are no more there, `come` those that are new; the others of `columns`
    have other values.
    """

    rows: Cause | None = None
    columns: dict[str, Cause] = field(default_factory=dict)
    gone: dict[str, Cause] = field(default_factory=dict)
    come: dict[str, Cause] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns or self.gone or self.come)

    def told(self) -> dict[str, Cause]:
        """All columns that are not what they were; a record's own time goes without saying."""
        found = {**self.columns, **self.gone, **self.come}
        found.pop(RECORD_TIME, None)
        return found

    @property
    def any_cause(self) -> Cause:
        """One of the causes."""
        found = (*self.columns.values(), *self.gone.values(), *self.come.values())
        return self.rows if self.rows is not None else found[0]


@dataclass(frozen=True, slots=True)
class Touch:
    """A unit whose result is another one with the change than without.

    `rows` is why the set of its rows is, per table; `columns` why the values of a column are.
    """

    unit: str
    rows: Mapping[str, Cause]
    columns: Mapping[tuple[str, str], Cause]
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Touching:
    """The work list. `differences` are those of the units themselves, by their new names."""

    graph: Graph
    comparison: Comparison
    differences: Mapping[str, UnitDifference]
    old_names: Mapping[str, str]
    externals: Mapping[str, tuple[ColumnDifference | KeyDifference, ...]]
    changed_functions: frozenset[str] = frozenset()
    effects: dict[str, Effect] = field(default_factory=dict)
    touches: dict[str, Touch] = field(default_factory=dict)
    _ahead: list[tuple[int, str]] = field(default_factory=list)
    _queued: set[str] = field(default_factory=set)

    def run(self) -> dict[str, Touch]:
        """All units that are touched, in the order of the graph."""
        places = {name: at for at, name in enumerate(self.graph.order)}
        self._start(places)
        while self._ahead:
            _, unit = heapq.heappop(self._ahead)
            self._visit(unit, places)
        return self.touches

    def _start(self, places: Mapping[str, int]) -> None:
        for name, difference in self.differences.items():
            if name in places:
                if not difference.needs_nothing:
                    self._queue(name, places)
            elif difference.is_removed:
                self._removed(name, difference, places)
        for table, found in self.externals.items():
            effect = self.effects.setdefault(table, Effect())
            for each in found:
                _note(effect, table, table, each)
            self._tell(table, places)
        if self.changed_functions:
            for unit in self.graph.order:
                text = self.graph.units[unit].sql
                if any(name in text for name in self.changed_functions):
                    self._queue(unit, places)

    def _removed(self, name: str, difference: UnitDifference, places: Mapping[str, int]) -> None:
        texts = self.comparison.old.units[name]
        for table in texts.targets or (name,):
            cause = Cause(name, table, None, f"{name} is removed ({texts.statement.where})")
            self.effects.setdefault(table, Effect()).rows = cause
            self._tell(table, places)

    def _queue(self, unit: str, places: Mapping[str, int]) -> None:
        if unit not in self._queued:
            self._queued.add(unit)
            heapq.heappush(self._ahead, (places[unit], unit))

    def _tell(self, table: str, places: Mapping[str, int]) -> None:
        """Put the readers of a table on the list that may be touched by what is known of it."""
        effect = self.effects[table]
        if not effect:
            return
        if effect.rows is not None:
            for reader in self.graph.readers_of(table):
                self._queue(reader, places)
            return
        names = _mentioning((*effect.columns, *effect.gone, *effect.come))
        is_append = self.comparison.new.is_append(table)
        for reader in self.graph.readers_of(table):
            if reader not in self._queued and self._may_read(reader, names, is_append):
                self._queue(reader, places)

    def _may_read(self, reader: str, names: re.Pattern[str], is_append: bool) -> bool:
        """Whether a unit's text leaves it open that it reads one of these columns."""
        text = self.graph.units[reader].sql
        return (
            names.search(text) is not None
            or "*" in text
            or _ALL_ROWS.search(text) is not None
            or "${" in text
            or (not is_append and _HISTORY.search(text) is not None)
        )

    # One unit

    def _visit(self, unit: str, places: Mapping[str, int]) -> None:
        visit = _Visit(self, unit)
        visit.run()
        if not visit.effects:
            return
        rows = {table: e.rows for table, e in visit.effects.items() if e.rows is not None}
        columns = {
            (table, column): cause
            for table, effect in visit.effects.items()
            for column, cause in effect.told().items()
        }
        reasons: dict[str, None] = {}
        others = (cause for (table, _), cause in columns.items() if table not in rows)
        for cause in (*rows.values(), *others):
            reasons.update(dict.fromkeys(sentences(cause)))
        self.touches[unit] = Touch(unit, rows, columns, tuple(reasons))
        for table, effect in visit.effects.items():
            self._merge(table, effect)
            self._tell(table, places)

    def _merge(self, table: str, effect: Effect) -> None:
        whole = self.effects.setdefault(table, Effect())
        whole.rows = whole.rows or effect.rows
        whole.columns = {**effect.columns, **whole.columns}
        whole.gone = {**effect.gone, **whole.gone}
        whole.come = {**effect.come, **whole.come}
        if len(self.graph.writers_of(table)) != 1:
            self._unname(table)

    def _unname(self, table: str) -> None:
        """Several units write the table: a column that one of them renamed is just gone."""
        renamed = self.comparison.new.renamed
        for key in [key for key in renamed if key[0] == table]:
            renamed.pop(key)


@dataclass(slots=True)
class _Visit:
    """One unit: its own differences, then what its inputs do to it."""

    touching: Touching
    unit: str
    effects: dict[str, Effect] = field(default_factory=dict)

    def run(self) -> None:
        touching = self.touching
        difference = touching.differences.get(self.unit)
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
        effects = self.touching.effects
        return {
            table: effects[table]
            for table in self.touching.graph.inputs(self.unit)
            if effects.get(table)
        }

    def _by_rows(self) -> bool:
        """Whether an input has other rows, and so all that the unit makes of it. (In a statement
        set each INSERT is looked at by itself.)"""
        whole = len(self.touching.graph.units[self.unit].targets) == 1
        for name, effect in self._inputs().items():
            if effect.rows is None:
                continue
            contents = () if whole else self.touching.comparison.new.contents(self.unit)
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
        touching = self.touching
        known = touching.differences.get(self.unit)
        moved = any(effect.come or effect.gone for effect in inputs.values())
        if known is None and not moved:
            return UnitDifference(self.unit)
        touching.comparison.new.forget(self.unit)
        return touching.comparison.of_unit(touching.old_names[self.unit], self.unit)

    def _own(self, difference: UnitDifference) -> None:
        if difference.unread is not None:
            why, where = difference.unread.text, difference.unread.where
            self._everything(f"everything may be another, since {why} ({where})")
            return
        others: tuple[RowsDifference | KeyDifference, ...] = (*difference.rows, *difference.keys)
        for row in others:
            effect = self.effects.setdefault(row.table, Effect())
            effect.rows = effect.rows or Cause(self.unit, row.table, None, str(row))
        for column in difference.columns:
            effect = self.effects.setdefault(column.table, Effect())
            _note(effect, self.unit, column.table, column)
            if column.fate is ColumnFate.RENAMED:
                self.touching.comparison.new.renamed[column.table, column.column] = column.was
        for option in difference.options:
            if not option.is_alterable:
                effect = self.effects.setdefault(option.table, Effect())
                effect.rows = effect.rows or Cause(self.unit, option.table, None, str(option))

    def _by_columns(self, inputs: Mapping[str, Effect]) -> None:
        if not inputs:
            return
        contents = self.touching.comparison.new.contents(self.unit)
        if isinstance(contents, Unshaped):
            some = next(iter(inputs.values())).any_cause
            why = f"read by {self.unit}, which tells too little: {contents.why}"
            self._everything(why, some)
            return
        for content in contents:
            own = self.effects.get(content.table)
            if own is not None and own.rows is not None:
                continue
            self._by_clauses(content, inputs)
            self._by_history(content, inputs)
            for name, column in content.columns.items():
                cause = self._read(column, inputs)
                if cause is not None:
                    effect = self.effects.setdefault(content.table, Effect())
                    how = self._reads(column.written)
                    behind = caused(self.unit, content.table, name, how, cause)
                    effect.columns.setdefault(name, behind)

    def _by_clauses(self, content: Content, inputs: Mapping[str, Effect]) -> None:
        effect = self.effects.get(content.table, Effect())
        for clause in content.rows:
            cause = None if effect.rows is not None else self._read(clause, inputs)
            if cause is not None:
                says_so = clause.kind in clause.written.text.upper()
                how = self._reads(clause.written, "" if says_so else f"{clause.kind} ")
                effect = self.effects.setdefault(content.table, effect)
                effect.rows = caused(self.unit, content.table, None, how, cause)

    def _by_history(self, content: Content, inputs: Mapping[str, Effect]) -> None:
        """What hangs on each update sees also those that another column brings about."""
        history = sorted(content.shape.history)
        effect = self.effects.get(content.table, Effect())
        if not history or effect.rows is not None:
            return
        for table, found in inputs.items():
            is_read = table in content.shape.tables
            if is_read and not self.touching.comparison.new.is_append(table):
                how = f"in a table whose every update counts for {self.unit}: {history[0]}"
                effect = self.effects.setdefault(content.table, effect)
                effect.rows = caused(self.unit, content.table, None, how, found.any_cause)
                return

    def _by_functions(self) -> None:
        changed = self.touching.changed_functions
        if not changed:
            return
        contents = self.touching.comparison.new.contents(self.unit)
        if isinstance(contents, Unshaped):
            if any(each in self.touching.graph.units[self.unit].sql for each in changed):
                self._everything("a function that it calls changed")
            return
        for content in contents:
            effect = self.effects.setdefault(content.table, Effect())
            for clause in content.rows:
                for name in sorted(clause.calls & changed):
                    said = f"the function `{name}` changed, which {clause.kind} calls"
                    effect.rows = effect.rows or Cause(self.unit, content.table, None, said)
            for name, column in content.columns.items():
                for called in sorted(column.calls & changed):
                    said = f"the function `{called}` changed, which `{name}` calls"
                    cause = Cause(self.unit, content.table, name, said)
                    effect.columns.setdefault(name, cause)
            if not effect:
                self.effects.pop(content.table)

    def _by_consequence(self) -> None:
        """A changed column of the key changes the rows; a table that is filled again has other
        values where they do not last."""
        for table, effect in list(self.effects.items()):
            if effect.rows is not None or not effect:
                continue
            definition = self.touching.comparison.new.definition(table)
            if definition is not None:
                said = f"the times of the records of {table} are others when it is filled again"
                again = Cause(self.unit, table, RECORD_TIME, said)
                effect.columns.setdefault(RECORD_TIME, again)
                mark = definition.watermark
                keys = {*definition.primary_key, *definition.distributed_by}
                keys |= {*definition.partitioned_by, *((mark.column,) if mark else ())}
                for name in sorted(keys & {*effect.columns, *effect.gone}):
                    member = effect.columns.get(name) or effect.gone[name]
                    effect.rows = caused(self.unit, table, None, f"in the key of {table}", member)
                    break
                for column in definition.columns:
                    if column.kind is ColumnKind.METADATA and column.virtual:
                        said = f"`{column.name}` of {table} is another one when it is filled again"
                        again = Cause(self.unit, table, column.name, said)
                        effect.columns.setdefault(column.name, again)
            self._volatile(table, effect)

    def _volatile(self, table: str, effect: Effect) -> None:
        contents = self.touching.comparison.new.contents(self.unit)
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
                    effect.columns.setdefault(name, Cause(self.unit, table, name, said))

    def _read(self, reader: ShapeColumn | Clause, inputs: Mapping[str, Effect]) -> Cause | None:
        """Why what an expression reads is not what it was."""
        for each in sorted(reader.reads):
            effect = inputs.get(each.table)
            if effect is not None:
                cause = self._of_input(each, effect)
                if cause is not None:
                    return cause
        return None

    def _of_input(self, each: Input, effect: Effect) -> Cause | None:
        if each.column == EVERY:
            return effect.any_cause
        if each.column in effect.columns:
            return effect.columns[each.column]
        renamed = self.touching.comparison.new.renamed
        is_known = each.column in [
            was for (table, _), was in renamed.items() if table == each.table
        ]
        return None if is_known else effect.gone.get(each.column)

    def _everything(self, said: str, by: Cause | None = None) -> None:
        for table in self.touching.graph.units[self.unit].targets:
            self._other_rows(table, said, by)

    def _other_rows(self, table: str, said: str, by: Cause | None) -> None:
        effect = self.effects.setdefault(table, Effect())
        if effect.rows is None and by is not None:
            effect.rows = caused(self.unit, table, None, said, by)
        elif effect.rows is None:
            effect.rows = Cause(self.unit, table, None, said)

    def _reads(self, written: Written, kind: str = "") -> str:
        found = said(self.touching.comparison.new, self.unit, written)
        return f"read by {kind}{found}"


def _mentioning(columns: Iterable[str]) -> re.Pattern[str]:
    """Finds the texts in which one of these columns stands."""
    names = sorted({re.escape(name.replace("`", "``")) for name in columns})
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


def _note(effect: Effect, unit: str, table: str, each: ColumnDifference | KeyDifference) -> None:
    if isinstance(each, KeyDifference):
        effect.rows = effect.rows or Cause(unit, table, None, f"{table}: {each}")
        return
    cause = Cause(unit, table, each.column, str(each))
    match each.fate:
        case ColumnFate.ADDED:
            effect.come.setdefault(each.column, cause)
        case ColumnFate.REMOVED:
            effect.gone.setdefault(each.column, cause)
        case ColumnFate.RENAMED:
            effect.gone.setdefault(each.was, cause)
            effect.come.setdefault(each.column, cause)
        case ColumnFate.MOVED:
            effect.come.setdefault(each.column, cause)
        case ColumnFate.CHANGED | ColumnFate.RETYPED:
            effect.columns.setdefault(each.column, cause)


def changed_columns(touches: Mapping[str, Touch]) -> Iterator[tuple[str, str]]:
    """All columns of tables that are not what they were."""
    for touch in touches.values():
        yield from touch.columns
