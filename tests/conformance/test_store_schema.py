"""The schema's version: newer is refused, older is brought up to date by one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, inspect, text
from tests.conformance.store_values import MINUTE, NOW, deployment, holder, version_record

from teal.model.errors import Mistake
from teal.store.database import Database
from teal.store.migrations import current_version, migrate
from teal.store.opening import open_database
from teal.store.store import SqlStore

if TYPE_CHECKING:
    from tests.conformance.store_databases import AnyStore, OpenStore

pytest_plugins = ("tests.conformance.store_databases",)


@contextmanager
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    try:
        yield opened
    finally:
        opened.close()


def say_version(url: str, version: str | None) -> None:
    with database(url) as opened, opened.writing() as connection:
        if version is None:
            connection.execute(text("DELETE FROM teal_meta"))
        else:
            connection.execute(
                text("UPDATE teal_meta SET value = :v WHERE name = 'schema_version'"),
                {"v": version},
            )


def columns(url: str, table: str) -> set[str]:
    with database(url) as opened, opened.reading() as connection:
        return {column["name"] for column in inspect(connection).get_columns(table)}


def said_version(url: str) -> str | None:
    with database(url) as opened, opened.reading() as connection:
        version: str | None = connection.scalar(
            text("SELECT value FROM teal_meta WHERE name = 'schema_version'")
        )
        return version


def add_note(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE teal_deployment ADD COLUMN note TEXT"))


def fail(connection: Connection) -> None:
    raise Mistake("the step failed.")


def assert_refused(store: AnyStore, words: str) -> None:
    for act in (
        store.load,
        store.pointer,
        lambda: store.acquire(holder(), NOW, MINUTE),
        lambda: store.found(deployment()),
    ):
        with pytest.raises(Mistake, match=words):
            act()


def test_a_newer_schema_is_refused(url: str, open_store: OpenStore) -> None:
    known = open_store()
    known.found(deployment())
    lease = known.acquire(holder(), NOW, MINUTE)
    say_version(url, str(current_version() + 1))
    words = r"written by a newer Teal \(schema 2, this one knows 1\)\. Upgrade teal-flink"
    assert_refused(open_store(), words)
    # Also where a newer Teal came while this one was at work.
    assert_refused(known, words)
    with pytest.raises(Mistake, match=words):
        known.record(lease, (), (version_record("a"),))


@pytest.mark.parametrize("version", [None, "", "one"])
def test_a_store_without_a_version_is_refused(
    url: str, open_store: OpenStore, version: str | None
) -> None:
    open_store().found(deployment())
    say_version(url, version)
    assert_refused(open_store(), "does not say which schema it has")


def test_an_older_schema_walks_the_steps_it_lacks(url: str, store: SqlStore) -> None:
    store.found(deployment())
    with database(url) as opened:
        migrate(opened, (add_note,))
        assert "note" in columns(url, "teal_deployment")
        assert said_version(url) == "2"
        migrate(opened, (add_note,))  # a second time would fail: the column is there


def test_a_step_that_fails_leaves_the_schema_as_it_was(url: str, store: SqlStore) -> None:
    founded = store.found(deployment())
    with database(url) as opened, pytest.raises(Mistake, match="the step failed"):
        migrate(opened, (add_note, fail))
    assert "note" not in columns(url, "teal_deployment")
    assert said_version(url) == "1"
    assert store.load() == founded


def test_of_many_at_once_each_step_is_walked_once(url: str, store: SqlStore) -> None:
    store.found(deployment())
    start = Barrier(4)

    def attempt(_: int) -> None:
        with database(url) as opened:
            start.wait(300)
            migrate(opened, (add_note,))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(attempt, range(4)))
    assert said_version(url) == "2"


def test_looking_at_an_empty_database_makes_no_tables(url: str, store: SqlStore) -> None:
    with database(url) as opened:
        opened.create()
        assert store.load() is None
        with opened.reading() as connection:
            assert inspect(connection).get_table_names() == []
