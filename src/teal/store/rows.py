"""Rows: written by their identity, which both databases spell in their own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Row: TypeAlias = dict[str, str | int | None]


def put(connection: Connection, table: Table, identity: Sequence[str], rows: list[Row]) -> None:
    """Insert each row, or replace what stands under its identity."""
    if not rows:
        return
    statement = _insert(connection, table)
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in identity}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(identity), set_=replaced), rows
    )


def put_new(connection: Connection, table: Table, identity: Sequence[str], row: Row) -> bool:
    """Insert a row unless its identity stands already; whether it was inserted."""
    statement = _insert(connection, table).values(row)
    done = connection.execute(
        statement.on_conflict_do_nothing(index_elements=list(identity)),
        execution_options={"preserve_rowcount": True},
    )
    return done.rowcount == 1


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table)
    # Imported where it is used: loading the other dialect costs every start of Teal some time.
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert(table)
