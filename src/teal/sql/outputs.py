"""Which columns a query has, and from where each comes: through stars, subqueries and common table
expressions, down to the tables. What is not certain is None."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from teal.model.statements import Parts
from teal.sql.outline import Item, Query, Select, Source, Values

ColumnsOf = Callable[[Parts], tuple[str, ...] | None]
"""The columns of a table by its name as written, in order; None where they are not known."""

_WINDOW_COLUMNS = ("window_start", "window_end", "window_time")
_FARTHEST = 60


class Output(NamedTuple):
    """A column of a query: the entry of a select list, or (of a star) a column of a source.

    `name` is None where Flink makes one up. `select` is None for VALUES.
    """

    name: str | None
    select: Select | None = None
    item: Item | None = None
    source: Source | None = None
    at: int = 0  # which column of the source


class TableColumn(NamedTuple):
    """A column of a table outside the statement."""

    table: Parts
    column: str


class Expression(NamedTuple):
    """An entry of a select list that is no plain column."""

    select: Select
    item: Item


Leaf = TableColumn | Expression


class Outputs:
    """Answers for the queries of one statement; remembers what it has found."""

    __slots__ = ("_columns_of", "_known", "_leaves")

    def __init__(self, columns_of: ColumnsOf) -> None:
        self._columns_of = columns_of
        self._known: dict[int, tuple[Query, tuple[Output, ...] | None]] = {}
        self._leaves: dict[tuple[int, int], tuple[Query, tuple[Leaf, ...] | None]] = {}

    def of_query(self, query: Query, depth: int = 0) -> tuple[Output, ...] | None:
        """The columns of a query; a set operation has those of its first part."""
        known = self._known.get(id(query))
        if known is None:
            known = query, self._of_part(query.parts[0] if query.parts else None, depth)
            self._known[id(query)] = known
        return known[1]

    def leaves(self, query: Query, at: int, depth: int = 0) -> tuple[Leaf, ...] | None:
        """Where the values of a query's column come from: one leaf for each part of it."""
        known = self._leaves.get((id(query), at))
        if known is None:
            known = query, self._found_leaves(query, at, depth)
            self._leaves[id(query), at] = known
        return known[1]

    def _found_leaves(self, query: Query, at: int, depth: int) -> tuple[Leaf, ...] | None:
        found: dict[TableColumn | Item, Leaf] = {}  # a SELECT would be hashed with all below it
        for part in query.parts:
            if isinstance(part, Query):
                leaves = self.leaves(part, at, depth + 1)
            else:
                columns = self._of_part(part, depth)
                leaves = None
                if columns is not None and at < len(columns):
                    leaves = self._of_output(columns[at], depth)
            if leaves is None:
                return None
            for leaf in leaves:
                found[leaf.item if isinstance(leaf, Expression) else leaf] = leaf
        return tuple(found.values())

    def named(self, select: Select, path: Parts, depth: int = 0) -> tuple[Leaf, ...] | None:
        """Where the values of a column come from that a SELECT calls by this name."""
        sources = [s for s in select.sources if len(path) == 1 or s.alias == path[-2]]
        if len(path) > 2 or not sources:
            return None
        holding = []
        for source in sources:
            names = self.of_source(source, depth)
            if names is None:
                return None
            if path[-1] in names:
                holding.append((source, names.index(path[-1])))
        return self._of_column(*holding[0], depth) if len(holding) == 1 else None

    def of_source(self, source: Source, depth: int = 0) -> tuple[str | None, ...] | None:
        """The names of all columns of an entry of FROM."""
        if depth > _FARTHEST:
            return None
        if source.is_match:
            return source.columns or None
        if source.query is not None:
            outputs = self.of_query(source.query, depth + 1)
            names = None if outputs is None else tuple(output.name for output in outputs)
        else:
            names = self._columns_of(source.table) if source.table else None
        if source.is_window:
            names = None if names is None else (*names, *_WINDOW_COLUMNS)
        if source.columns:
            fits = names is None or len(names) == len(source.columns)
            return source.columns if fits and not source.is_window else None
        return names

    def _of_part(
        self, part: Select | Values | Query | None, depth: int
    ) -> tuple[Output, ...] | None:
        if depth > _FARTHEST:
            return None
        match part:
            case Select():
                return self._of_select(part, depth)
            case Values():
                return (Output(None),) * part.columns
            case Query():
                return self.of_query(part, depth + 1)
        return None

    def _of_select(self, select: Select, depth: int) -> tuple[Output, ...] | None:
        found: list[Output] = []
        for item in select.items:
            if not item.is_star:
                found.append(Output(item.name, select, item))
                continue
            sources = starred(select, item)
            if sources is None:
                return None
            for source in sources:
                names = self.of_source(source, depth)
                if names is None:
                    return None
                found += (Output(name, select, None, source, at) for at, name in enumerate(names))
        return tuple(found)

    def _of_output(self, output: Output, depth: int) -> tuple[Leaf, ...] | None:
        if output.source is not None:
            return self._of_column(output.source, output.at, depth)
        if output.item is None or output.select is None:
            return None
        if not output.item.path:
            return (Expression(output.select, output.item),)
        return self.named(output.select, output.item.path, depth)

    def _of_column(self, source: Source, at: int, depth: int) -> tuple[Leaf, ...] | None:
        if depth > _FARTHEST or source.is_match:
            return None
        if source.query is not None:
            return self.leaves(source.query, at, depth + 1)
        names = self._columns_of(source.table) if source.table else None
        if names is None or at >= len(names):
            return None
        return (TableColumn(source.table, names[at]),)


def starred(select: Select, star: Item) -> tuple[Source, ...] | None:
    """The sources whose columns a star stands for."""
    if not star.path:
        return None if select.merges or not select.sources else select.sources
    if len(star.path) > 1:
        return None
    found = tuple(source for source in select.sources if source.alias == star.path[0])
    return found if len(found) == 1 else None


def selects(query: Query) -> Iterator[Select]:
    """Every SELECT of a query with its subqueries in FROM and common table expressions, once."""
    seen: set[int] = set()
    ahead: list[Select | Values | Query | None] = [query]
    while ahead:
        part = ahead.pop()
        if part is None or id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Query):
            ahead += part.parts
        elif isinstance(part, Select):
            yield part
            ahead += (source.query for source in part.sources)
