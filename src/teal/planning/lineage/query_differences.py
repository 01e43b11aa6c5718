"""What differs between two editions of one query: clauses, and columns by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from teal.planning.lineage.contents import Content
from teal.planning.lineage.differences import (
    ColumnDifference,
    ColumnFate,
    RowsDifference,
    Saying,
)
from teal.planning.lineage.sayings import Says
from teal.sql.shape.values import Clause, ShapeColumn, Written


class Found(Struct):
    """What has been found of a unit so far: columns by table and name."""

    columns: dict[tuple[str, str], ColumnDifference] = field(default_factory=dict)
    rows: list[RowsDifference] = field(default_factory=list)
    unread: Saying | None = None


def of_table(contents: Sequence[Content], table: str) -> list[Content]:
    return [each for each in contents if each.table == table]


def paired(
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


def rows_differences(
    table: str, old: Sequence[Clause], new: Sequence[Clause], says: Says
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
    table: str, gone: Sequence[Clause], come: list[Clause], says: Says
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


def note_columns(
    table: str,
    old: Mapping[str, ShapeColumn],
    new: Mapping[str, ShapeColumn],
    says: Says,
    found: Found,
    may_rename: bool,
    has_other_rows: bool,
) -> None:
    """Note the columns that differ. Where the rows do, a column of one writing says no more."""
    renamed = _renamed(old, new) if may_rename else {}
    for name, former in renamed.items():
        before, after = says.old(old[former].written), says.new(new[name].written)
        found.columns[table, name] = ColumnDifference(
            table, name, ColumnFate.RENAMED, before, after, former
        )
    for name in (name for name in old if name not in new and name not in renamed.values()):
        found.columns[table, name] = ColumnDifference(
            table, name, ColumnFate.REMOVED, says.old(old[name].written)
        )
    for name in (name for name in new if name not in old and name not in renamed):
        found.columns[table, name] = ColumnDifference(
            table, name, ColumnFate.ADDED, None, says.new(new[name].written)
        )
    _note_changed(table, old, new, says, found, has_other_rows)


def _renamed(old: Mapping[str, ShapeColumn], new: Mapping[str, ShapeColumn]) -> dict[str, str]:
    """Of new columns that say what just one says that is gone, the name of that one."""
    gone = [name for name in old if name not in new]
    found: dict[str, str] = {}
    for name in (name for name in new if name not in old):
        twins = [each for each in gone if old[each].text == new[name].text]
        if len(twins) == 1:
            gone.remove(twins[0])
            found[name] = twins[0]
    return found


def _note_changed(
    table: str,
    old: Mapping[str, ShapeColumn],
    new: Mapping[str, ShapeColumn],
    says: Says,
    found: Found,
    has_other_rows: bool,
) -> None:
    for name in old:
        if name not in new or old[name].text == new[name].text:
            continue
        before, after = _telling(old[name], new[name])
        if after is not None and not (has_other_rows and before.text == after.text):
            found.columns[table, name] = ColumnDifference(
                table, name, ColumnFate.CHANGED, says.old(before), says.new(after)
            )
