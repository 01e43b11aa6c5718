"""A PostgreSQL server as the store's database, through psycopg 3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from teal.model.errors import Mistake
from teal.store.address import PostgresServer
from teal.store.faults import postgres_fault

# Any number will do, as long as every Teal takes the same one.
_SCHEMA_LOCK = 0x7EA1
_TIMEOUTS = {
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "teal",
}
_ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


class PostgresDatabase:
    """A few pooled connections, each looked at before it is used again."""

    def __init__(self, address: PostgresServer) -> None:
        self._address = address
        # No prepared statements: a pooler between us and the server may not keep them.
        settings: dict[str, object] = {"prepare_threshold": None}
        settings |= {k: v for k, v in _TIMEOUTS.items() if k not in address.url.query}
        try:
            self._engine = create_engine(
                address.url,
                pool_size=2,
                max_overflow=6,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args=settings,
            )
        except (ImportError, NoSuchModuleError) as error:
            raise Mistake(
                "a PostgreSQL store needs the package psycopg.",
                "Install teal-flink[postgres].",
            ) from error

    def exists(self) -> bool:
        """A server has to be asked."""
        return True

    def create(self) -> None:
        """The database is its administrator's to create."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot, also where several statements read it."""
        with self._faults(), self._engine.connect() as connection, connection.begin():
            connection.execute(_ONE_MOMENT)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that waits for locks, but not for ever."""
        with self._faults(), self._engine.connect() as connection:
            connection.begin()
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            connection.execute(text("SET LOCAL statement_timeout = '120s'"))
            yield connection
            with self._faults(at_commit=True):
                connection.commit()

    def lock_schema(self, connection: Connection) -> None:
        """Take the lock that every Teal takes before it changes tables."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SCHEMA_LOCK})

    def may_hold_other_tables(self) -> bool:
        """Databases of a server are often shared; Teal's tables have a prefix."""
        return True

    def close(self) -> None:
        """Close the pooled connections."""
        self._engine.dispose()

    @contextmanager
    def _faults(self, at_commit: bool = False) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise postgres_fault(error, self._address, at_commit) from error
