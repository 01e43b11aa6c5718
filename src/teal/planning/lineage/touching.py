"""Who is touched by what changed: effects run from table to reader, each unit once, in the order of
the graph. Only units that may be touched are read into shapes."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from teal.planning.lineage.causes import Cause, sentences
from teal.planning.lineage.differences import Difference
from teal.planning.lineage.effects import Effect, Ground, Touch, note, note_key
from teal.planning.lineage.visiting import Visit

_ALL_ROWS = re.compile(r"(?i)\bNATURAL\b|\bTABLE\b|\bU&")
_GAP = r"(?:\s|/\*.*?\*/|--[^\n]*)"
_WORD = r"(?:`[^`]+`|[\w$]+)"
_RENAMES = re.compile(  # `FROM t AS x (a, b)` calls the columns of t by names of its own
    rf"(?is)(?:\bFROM\b|\bJOIN\b|,){_GAP}*{_WORD}(?:{_GAP}*\.{_GAP}*{_WORD})*{_GAP}+"
    rf"(?:FOR{_GAP}+SYSTEM_TIME\b|(?:AS{_GAP}+)?(?!(?:ON|USING|WHERE|GROUP|AS)\b){_WORD}{_GAP}*\()"
)
_HISTORY = re.compile(
    r"(?i)\b(?:MATCH_RECOGNIZE|SYSTEM_TIME|PROCTIME|TUMBLE|HOP|SESSION|CUMULATE|OVER|OPTIONS|TABLE)\b"
)


class Outside(Struct, frozen=True):
    """What differs in an external from what some of its readers know of it."""

    table: str
    differences: tuple[Difference, ...]
    readers: tuple[str, ...]


class Touching(Struct):
    """The work list."""

    ground: Ground
    outside: tuple[Outside, ...]
    gone: tuple[str, ...] = ()
    touches: dict[str, Touch] = field(default_factory=dict)
    _ahead: list[tuple[int, str]] = field(default_factory=list)
    _queued: set[str] = field(default_factory=set)

    def run(self) -> dict[str, Touch]:
        """All units that are touched, in the order of the graph."""
        places = {name: at for at, name in enumerate(self.ground.graph.order)}
        self._start(places)
        while self._ahead:
            _, unit = heapq.heappop(self._ahead)
            self._visit(unit, places)
        return self.touches

    def _start(self, places: Mapping[str, int]) -> None:
        for name, difference in self.ground.differences.items():
            if name in places and not difference.needs_nothing:
                self._queue(name, places)
        for name in self.gone:
            self._removed(name, places)
        for each in self.outside:
            effect = Effect()
            for difference_of_it in each.differences:
                note(effect, each.table, each.table, difference_of_it)
            definition = self.ground.comparison.new.definition(each.table)
            note_key(effect, each.table, each.table, definition)
            for reader in each.readers:
                self.ground.outside.setdefault(reader, {})[each.table] = effect
            self._reach(each.table, effect, each.readers, places)
        for unit in self.ground.changed_functions:
            self._queue(unit, places)

    def _removed(self, name: str, places: Mapping[str, int]) -> None:
        """A unit is gone; another one may have its name now, where several write one table."""
        texts = self.ground.comparison.old.units[name]
        for table in texts.targets or (name,):
            where = texts.statement.where
            what = f"an INSERT of {table}" if name in places else name
            said, told = f"{what} is removed ({where})", f"removed, was in {where}"
            cause = Cause(name, table, None, said, brackets=told)
            self.ground.effects.setdefault(table, Effect()).rows = cause
            self._tell(table, places)

    def _queue(self, unit: str, places: Mapping[str, int]) -> None:
        if unit not in self._queued:
            self._queued.add(unit)
            heapq.heappush(self._ahead, (places[unit], unit))

    def _tell(self, table: str, places: Mapping[str, int]) -> None:
        """Put the readers of a table on the list that may be touched by what is known of it."""
        effect = self.ground.effects[table]
        if effect:
            self._reach(table, effect, self.ground.graph.readers_of(table), places)

    def _reach(
        self, table: str, effect: Effect, readers: Iterable[str], places: Mapping[str, int]
    ) -> None:
        if effect.rows is not None:
            for reader in readers:
                self._queue(reader, places)
            return
        names = _mentioning((*effect.columns, *effect.gone, *effect.come))
        is_append = self.ground.comparison.new.is_append(table)
        for reader in readers:
            if reader not in self._queued and self._may_read(reader, names, is_append):
                self._queue(reader, places)

    def _may_read(self, reader: str, names: re.Pattern[str], is_append: bool) -> bool:
        """Whether a unit's text leaves it open that it reads one of these columns."""
        text = self.ground.comparison.new.statement(reader)
        return (
            names.search(text) is not None
            or "*" in text
            or _ALL_ROWS.search(text) is not None
            or _RENAMES.search(text) is not None
            or "${" in text
            or (not is_append and _HISTORY.search(text) is not None)
        )

    # One unit

    def _visit(self, unit: str, places: Mapping[str, int]) -> None:
        visit = Visit(self.ground, unit)
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
        whole = self.ground.effects.setdefault(table, Effect())
        whole.rows = whole.rows or effect.rows
        whole.columns = {**effect.columns, **whole.columns}
        whole.gone = {**effect.gone, **whole.gone}
        whole.come = {**effect.come, **whole.come}
        if len(self.ground.graph.writers_of(table)) != 1:
            self._unname(table)

    def _unname(self, table: str) -> None:
        """Several units write the table: a column that one of them renamed is just gone."""
        renamed = self.ground.comparison.new.renamed
        for key in [key for key in renamed if key[0] == table]:
            renamed.pop(key)


def _mentioning(columns: Iterable[str]) -> re.Pattern[str]:
    """Finds the texts in which one of these columns stands."""
    names = sorted({re.escape(name.replace("`", "``")) for name in columns})
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
