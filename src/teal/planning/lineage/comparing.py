"""What differs between the old and the new edition of one unit."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from teal.model.statements import Column, ColumnKind, TableDefinition
from teal.planning.definition_changes import is_same_type, written_type
from teal.planning.lineage.contents import Content, mentions
from teal.planning.lineage.differences import (
    ColumnDifference,
    ColumnFate,
    Difference,
    KeyDifference,
    OptionDifference,
    RowsDifference,
    Saying,
    UnitDifference,
)
from teal.planning.lineage.options import option_differences
from teal.planning.lineage.query_differences import (
    Found,
    note_columns,
    of_table,
    paired,
    rows_differences,
)
from teal.planning.lineage.sayings import Defines, Says, place
from teal.planning.lineage.source_options import decides_rows, finds_fields_by_place
from teal.planning.lineage.world import World
from teal.planning.stored import means_the_same
from teal.sql.shape.values import Unshaped, Written


class Comparison(Struct, frozen=True):
    """Two worlds, of which units are compared by name."""

    old: World
    new: World

    def of_unit(self, before: str, after: str) -> UnitDifference:
        """What differs between a unit of the old world and one of the new."""
        found = Found()
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

    def of_external(self, table: str) -> tuple[Difference, ...]:
        """What differs in an external: its columns, its keys, and what its rows are read by."""
        found = Found()
        self._types(table, found)
        options = (each for each in self._options(table) if decides_rows(each.option))
        columns = (found.columns[key] for key in sorted(found.columns))
        return (*columns, *self._keys(table), *options, *self._layout(table))

    def _layout(self, table: str) -> Iterator[RowsDifference]:
        """Other fields in records whose fields are known by their places, or columns that were not
        known: nobody can say then what the others hold."""
        before, after = self.old.definition(table), self.new.definition(table)
        if before is None or after is None:
            return
        old, new = _stored(before), _stored(after)
        is_known = bool(before.columns) and bool(after.columns) and before.like == after.like
        if is_known and _same_fields(before, after):
            return
        if not is_known or finds_fields_by_place(after, self.new.environment):
            says = Defines(self.old.definition_text(table), self.new.definition_text(table))
            was, now = says.old(old or "unknown"), says.new(new or "unknown")
            yield RowsDifference(table, "the fields that its records are read by", was, now)

    # Statements

    def _statements(self, before: str, after: str, found: Found) -> None:
        old, new = self.old.contents(before), self.new.contents(after)
        if isinstance(old, Unshaped) or isinstance(new, Unshaped):
            if isinstance(new, Unshaped) and self._say_the_same(before, after):
                return  # what its inputs do to it is told by them
            world, unit, unshaped = (
                (self.new, after, new) if isinstance(new, Unshaped) else (self.old, before, old)
            )
            assert isinstance(unshaped, Unshaped)
            where = place(world.units[unit].statement, world.statement(unit), unshaped.written)
            found.unread = Saying(unshaped.why, where)
            return
        says = Says(self.old, self.new, before, after)
        for table in sorted({each.table for each in (*old, *new)}):
            self._table(table, of_table(old, table), of_table(new, table), says, found)

    def _say_the_same(self, before: str, after: str) -> bool:
        """Whether two statements have one text and see one and the same in their inputs."""
        return means_the_same(self.old.statement(before), self.new.statement(after))

    def _table(
        self,
        table: str,
        old: list[Content],
        new: list[Content],
        says: Says,
        found: Found,
    ) -> None:
        for was, now in paired(old, new):
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
            rows = list(rows_differences(table, was.rows, now.rows, says))
            found.rows += rows
            may_rename = len(old) == len(new) == 1 and not found.rows
            note_columns(table, was.columns, now.columns, says, found, may_rename, bool(rows))
            if self.new.is_view(table):  # a table's order is that of its definition
                _note_order(table, tuple(was.columns), tuple(now.columns), found)

    # Definitions

    def _types(self, table: str, found: Found) -> None:
        before, after = self.old.definition(table), self.new.definition(table)
        if before is None or after is None:
            return
        says = Defines(self.old.definition_text(table), self.new.definition_text(table))
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
        self._computed(table, before, after, found)
        _note_order(table, tuple(old), tuple(new), found, says)

    def _computed(
        self, table: str, before: TableDefinition, after: TableDefinition, found: Found
    ) -> None:
        """Computed columns that say the same of columns which are others now."""
        says = Defines(self.old.definition_text(table), self.new.definition_text(table))
        changed = {name for of, name in found.columns if of == table}
        for column in after.columns if before.columns else ():
            if column.kind is not ColumnKind.COMPUTED or (table, column.name) in found.columns:
                continue
            if any(mentions(column.expression or "", name) for name in changed):
                said = written_type(column)
                old, new = says.old(said, column.name), says.new(said, column.name)
                found.columns[table, column.name] = ColumnDifference(
                    table, column.name, ColumnFate.CHANGED, old, new
                )

    def _keys(self, table: str) -> Iterator[KeyDifference]:
        before, after = self.old.definition(table), self.new.definition(table)
        if before is None or after is None:
            return
        says = Defines(self.old.definition_text(table), self.new.definition_text(table))
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
            says = Defines(self.old.definition_text(table), self.new.definition_text(table))
            yield from option_differences(table, before, after, says.old, says.new)


def _fields(definition: TableDefinition) -> tuple[Column, ...]:
    return tuple(each for each in definition.columns if each.kind is ColumnKind.PHYSICAL)


def _same_fields(before: TableDefinition, after: TableDefinition) -> bool:
    old, new = _fields(before), _fields(after)
    return len(old) == len(new) and all(
        was.name == now.name and _same_type(was, now) for was, now in zip(old, new, strict=True)
    )


def _stored(definition: TableDefinition) -> str:
    return ", ".join(f"{each.name} {written_type(each)}" for each in _fields(definition))


def _note_order(
    table: str,
    old: tuple[str, ...],
    new: tuple[str, ...],
    found: Found,
    says: Defines | None = None,
) -> None:
    """Columns in another order: whoever takes them by a star, or by their places, sees it."""
    if [name for name in old if name in new] == [name for name in new if name in old]:
        return
    before, after = ", ".join(old), ", ".join(new)
    found.columns.setdefault(
        (table, "*"),
        ColumnDifference(
            table,
            "*",
            ColumnFate.MOVED,
            says.old(before) if says else Saying(before, ""),
            says.new(after) if says else Saying(after, ""),
        ),
    )


def _type_of(
    table: str, name: str, before: Column | None, after: Column | None, says: Defines
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
    return is_same_type(written_type(before), written_type(after))


def _key_facts(definition: TableDefinition) -> dict[str, str]:
    mark = definition.watermark
    return {
        "primary key": ", ".join(definition.primary_key),
        "distribution": definition.distribution,
        "partitioning": ", ".join(definition.partitioned_by),
        "number of buckets": "" if definition.buckets is None else str(definition.buckets),
        "watermark": "" if mark is None else f"{mark.column} AS {mark.expression}",
        "changelog mode": dict(definition.options).get("changelog.mode", ""),
    }
