"""Changes of units in the words of their queries: which column or clause, what it was and is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec.structs import replace

from teal.model.changes import ChangeKind, UnitChange
from teal.planning.changes import MEANING_CHANGED
from teal.planning.lineage.differences import ColumnFate, UnitDifference

_SAME = "its query is written in another way and gives the same"


def told_by_column(
    changes: Sequence[UnitChange],
    differences: Mapping[str, UnitDifference],
    touched: Collection[str],
) -> tuple[UnitChange, ...]:
    """The changes with what differs in the queries, where that was found out. A unit that is not
    touched gives the same, whatever it says."""
    return tuple(
        _told(each, differences[each.unit], each.unit in touched)
        if ChangeKind.QUERY in each.kinds and each.unit in differences
        else each
        for each in changes
    )


def _told(change: UnitChange, difference: UnitDifference, is_touched: bool) -> UnitChange:
    if MEANING_CHANGED not in change.details:
        return change
    at = change.details.index(MEANING_CHANGED)
    found = tuple(_sentences(change, difference)) if is_touched else (_SAME,)
    return replace(change, details=(*change.details[:at], *found, *change.details[at + 1 :]))


def _sentences(change: UnitChange, difference: UnitDifference) -> Iterator[str]:
    """What the definition tells already (a column that is new or of another type) is left out,
    but for what fills it."""
    if difference.unread is not None:
        why = f"{difference.unread.text} ({difference.unread.where})"
        yield f"its query cannot be followed, so all of it counts as changed: {why}"
        return
    told = {column.column for column in change.columns}
    rows = [row.sentence(change.unit) for row in difference.rows]
    columns = [
        column.sentence(change.unit)
        for column in difference.columns
        if column.fate is ColumnFate.CHANGED or column.column not in told
    ]
    if not rows and not columns:
        is_told = change.columns or difference.columns or difference.keys
        yield from () if is_told else (_SAME,)
    yield from rows
    yield from columns
