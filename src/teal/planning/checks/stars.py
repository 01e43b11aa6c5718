"""`SELECT *` where the columns of one statement become those of another."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic
from teal.planning.checks.codes import Code, warning
from teal.planning.checks.sight import Sight
from teal.sql.outline import Item, Query, Select
from teal.sql.outputs import starred

_DEEPEST = 60


def star_findings(sight: Sight) -> Iterator[Diagnostic]:
    """One for each query whose columns another statement decides."""
    for query in sight.queries:
        found = _open_star(query, {})
        if found is None:
            continue
        item, tables = found
        source = ", ".join(f"`{sight.known.logical(parts)}`" for parts in tables)
        yield warning(
            Code.STAR,
            f"`*` passes on whatever columns {source} has: a column added there changes "
            f"`{sight.unit.name}` too, or no longer fits its table.",
            sight.place(item.first),
            "Write the columns out.",
        )


_Open = tuple[Item, tuple[tuple[str, ...], ...]]


def _open_star(query: Query, known: dict[int, _Open | None], depth: int = 0) -> _Open | None:
    """A star among the columns of a query that stands for those of a table, and the table."""
    if id(query) not in known:
        known[id(query)] = None
        known[id(query)] = _looked_for(query, known, depth)
    return known[id(query)]


def _looked_for(query: Query, known: dict[int, _Open | None], depth: int) -> _Open | None:
    if depth > _DEEPEST:
        return None
    for part in query.parts:
        if isinstance(part, Query):
            if found := _open_star(part, known, depth + 1):
                return found
        elif isinstance(part, Select):
            for item in part.items:
                if item.is_star and (found := _through(part, item, known, depth)):
                    return found
    return None


def _through(
    select: Select, item: Item, known: dict[int, _Open | None], depth: int
) -> _Open | None:
    sources = [source for source in starred(select, item) or () if not source.is_match]
    tables = tuple(source.table for source in sources if source.table)
    if tables:
        return item, tables
    for source in sources:
        if source.query is not None and (found := _open_star(source.query, known, depth + 1)):
            return found
    return None
