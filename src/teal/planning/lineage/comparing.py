"""What differs between the old and the new edition of one unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from teal.model.statements import Column, TableDefinition
from teal.planning.definition_changes import written_type
from teal.planning.lineage.contents import Content
from teal.planning.lineage.differences import (
    ColumnDifference,
    ColumnFate,
    KeyDifference,
    OptionDifference,
    RowsDifference,
    Saying,
    UnitDifference,
)
from teal.planning.lineage.options import option_differences
from teal.planning.lineage.world import World
from teal.planning.stored import means_the_same
from teal.planning.texts import Text
from teal.sql.shape.values import Clause, ShapeColumn, Unshaped, Written


@dataclass(slots=True)
class _Found:
    columns: dict[tuple[str, str], ColumnDifference] = field(default_factory=dict)
    rows: list[RowsDifference] = field(default_factory=list)
    unread: Saying | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two worlds, of which units are compared by name."""

    old: World
    new: World

    def of_unit(self, before: str, after: str) -> UnitDifference:
        """What differs between a unit of the old world and one of the new."""
        found = _Found()
        old, new = self.old.units[before], self.new.units[after]
        if old.kind != new.kind:
            saying = Saying(new.kind, new.statement.where)
            found.rows.append(RowsDifference(after, "the kind of unit", None, saying))
        self._statements(before, after, found)
        keys: list[KeyDifference] = []
        tables = sorted({*old.targets, *new.targets})
        for table in tables:
            keys += self._keys(table)
            self._types(table, found)
        return UnitDifference(
            after,
            columns=tuple(found.columns[key] for key in sorted(found.columns)),
            rows=tuple(found.rows),
            keys=tuple(keys),
            options=tuple(each for table in tables for each in self._options(table)),
            unread=found.unread,
        )

    def of_table(self, table: str) -> tuple[ColumnDifference | KeyDifference, ...]:
        """What differs in a table's definition alone."""
        found = _Found()
        self._types(table, found)
        return (*(found.columns[key] for key in sorted(found.columns)), *self._keys(table))

    # Statements

    def _statements(self, before: str, after: str, found: _Found) -> None:
        old, new = self.old.contents(before), self.new.contents(after)
        if isinstance(old, Unshaped) or isinstance(new, Unshaped):
            if self._say_the_same(before, after):
                return
            world, unit, unshaped = (
                (self.new, after, new) if isinstance(new, Unshaped) else (self.old, before, old)
            )
            assert isinstance(unshaped, Unshaped)
            where = place(world.units[unit].statement, world.statement(unit), unshaped.written)
            found.unread = Saying(unshaped.why, where)
            return
        says = _Says(self, before, after)
        for table in sorted({each.table for each in (*old, *new)}):
            self._table(table, _of(old, table), _of(new, table), says, found)

    def _say_the_same(self, before: str, after: str) -> bool:
        """Whether two statements have one text and see one and the same in their inputs."""
        return means_the_same(self.old.statement(before), self.new.statement(after))

    def _table(
        self,
        table: str,
        old: list[Content],
        new: list[Content],
        says: _Says,
        found: _Found,
    ) -> None:
        for was, now in _paired(old, new):
            if was is None or now is None:
                clause = "an INSERT"
                content = was or now
                assert content is not None
                said = content.shape.columns[0].written if content.shape.columns else Written("", 0)
                found.rows.append(
                    RowsDifference(
                        table,
                        clause,
                        says.old(said) if was else None,
                        says.new(said) if now else None,
                    )
                )
                continue
            found.rows += _rows(table, was.rows, now.rows, says)
            may_rename = len(old) == len(new) == 1 and not found.rows
            _columns(table, was.columns, now.columns, says, found, may_rename)

    # Definitions

    def _types(self, table: str, found: _Found) -> None:
        before, after = self.old.definition(table), self.new.definition(table)
        if before is None or after is None:
            return
        says = _Defines(self.old.definition_text(table), self.new.definition_text(table))
        old = {column.name: column for column in before.columns}
        new = {column.name: column for column in after.columns}
        renamed = {
            (each.was, each.column)
            for each in found.columns.values()
            if each.table == table and each.fate is ColumnFate.RENAMED
        }
        gone = {was for was, _ in renamed}
        named = {now for _, now in renamed}
        for was, now in renamed:
            if was in old and now in new and not _same_type(old[was], new[now]):
                found.columns.pop((table, now))
                gone.discard(was)
                named.discard(now)
        for name in dict.fromkeys((*old, *new)):
            if name in gone or name in named or (table, name) in found.columns:
                continue
            difference = _type_of(table, name, old.get(name), new.get(name), says)
            if difference is not None:
                found.columns[table, name] = difference
        order = [n for n in old if n in new]
        if order != [n for n in new if n in old]:
            found.columns.setdefault(
                (table, "*"),
                ColumnDifference(
                    table,
                    "*",
                    ColumnFate.MOVED,
                    says.old(", ".join(old)),
                    says.new(", ".join(new)),
                ),
            )

    def _keys(self, table: str) -> Iterator[KeyDifference]:
        before, after = self.old.definition(table), self.new.definition(table)
        if before is None or after is None:
            return
        says = _Defines(self.old.definition_text(table), self.new.definition_text(table))
        old, new = _key_facts(before), _key_facts(after)
        for what, was in old.items():
            now = new[what]
            if was != now and not (was and now and means_the_same(was, now)):
                yield KeyDifference(
                    table, what, says.old(was) if was else None, says.new(now) if now else None
                )

    def _options(self, table: str) -> Iterator[OptionDifference]:
        before, after = self.old.definition(table), self.new.definition(table)
        if before is not None and after is not None:
            says = _Defines(self.old.definition_text(table), self.new.definition_text(table))
            yield from option_differences(table, before, after, says.old, says.new)


@dataclass(frozen=True, slots=True)
class _Defines:
    """Says what a definition says, with the line where a name stands in it first."""

    before: Text | None
    after: Text | None

    def old(self, text: str, name: str = "") -> Saying:
        return Saying(text, _line_of(self.before, name))

    def new(self, text: str, name: str = "") -> Saying:
        return Saying(text, _line_of(self.after, name))


def _line_of(text: Text | None, name: str) -> str:
    if text is None:
        return ""
    found = re.search(rf"\(.*?(?<!\w){re.escape(name)}(?!\w)", text.sql, re.DOTALL)
    at = found.end() if name and found is not None else 0
    return place(text, text.sql, Written("", at))


@dataclass(frozen=True, slots=True)
class _Says:
    """Says what a statement says, with its line."""

    comparison: Comparison
    before: str
    after: str

    def old(self, written: Written) -> Saying:
        return said(self.comparison.old, self.before, written)

    def new(self, written: Written) -> Saying:
        return said(self.comparison.new, self.after, written)


def said(world: World, unit: str, written: Written) -> Saying:
    """What a unit's statement says somewhere, with file and line."""
    text = world.statement(unit)
    return Saying(written.text, place(world.units[unit].statement, text, written))


def place(text: Text, filled: str, written: Written) -> str:
    """`file:line` of a piece of a statement."""
    file, _, line = text.where.rpartition(":")
    if not file or not line.isdigit():
        return text.where
    return f"{file}:{int(line) + filled.count(chr(10), 0, written.at)}"


def _of(contents: Sequence[Content], table: str) -> list[Content]:
    return [each for each in contents if each.table == table]


def _paired(
    old: list[Content], new: list[Content]
) -> Iterator[tuple[Content | None, Content | None]]:
    """Fillings of one table in both editions: those alike first, the others in their order."""
    left = list(new)
    rest: list[Content] = []
    for was in old:
        twin = next((now for now in left if _means(now) == _means(was)), None)
        if twin is None:
            rest.append(was)
        else:
            left.remove(twin)
            yield was, twin
    for at in range(max(len(rest), len(left))):
        yield (rest[at] if at < len(rest) else None), (left[at] if at < len(left) else None)


def _means(content: Content) -> object:
    rows = tuple(clause.text for clause in content.rows)
    return rows, {name: column.text for name, column in content.columns.items()}


def _rows(
    table: str, old: Sequence[Clause], new: Sequence[Clause], says: _Says
) -> Iterator[RowsDifference]:
    """Clauses that stand in one edition only, paired by their kind. Texts in another order are a
    difference too: then the place of each says which source it speaks of."""
    was, now = [clause.text for clause in old], [clause.text for clause in new]
    if was == now:
        return
    gone = [clause for clause in old if clause.text not in now]
    come = [clause for clause in new if clause.text not in was]
    found = list(_turned(table, gone, come, says))
    real = [each for each in found if _text(each.before) != _text(each.after)]
    if not found:
        found = [RowsDifference(table, "the order of clauses", None, says.new(new[0].written))]
    yield from real or found


def _turned(
    table: str, gone: Sequence[Clause], come: list[Clause], says: _Says
) -> Iterator[RowsDifference]:
    for clause in gone:
        alike = [each for each in come if each.kind == clause.kind]
        twin = next((e for e in alike if e.written.text == clause.written.text), None)
        twin = twin or next(iter(alike), None)
        before, after = clause.written, None if twin is None else twin.written
        if twin is not None:
            come.remove(twin)
            before, after = _telling(clause, twin)
        yield RowsDifference(
            table, clause.kind, says.old(before), None if after is None else says.new(after)
        )
    for clause in come:
        yield RowsDifference(table, clause.kind, None, says.new(clause.written))


def _telling(
    old: ShapeColumn | Clause, new: ShapeColumn | Clause
) -> tuple[Written, Written | None]:
    """The place where two editions of an expression really differ: themselves, or what they take
    out of subqueries."""
    if old.written.text != new.written.text:
        return old.written, new.written
    now = [each.text for each in new.within]
    was = [each.text for each in old.within]
    gone = [each for each in old.within if each.text not in now]
    come = [each for each in new.within if each.text not in was]
    if gone and come:
        return gone[-1], come[-1]
    return old.written, new.written


def _text(saying: Saying | None) -> str | None:
    return None if saying is None else saying.text


def _columns(
    table: str,
    old: Mapping[str, ShapeColumn],
    new: Mapping[str, ShapeColumn],
    says: _Says,
    found: _Found,
    may_rename: bool,
) -> None:
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    for name in [name for name in come if may_rename]:
        twins = [each for each in gone if old[each].text == new[name].text]
        if len(twins) == 1:
            gone.remove(twins[0])
            come.remove(name)
            found.columns[table, name] = ColumnDifference(
                table,
                name,
                ColumnFate.RENAMED,
                says.old(old[twins[0]].written),
                says.new(new[name].written),
                twins[0],
            )
    for name in gone:
        found.columns[table, name] = ColumnDifference(
            table, name, ColumnFate.REMOVED, says.old(old[name].written)
        )
    for name in come:
        found.columns[table, name] = ColumnDifference(
            table, name, ColumnFate.ADDED, None, says.new(new[name].written)
        )
    for name in old:
        if name not in new or old[name].text == new[name].text:
            continue
        before, after = _telling(old[name], new[name])
        if after is not None and not (found.rows and before.text == after.text):
            found.columns[table, name] = ColumnDifference(
                table, name, ColumnFate.CHANGED, says.old(before), says.new(after)
            )


def _type_of(
    table: str, name: str, before: Column | None, after: Column | None, says: _Defines
) -> ColumnDifference | None:
    if before is None and after is not None:
        now = says.new(written_type(after), name)
        return ColumnDifference(table, name, ColumnFate.ADDED, None, now)
    if after is None and before is not None:
        return ColumnDifference(
            table, name, ColumnFate.REMOVED, says.old(written_type(before), name)
        )
    assert before is not None
    assert after is not None
    if _same_type(before, after):
        return None
    old, new = says.old(written_type(before), name), says.new(written_type(after), name)
    return ColumnDifference(table, name, ColumnFate.RETYPED, old, new)


def _same_type(before: Column, after: Column) -> bool:
    was, now = written_type(before), written_type(after)
    return was == now or means_the_same(was, now)


def _key_facts(definition: TableDefinition) -> dict[str, str]:
    mark = definition.watermark
    return {
        "primary key": ", ".join(definition.primary_key),
        "distribution": ", ".join(definition.distributed_by),
        "partitioning": ", ".join(definition.partitioned_by),
        "number of buckets": "" if definition.buckets is None else str(definition.buckets),
        "watermark": "" if mark is None else f"{mark.column} AS {mark.expression}",
        "changelog mode": dict(definition.options).get("changelog.mode", ""),
    }
