"""Fixtures: a store's URL in each kind of database, and stores on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.conformance.postgres_server import PostgresServer

from teal.store.address import sqlite_url
from teal.store.cache import FolderCache
from teal.store.quick import QuickStore
from teal.store.store import SqlStore

AnyStore: TypeAlias = SqlStore | QuickStore
OpenStore: TypeAlias = Callable[..., AnyStore]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests of a worker; each test takes a database of its own."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "quick", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database, or `quick`: SQLite by the store that reads it with less."""
    kind: str = request.param
    return kind


@pytest.fixture
def url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing stands yet."""
    if database != "postgresql":
        return sqlite_url(tmp_path / "state" / "teal.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_schema(f"teal_{uuid.uuid4().hex}")


@pytest.fixture
def open_store(url: str, database: str, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens stores on the database and closes them at the end."""
    cache = FolderCache(tmp_path / "kept", "teal")
    with ExitStack() as stack:

        def opened(project: str = "retail", environment: str = "test") -> AnyStore:
            found: AnyStore = SqlStore(url, project, environment)
            if database == "quick":
                found = QuickStore(url, project, environment, cache)
            stack.callback(found.close)
            return found

        yield opened


@pytest.fixture
def store(open_store: OpenStore) -> AnyStore:
    """A store in which nothing stands yet."""
    return open_store()
