"""What makes the rows of a query one of a kind: its GROUP BY, or the newest row of each partition.

Only what can be followed for certain, from the outermost SELECT inwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from teal.model.statements import Parts
from teal.sql.outline import Item, Query, Select
from teal.sql.outlining import Outliner
from teal.sql.outputs import Output, Outputs
from teal.sql.words import words

_AGGREGATES = words(
    """
    APPROX_COUNT_DISTINCT ARRAY_AGG AVG COLLECT COUNT FIRST_VALUE JSON_ARRAYAGG JSON_OBJECTAGG
    LAST_VALUE LISTAGG MAX MIN STDDEV_POP STDDEV_SAMP SUM VARIANCE VAR_POP VAR_SAMP
    """
)
_FARTHEST = 60
_FIRST = ("1",)
_UNSEEN = frozenset({"LIMIT", "OVER"})


class KeyPart(NamedTuple):
    """One of the values that rows are told apart by: as written, and as which column of the query
    it leaves (None: as none). What an expression makes of it is left out of a key."""

    text: str
    at: int | None


KeyOf = Callable[[Parts], tuple[str, ...] | None]
"""The key of a table by its name as written: () where its rows have none, None if not known."""


def key_of(
    query: Query, outliner: Outliner, outputs: Outputs, key_of_table: KeyOf
) -> tuple[KeyPart, ...] | None:
    """The values that tell the rows of a query apart: () where nothing does, None where that
    cannot be seen."""
    steps: list[Select] = []
    found = _of_union(query, outliner)
    select = query.only
    while select is not None and len(steps) < _FARTHEST:
        inner = _only_query(select)
        found = _of_one(select, inner, outliner, outputs, key_of_table)
        if found is not None or inner is None or _makes_its_own(select, outliner):
            break
        if _numbers_rows(inner, outliner):
            return None  # the number is a key, too
        steps.append(select)
        select, found = inner.only, _of_union(inner, outliner)
    for step in reversed(steps):
        inner = _only_query(step)
        if found is None or inner is None:
            return None
        found = _one_further(found, step, inner, outliner, outputs)
    return found


def _of_union(query: Query, outliner: Outliner) -> tuple[KeyPart, ...] | None:
    """Nothing tells the rows of a UNION ALL apart, if no ranking around it does."""
    while len(query.parts) == 1 and isinstance(inner := query.parts[0], Query):
        query = inner
    is_union = len(query.parts) > 1 and query.is_bag
    return () if is_union and "OVER" not in outliner.said else None


def _numbers_rows(query: Query, outliner: Outliner) -> bool:
    """Whether a query numbers its rows, as one that keeps the first few of them does."""
    select = query.only
    return select is not None and any(
        outliner.keys[item.first] == "ROW_NUMBER" for item in select.items
    )


def _makes_its_own(select: Select, outliner: Outliner) -> bool:
    """Whether the rows that a SELECT reads say nothing of the key of those that it gives."""
    return (
        select.group is not None
        or select.is_distinct
        or any(calls_aggregate(outliner, item.first, item.last) for item in select.items)
    )


def _of_one(
    select: Select,
    inner: Query | None,
    outliner: Outliner,
    outputs: Outputs,
    key_of_table: KeyOf,
) -> tuple[KeyPart, ...] | None:
    """The key that a SELECT itself makes, or that the one table has which it reads."""
    if select.group is not None:
        return _of_group(select, outliner) or None
    if any(calls_aggregate(outliner, item.first, item.last) for item in select.items):
        return None  # one row in all
    if select.is_distinct:
        return _of_all(select, outputs)
    if inner is None:
        return _of_table(select, outliner, outputs, key_of_table)
    rank = _of_rank(select, inner, outliner, outputs)
    if rank is None:
        return None
    return _one_further(rank, select, inner, outliner, outputs)


def _of_all(select: Select, outputs: Outputs) -> tuple[KeyPart, ...] | None:
    """All columns, of a SELECT DISTINCT."""
    found = outputs.of_query(Query((select,)))
    if found is None:
        return None
    return tuple(KeyPart(output.name or "…", at) for at, output in enumerate(found))


def _of_table(
    select: Select, outliner: Outliner, outputs: Outputs, key_of_table: KeyOf
) -> tuple[KeyPart, ...] | None:
    if len(select.sources) != 1 or not outliner.said.isdisjoint(_UNSEEN):
        return None
    source = select.sources[0]
    is_plain = not (source.is_window or source.is_match or source.is_as_of or source.columns)
    key = key_of_table(source.table) if source.table and is_plain else None
    columns = outputs.of_query(Query((select,)))
    if key is None or columns is None:
        return None
    if not key:
        return ()
    positions = _positions(columns)
    found = []
    for column in key:
        part = KeyPart(column, positions.get(column))
        is_fixed = _is_fixed(outliner, select, Item(0, 0, column, (column,)))
        if not is_fixed and not _is_hidden(part, column, select, outliner):
            found.append(part)
    return tuple(found) or None


def _positions(columns: Sequence[Output]) -> dict[str, int]:
    """Which column of a query is which column of the one source that it reads."""
    found: dict[str, int] = {}
    for at, output in enumerate(columns):
        if output.source is not None and output.name is not None:
            found.setdefault(output.name, at)
        elif output.item is not None and output.item.path:
            found.setdefault(output.item.path[-1], at)
    return found


def calls_aggregate(outliner: Outliner, first: int, last: int) -> bool:
    """Whether the tokens [first, last) aggregate rows: not over a window of their neighbours."""
    keys = outliner.keys
    for index in range(first, last - 1):
        if keys[index] in _AGGREGATES and keys[index + 1] == "(":
            behind = outliner.closers[index + 1] + 1
            if keys[behind] == "FILTER":
                behind = outliner.past(behind + 1)
            if keys[behind] != "OVER":
                return True
    return False


def _only_query(select: Select) -> Query | None:
    """The subquery or common table expression that is all a SELECT reads."""
    if select.is_distinct or len(select.sources) != 1:
        return None
    source = select.sources[0]
    is_plain = not (source.columns or source.is_window or source.is_match)
    return source.query if is_plain else None


def _of_group(select: Select, outliner: Outliner) -> tuple[KeyPart, ...]:
    parts = (
        KeyPart(_text(outliner, each), _position(outliner, select.items, each))
        for each in select.group or ()
        if not _is_fixed(outliner, select, each)
    )
    return tuple(each for each in parts if not _is_hidden(each, each.text, select, outliner))


def _position(outliner: Outliner, items: Sequence[Item], wanted: Item) -> int | None:
    """Which of a select list's entries is the same expression."""
    if any(item.is_star for item in items):
        return None
    keys = outliner.keys
    for at, item in enumerate(items):
        if wanted.path and item.path:
            if wanted.path[-1] == item.path[-1] and (
                wanted.path == item.path or 1 in (len(wanted.path), len(item.path))
            ):
                return at
        elif keys[item.first : item.last] == keys[wanted.first : wanted.last]:
            return at
    return None


def _of_rank(
    select: Select, inner: Query, outliner: Outliner, outputs: Outputs
) -> tuple[KeyPart, ...] | None:
    """Of `WHERE n = 1` the PARTITION BY of the ROW_NUMBER that the subquery calls `n`."""
    ranked, columns = inner.only, outputs.of_query(inner)
    if ranked is None or columns is None:
        return None
    keys = outliner.keys
    for item in ranked.items:
        if item.name is None or keys[item.first] != "ROW_NUMBER":
            continue
        window = item.first + 4  # ROW_NUMBER ( ) OVER (
        if keys[window - 1] == "OVER" and _keeps_first(outliner, select, item.name):
            return _partition(outliner, window, columns)
    return None


def _keeps_first(outliner: Outliner, select: Select, name: str) -> bool:
    """Whether rows other than number 1 are left out: `n = 1 AND …`."""
    keys = outliner.keys
    for first, last in select.where:
        if "OR" in keys[first:last]:
            return False
        for index in range(first + 1, last - 1):
            is_first = keys[index] in ("=", "<=") and keys[index + 1] in _FIRST
            if is_first and outliner.parts(index - 1)[-1] == name:
                return True
    return False


def _partition(
    outliner: Outliner, window: int, columns: Sequence[Output]
) -> tuple[KeyPart, ...] | None:
    keys = outliner.keys
    if keys[window : window + 3] != ["(", "PARTITION", "BY"]:
        return None
    end = outliner.until(window + 3, outliner.closers[window], frozenset({"ORDER"}))
    names = [column.name for column in columns]
    found = []
    for first, last in outliner.split(window + 3, end):
        path = outliner.parts(first) if last - first == 1 else ("",)
        at = names.index(path[-1]) if path[-1] in names else None
        found.append(KeyPart(outliner.tokens.span(first, last), at))
    return tuple(found)


def _is_hidden(part: KeyPart, name: str, select: Select, outliner: Outliner) -> bool:
    """Whether a part that is no column of a SELECT may still be inside one of its expressions."""
    if part.at is not None:
        return False
    name = name.rpartition(".")[2].strip("`")
    return any(
        not name.isidentifier() or outliner.parts(index)[-1] == name
        for item in select.items
        if not item.path
        for index in range(item.first, item.last)
    )


def _one_further(
    key: tuple[KeyPart, ...], select: Select, inner: Query, outliner: Outliner, outputs: Outputs
) -> tuple[KeyPart, ...] | None:
    """The same key as the columns of the SELECT around it; None where that is not certain."""
    inside, outside = outputs.of_query(inner), outputs.of_query(Query((select,)))
    if inside is None or outside is None:
        return None
    positions = _positions(outside)
    names = [output.name or "" for output in inside]
    found = []
    for part in key:
        name = part.text if part.at is None else names[part.at]
        moved = part._replace(at=None if part.at is None else positions.get(name))
        if part.at is None or not _is_hidden(moved, name, select, outliner):
            found.append(moved)
    return tuple(found) if found or not key else None


def _is_fixed(outliner: Outliner, select: Select, item: Item) -> bool:
    """Whether WHERE leaves just one value of a column: `a = 'x'`."""
    keys = outliner.keys
    return bool(item.path) and any(
        keys[index + 1] == "="
        and (keys[index + 2][-1] == "'" or keys[index + 2][0].isdigit())
        and keys[index][-1] not in "')"
        and outliner.parts(index)[-1] == item.path[-1]
        for first, last in select.where
        if "OR" not in keys[first:last]
        for index in range(first, last - 2)
    )


def _text(outliner: Outliner, item: Item) -> str:
    text = " ".join(outliner.tokens.span(item.first, item.last).split())
    return text if len(text) <= 40 else text[:39] + "…"
