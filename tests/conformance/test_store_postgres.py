"""What can be wrong with a PostgreSQL server, and how it is told."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from tests.conformance.postgres_server import PASSWORD, PostgresServer
from tests.conformance.store_values import MINUTE, NOW, deployment, holder, version_record

from teal.model.errors import Mistake, TealError, Unreachable
from teal.ports.store import PointerMove
from teal.store.store import SqlStore

pytest_plugins = ("tests.conformance.store_databases",)


@pytest.fixture
def database(postgres: PostgresServer) -> str:
    """The name of a database of its own."""
    name = f"teal_{uuid.uuid4().hex}"
    postgres.create_database(name)
    return name


def store(url: str) -> SqlStore:
    return SqlStore(url, "retail", "test")


def complaint(url: str, kind: type[TealError]) -> str:
    """What each way to use the store says."""
    with store(url) as opened:
        texts: list[str] = []
        for act in (
            opened.load,
            opened.pointer,
            lambda: opened.acquire(holder(), NOW, MINUTE),
            lambda: opened.found(deployment()),
        ):
            with pytest.raises(kind) as caught:
                act()
            texts.append(str(caught.value))
    assert len(set(texts)) == 1
    return texts[0]


def test_a_server_that_is_not_there_is_unreachable(postgres: PostgresServer) -> None:
    url = postgres.url("teal").replace(str(postgres.port), "1")
    said = complaint(url, Unreachable)
    assert said.startswith("the store at postgresql://127.0.0.1:1/teal cannot be reached: ")
    assert "refused" in said
    assert PASSWORD not in said


def test_a_host_that_is_not_known_is_unreachable() -> None:
    said = complaint("postgresql://ada:hush@no.such.host.invalid/teal", Unreachable)
    assert "no.such.host.invalid:5432" in said
    assert "hush" not in said


def test_a_wrong_password_is_a_mistake_that_does_not_repeat_it(postgres: PostgresServer) -> None:
    said = complaint(postgres.url("postgres", password="hush-hush"), Mistake)
    assert "refuses the user" in said
    assert "Check user and password" in said
    assert "hush" not in said


def test_a_database_that_is_not_there_is_a_mistake(postgres: PostgresServer) -> None:
    said = complaint(postgres.url("absent"), Mistake)
    assert "/absent does not exist" in said
    assert "Create the database" in said


def test_tables_of_others_are_left_alone(postgres: PostgresServer, database: str) -> None:
    with psycopg.connect(postgres.url(database)) as connection:
        connection.execute("CREATE TABLE customers (id INT)")
    with store(postgres.url(database)) as opened:
        assert opened.load() is None
        opened.found(deployment())
        assert opened.load() == deployment()


def test_tables_of_others_under_our_names_are_a_mistake(
    postgres: PostgresServer, database: str
) -> None:
    with psycopg.connect(postgres.url(database)) as connection:
        connection.execute("CREATE TABLE teal_meta (id INT)")
    said = complaint(postgres.url(database), Mistake)
    assert "does not hold Teal's tables as they should be" in said


def test_a_replica_can_be_read_only(postgres: PostgresServer, database: str) -> None:
    url = postgres.url(database)
    with store(url) as opened:
        opened.found(deployment())
        lease = opened.acquire(holder(), NOW, MINUTE)
        opened.record(lease, (), (version_record("a"), PointerMove({"a": 1})))
    alter(postgres, database, "SET default_transaction_read_only = on")
    with store(url) as opened:
        assert opened.pointer() == (1, {"a": 1})
        loaded = opened.load()
        assert loaded is not None
        assert loaded.versions == (version_record("a"),)
        with pytest.raises(Mistake, match=r"is read-only .*primary server"):
            opened.record(lease, (), (version_record("b"),))


def test_a_user_without_rights_is_told_so(postgres: PostgresServer, database: str) -> None:
    role = f"guest_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        create = "CREATE ROLE {} LOGIN PASSWORD 'hush-hush'"
        connection.execute(sql.SQL(create).format(sql.Identifier(role)))
    url = postgres.url(database, password="hush-hush").replace("//postgres:", f"//{role}:")
    with store(url) as opened:
        assert opened.load() is None
        with pytest.raises(Mistake, match=r"lacks a right .* Grant") as caught:
            opened.found(deployment())
    assert "hush" not in str(caught.value)


def test_a_server_that_goes_and_comes_back_is_used_again(
    postgres: PostgresServer, database: str
) -> None:
    with store(postgres.url(database)) as opened:
        opened.found(deployment())
        lease = opened.acquire(holder(), NOW, MINUTE)
        postgres.stop()
        try:
            for act in (opened.load, lambda: opened.record(lease, (), (version_record("a"),))):
                with pytest.raises(Unreachable, match="cannot be reached"):
                    act()
        finally:
            postgres.start(postgres.port)
        assert opened.load() == deployment()
        assert opened.record(lease, (), (version_record("a"),)) == 1


def test_a_connection_that_is_cut_in_a_transaction_is_unreachable(
    postgres: PostgresServer, database: str
) -> None:
    with store(postgres.url(database)) as opened:
        opened.found(deployment())
        lease = opened.acquire(holder(), NOW, MINUTE)
        with psycopg.connect(postgres.url(database)) as blocker:
            blocker.execute("LOCK TABLE teal_version IN ACCESS EXCLUSIVE MODE")
            cut_when_waiting = _cut_when_waiting(postgres, database)
            with cut_when_waiting, pytest.raises(Unreachable, match="cannot be reached"):
                opened.record(lease, (), (PointerMove({"a": 1}), version_record("a")))
        assert opened.load() == deployment()


def alter(postgres: PostgresServer, database: str, change: str) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} {change}".encode())


@contextmanager
def _cut_when_waiting(postgres: PostgresServer, database: str) -> Iterator[None]:
    """Meanwhile, end the server's side of the connection that waits for a lock."""

    def cut() -> None:
        query = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND wait_event_type = 'Lock'"
        )
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            while connection.execute(query, (database,)).fetchone() is None:
                time.sleep(0.01)

    with ThreadPoolExecutor(1) as pool:
        cutting = pool.submit(cut)
        yield
        cutting.result(300)


def test_a_commit_whose_answer_is_lost_is_said_to_be_uncertain(
    postgres: PostgresServer, database: str
) -> None:
    with store(postgres.url(database)) as opened:
        opened.found(deployment())
        lease = opened.acquire(holder(), NOW, MINUTE)
        with psycopg.connect(postgres.url(database)) as connection:
            connection.execute(_CUT_AT_COMMIT)
        with pytest.raises(Unreachable, match=r"not known whether .* Run `teal resume`"):
            opened.record(lease, (), (version_record("a"),))


_CUT_AT_COMMIT = b"""
CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON teal_version DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION cut()
"""
