"""The outline of a query: select lists, what stands in FROM, WHERE and GROUP BY, as token places.

It looks at text that the scanner has understood, and never guesses: what it does not follow is
marked as opaque, and whoever asks about it gets no answer.
"""

from __future__ import annotations

from typing import NamedTuple

from teal.model.statements import Parts


class Item(NamedTuple):
    """One entry of a select list (or of GROUP BY): its expression is the tokens [first, last).

    `name` is what the column is called, None where Flink makes a name up. `path` is the name of a
    plain column; of `t.*` it is `t`.
    """

    first: int
    last: int
    name: str | None
    path: Parts
    is_star: bool = False


class Source(NamedTuple):
    """One entry of FROM, which begins at a token.

    Just one of `table` and `query` says what it is (a common table expression is its query); with
    neither it is opaque. `columns` are new names for all its columns. A window adds three columns;
    a match has other columns than what it matches.
    """

    at: int
    alias: str | None
    table: Parts = ()
    query: Query | None = None
    columns: tuple[str, ...] = ()
    is_window: bool = False
    is_as_of: bool = False  # FOR SYSTEM_TIME AS OF
    is_match: bool = False  # MATCH_RECOGNIZE


class Select(NamedTuple):
    """One SELECT. Ranges are tokens [first, last); `where` also holds HAVING and QUALIFY.

    `merges` says that a star would have fewer columns than its sources (USING, NATURAL).
    `group` is None without GROUP BY, and empty for sets of groups, which have no one key.
    """

    first: int
    last: int
    is_distinct: bool
    items: tuple[Item, ...]
    sources: tuple[Source, ...]
    merges: bool
    where: tuple[tuple[int, int], ...]
    group: tuple[Item, ...] | None


class Values(NamedTuple):
    """VALUES with so many columns."""

    first: int
    columns: int


class Query(NamedTuple):
    """A query: the parts of a set operation, in order; None stands for an opaque part.

    `is_bag` says that nothing but UNION ALL joins them.
    """

    parts: tuple[Select | Values | Query | None, ...]
    is_bag: bool = True

    @property
    def only(self) -> Select | None:
        """The one SELECT that the query is, if it is no more than that."""
        query: Select | Values | Query | None = self
        while isinstance(query, Query):
            query = query.parts[0] if len(query.parts) == 1 else None
        return query if isinstance(query, Select) else None


class Insertion(NamedTuple):
    """One INSERT: its target with its token, the columns that it lists (None: all, in order) and
    those that a PARTITION clause fixes. `resolves_conflicts` says that ON CONFLICT stands there."""

    target: Parts
    at: int
    columns: tuple[Item, ...] | None
    fixed: tuple[str, ...]
    query: Query
    resolves_conflicts: bool
