"""Which kind of database a URL names."""

from __future__ import annotations

from teal.store.address import SqliteFile, store_address
from teal.store.database import Database


def open_database(url: str) -> Database:
    """The database at a URL; nothing is read or made yet. Raises Mistake."""
    address = store_address(url)
    if isinstance(address, SqliteFile):
        from teal.store.sqlite import SqliteDatabase

        return SqliteDatabase(address)
    from teal.store.postgres import PostgresDatabase

    return PostgresDatabase(address)
