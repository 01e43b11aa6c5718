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
from teal.store.store import SqlStore

OpenStore: TypeAlias = Callable[..., SqlStore]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests of a worker; each test takes a database of its own."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing stands yet."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "state" / "teal.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_schema(f"teal_{uuid.uuid4().hex}")


@pytest.fixture
def open_store(url: str) -> Iterator[OpenStore]:
    """Opens stores on the database and closes them at the end."""
    with ExitStack() as stack:

        def opened(project: str = "retail", environment: str = "test") -> SqlStore:
            return stack.enter_context(SqlStore(url, project, environment))

        yield opened


@pytest.fixture
def store(open_store: OpenStore) -> SqlStore:
    """A store in which nothing stands yet."""
    return open_store()
