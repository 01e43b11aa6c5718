"""A SQLite file as the store's database: WAL, durable commits, one writer at a time.

A file in a folder that may not be written is still read: SQLite's WAL then needs the file to be
opened as immutable, which is right only as long as nobody writes; that is checked.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from teal.model.errors import Mistake, Unreachable
from teal.store.address import SqliteFile
from teal.store.faults import sqlite_fault

_BUSY_SECONDS = 30.0
_TRY_AGAIN_SECONDS = 0.02
_WRITES = "teal_writes"
_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


class SqliteDatabase:
    """Keeps one connection, so that the threads of a process wait for each other fairly."""

    def __init__(self, address: SqliteFile) -> None:
        self._address = address
        self._path = address.path
        self._is_immutable = False
        self._engine = create_engine(
            "sqlite://",
            creator=self._connection,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=2 * _BUSY_SECONDS,
            hide_parameters=True,
        )
        event.listen(self._engine, "begin", _begin)

    def exists(self) -> bool:
        """Whether the file is there and not empty (an empty one was left by a broken creation)."""
        try:
            return self._path.stat().st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise Mistake(f"the store {self._address} cannot be looked at ({error}).") from error

    def create(self) -> None:
        """Make the folder and an empty database that only its owner may read."""
        if self.exists():
            return
        try:
            _make_private(self._path.parent)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(self._opened("mode=rw")) as connection:
                _turn_to_wal(connection)
        except OSError as error:
            what = f"the store {self._address} cannot be created ({error.strerror})."
            raise Mistake(what, "Check the path in the configuration and its folder.") from error
        except sqlite3.Error as error:
            raise sqlite_fault(error, self._address) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of the file."""
        with self._faults(), self._engine.connect() as connection, connection.begin():
            before = self._trace()
            yield connection
            if self._is_immutable and self._trace() != before:
                raise Unreachable("the store", str(self._address), "it was being written", "Retry.")
        if self._is_immutable:
            self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its first moment."""
        with self._faults(), self._engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def lock_schema(self, connection: Connection) -> None:
        """Nothing more to do: a writing transaction has the file for itself."""

    def may_hold_other_tables(self) -> bool:
        """A file with other tables is somebody else's."""
        return False

    def close(self) -> None:
        """Close the file; SQLite then folds its WAL in."""
        self._engine.dispose()

    def _connection(self) -> sqlite3.Connection:
        connection = self._opened("mode=rw")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            self._is_immutable = False
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or self._wal_size() > 0:
                raise
            self._is_immutable = True
            return self._opened("mode=ro&immutable=1")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _opened(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{quote(str(self._path.absolute()))}?{mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,  # BEGIN is ours to say
            check_same_thread=False,
        )

    def _wal_size(self) -> int:
        wal = Path(f"{self._path}-wal")
        return wal.stat().st_size if wal.exists() else 0

    def _trace(self) -> tuple[int, int, int]:
        if not self._is_immutable:
            return (0, 0, 0)
        found = self._path.stat()
        return (found.st_size, found.st_mtime_ns, self._wal_size())

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else None
            raise sqlite_fault(cause or error, self._address) from error


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Lasting, so it is done once; of several at once SQLite refuses some without waiting."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_TRY_AGAIN_SECONDS)


def _make_private(folder: Path) -> None:
    """Make the folder if it is not there; the one that Teal gives its store stays out of git."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if folder.name == ".teal" and not ignore.exists():
        ignore.write_text("*\n")
