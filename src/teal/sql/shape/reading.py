"""Reads a query into its shape. sqlglot is imported when the first query is read, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teal.sql.shape.values import Clause, KnownTable, Shape, TableOf, Unshaped, Written

if TYPE_CHECKING:
    from teal.sql.shape.parsing import Parsed


def shape(query: str, table_of: TableOf) -> Shape | Unshaped:
    """The shape of a query (SELECT, WITH, VALUES, TABLE, set operations), with the inputs that
    `table_of` knows. Never raises for what stands in the text."""
    from teal.sql.shape.parsing import Unreadable, parsed

    try:
        return _shaped(parsed(query), table_of)
    except Unreadable as unreadable:
        line = query[unreadable.at : unreadable.at + 60].split("\n", 1)[0].strip()
        return Unshaped(Written(line, unreadable.at), unreadable.why, unreadable.missing)
    except RecursionError:
        return Unshaped(Written("", 0), "it is nested too deeply")


def _shaped(parsed_query: Parsed, table_of: TableOf) -> Shape:
    from teal.sql.shape.parsing import Unreadable, unread
    from teal.sql.shape.queries import Queries
    from teal.sql.shape.rendering import Rendering
    from teal.sql.shape.scope import Scope

    tables: set[str] = set()

    def noted(parts: tuple[str, ...]) -> KnownTable:
        found = table_of(parts)
        tables.add(found.name)
        return found

    queries = Queries(parsed_query, noted)
    block = queries.block(parsed_query.tree, Scope(), {})
    queries.read()
    for token in unread(parsed_query, queries.seen.places):
        raise Unreadable(token.start, f'"{token.text}" is not understood here')
    rendering = Rendering()
    rows = rendering.rows(block)
    columns = rendering.columns(block)
    return Shape(
        columns=columns,
        rows=(*rows, *_hints(parsed_query)),
        tables=frozenset(tables),
        history=frozenset(queries.seen.history) | _history(parsed_query),
        starred=frozenset(queries.seen.starred),
        models=frozenset(queries.seen.models),
    )


def _hints(query: Parsed) -> tuple[Clause, ...]:
    from teal.sql.shape.rendering import as_clause

    return tuple(
        as_clause("a hint", f"HINT {hint.behind} {hint.text}", Written(hint.text, hint.at))
        for hint in query.hints
    )


def _history(query: Parsed) -> frozenset[str]:
    """What of its hints may depend on more than rows."""
    has_options = any("OPTIONS" in hint.text.upper() for hint in query.hints)
    return frozenset({"a hint with options"} if has_options else ())
