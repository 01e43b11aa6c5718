"""Transactions on a database whose schema is the one that this Teal knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection

from teal.store.database import Database
from teal.store.migrations import (
    current_version,
    migrate,
    read_version,
    refuse_newer,
    stored_version,
)


class Transactions:
    """Brings an older schema up to date on the way; refuses newer and foreign ones.

    The version is looked at in every transaction: a newer Teal may have migrated meanwhile.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_tables = False

    def reading(self) -> AbstractContextManager[Connection | None]:
        """A reading transaction; None where the database holds nothing of Teal's."""
        return self._current(self._database.reading)

    def writing(self) -> AbstractContextManager[Connection | None]:
        """A writing transaction; None where the database holds nothing of Teal's."""
        return self._current(self._database.writing)

    def creating(self) -> AbstractContextManager[Connection]:
        """A writing transaction, with database and tables made where they are missing."""
        self._database.create()
        migrate(self._database)
        return self._database.writing()

    def close(self) -> None:
        """Give the database's connections back."""
        self._database.close()

    @contextmanager
    def _current(
        self, transaction: Callable[[], AbstractContextManager[Connection]]
    ) -> Iterator[Connection | None]:
        if not self._database.exists():
            yield None
            return
        while True:
            with transaction() as connection:
                version = self._version(connection)
                if version is None or version == current_version():
                    yield None if version is None else connection
                    return
            migrate(self._database)

    def _version(self, connection: Connection) -> int | None:
        if self._has_tables:
            version: int | None = read_version(connection)
        else:
            version = stored_version(connection, self._database.may_hold_other_tables())
        if version is not None:
            self._has_tables = True
            refuse_newer(version)
        return version
