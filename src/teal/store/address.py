"""The address of a store: a SQLite file or a PostgreSQL server, shown without its password."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from teal.model.errors import Mistake

_HINT = "Use sqlite:///path/to/teal.db or postgresql://user:password@host:5432/database."
_SECRET_OPTIONS = ("password", "sslpassword")


class SqliteFile(Struct, frozen=True):
    """A database in one file of this machine."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


class PostgresServer(Struct, frozen=True):
    """A database of a PostgreSQL server."""

    url: URL

    def __repr__(self) -> str:
        return f"PostgresServer({self})"  # the URL may hold a password

    def __str__(self) -> str:
        place = f"{self.url.host or 'localhost'}:{self.url.port or 5432}"
        return f"postgresql://{place}/{self.url.database or ''}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        options = [self.url.query.get(name) for name in _SECRET_OPTIONS]
        return tuple(
            secret for secret in (self.url.password, *options) if isinstance(secret, str) and secret
        )


Address: TypeAlias = SqliteFile | PostgresServer


def store_address(url: str) -> Address:
    """Reads a store's URL. Raises Mistake, without repeating the URL: it may hold a password."""
    if url.startswith("sqlite:"):
        return _sqlite_file(url)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Mistake("the store's URL cannot be read.", _HINT) from error
    match parsed.drivername:
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return PostgresServer(parsed.set(drivername="postgresql+psycopg"))
        case other:
            raise Mistake(f"the store cannot be a {other} database.", _HINT)


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file, whatever characters its path holds."""
    return f"sqlite:///{path}"


def _sqlite_file(url: str) -> SqliteFile:
    # Taken as it stands: a path may hold "?" and "%", which elsewhere mean something in a URL.
    path = url.removeprefix("sqlite:///")
    if path in (url, "", ":memory:"):
        raise Mistake("the store's URL names no file.", "A store in memory would forget. " + _HINT)
    return SqliteFile(Path(path))
