"""Who reads which columns of a table: its readers, those that read it through views, and what each
column is used for, with file and line."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from teal.model.explanation import ColumnUse
from teal.planning.lineage.contents import Content
from teal.planning.lineage.mentions import mention
from teal.planning.lineage.sayings import place
from teal.planning.lineage.world import World
from teal.sql.shape.values import EVERY, Clause, ShapeColumn, Unshaped

_Origins = Mapping[str, frozenset[str]]
"""For each column of a view, the columns of the table that it comes from."""


class ColumnReader(Struct, frozen=True):
    """A unit that reads the table; `through` are the views on the way, from the table on. `every`
    says why all columns count, "" where `uses` tells all."""

    unit: str
    through: tuple[str, ...]
    uses: tuple[ColumnUse, ...]
    every: str = ""


class _Seen(Struct, frozen=True):
    """The table, or a view of it on the way. `origins` None: each column is its own origin.
    `unknown` is why they are not known."""

    name: str
    through: tuple[str, ...] = ()
    origins: _Origins | None = None
    unknown: str = ""


def column_readers(
    world: World, table: str, readers_of: Callable[[str], Iterable[str]]
) -> Iterator[ColumnReader]:
    """The readers, direct ones first, each with its columns; one that reads it on several ways
    comes once for each. `readers_of` are units by what they read."""
    ahead = deque([_Seen(table)])
    known: set[tuple[str, str]] = set()
    while ahead:
        seen = ahead.popleft()
        for unit in readers_of(seen.name):
            reader = _reader(world, unit, seen)
            yield reader
            if world.is_view(unit) and (seen.name, unit) not in known:
                known.add((seen.name, unit))
                ahead.append(_behind(world, unit, seen, reader))


def _behind(world: World, view: str, seen: _Seen, reader: ColumnReader) -> _Seen:
    contents = world.contents(view)
    through = (*seen.through, view)
    if isinstance(contents, Unshaped):
        return _Seen(view, through, {}, f"{view} cannot be followed: {reader.every}")
    origins = {
        name: frozenset(
            origin
            for read in column.reads
            if read.table == seen.name
            for origin in _origin(read.column, seen.origins)
        )
        for content in contents
        for name, column in content.columns.items()
    }
    return _Seen(view, through, origins, seen.unknown)


def _reader(world: World, unit: str, seen: _Seen) -> ColumnReader:
    contents = world.contents(unit)
    if isinstance(contents, Unshaped):
        where = place(world.units[unit].statement, world.statement(unit), contents.written)
        return ColumnReader(unit, seen.through, (), f"{contents.why} ({where})")
    uses = dict.fromkeys(use for each in contents for use in _uses(world, unit, each, seen))
    every = seen.unknown or _every(world, contents, seen)
    return ColumnReader(unit, seen.through, tuple(uses), every)


def _every(world: World, contents: Iterable[Content], seen: _Seen) -> str:
    for content in contents:
        reads = {each for part in _parts(content) for each in part.reads}
        if any(each.table == seen.name and each.column == EVERY for each in reads):
            return "it takes whole rows"
        history = sorted(content.shape.history)
        if history and seen.name in content.shape.tables and not world.is_append(seen.name):
            return f"each update of a row counts for it: {history[0]}"
    return ""


def _uses(world: World, unit: str, content: Content, seen: _Seen) -> Iterator[ColumnUse]:
    for part in _parts(content):
        into, clause = ("", part.kind) if isinstance(part, Clause) else (part.name, "")
        if into and len(world.units[unit].targets) > 1:
            into = f"{content.table}.{into}"
        for read in sorted(part.reads):
            if read.table != seen.name or read.column == EVERY:
                continue
            at = mention(part, read.column)
            where = place(world.units[unit].statement, world.statement(unit), at)
            for column in sorted(_origin(read.column, seen.origins)):
                yield ColumnUse(column, into, clause, at.text, where)


def _parts(content: Content) -> tuple[ShapeColumn | Clause, ...]:
    return (*content.columns.values(), *content.rows)


def _origin(column: str, origins: _Origins | None) -> frozenset[str]:
    return frozenset((column,)) if origins is None else origins.get(column, frozenset())
