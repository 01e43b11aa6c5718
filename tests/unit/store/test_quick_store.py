"""The store that reads with the standard library: it knows the schema, and asks for nothing more
than it needs."""

from __future__ import annotations

import marshal
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import fields, replace

from teal.model.deployment import (
    Deployment,
    Phase,
    Release,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.names import UnitKey, Version
from teal.model.run import Holder
from teal.model.submission import Submission
from teal.model.validation import Cut, PartitionEnd
from teal.store.address import sqlite_url
from teal.store.cache import FolderCache
from teal.store.light import SCHEMA_VERSION
from teal.store.migrations import current_version
from teal.store.quick import QuickStore
from teal.store.snapshot import packed, unpacked
from teal.store.store import SqlStore

READ = """
import sys
from teal.store.quick import QuickStore
with QuickStore(sys.argv[1], "shop", "test") as store:
    print(store.load().id, store.lease(), store.runs(), store.journal("r"), store.pointer()[0])
print("sqlalchemy" in sys.modules)
"""


def deployed(path: Path) -> str:
    url = sqlite_url(path)
    with SqlStore(url, "shop", "test") as store:
        store.found(Deployment("d1", "shop", "test", serial=3, pointer_serial=2))
    return url


def test_it_reads_the_schema_that_the_migrations_lead_to() -> None:
    assert str(current_version()) == SCHEMA_VERSION


def test_reading_loads_no_sqlalchemy(tmp_path: Path) -> None:
    url = deployed(tmp_path / "teal.db")
    done = subprocess.run(
        (sys.executable, "-c", READ, url), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["d1 None () () 2", "False"]


def test_what_did_not_change_is_the_same_object(tmp_path: Path) -> None:
    with QuickStore(deployed(tmp_path / "teal.db"), "shop", "test") as store:
        assert store.load() is store.load()


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "teal.db"
    path.touch()
    with QuickStore(sqlite_url(path), "shop", "test") as store:
        assert store.load() is None


def whole_deployment() -> Deployment:
    """Every field of every record has a value of its own."""
    key = UnitKey("d1", "orders", 2, 3)
    versions = tuple(Version(name, n, f"{name}_v{n}") for n, name in enumerate("abcd", 1))
    submission = Submission(key, "INSERT …", ("CREATE …",), ("USE x",), {"a": "b"})
    unit = UnitRecord(
        key,
        "statement set",
        versions[:2],
        versions[1:],
        {"raw": "CREATE TABLE raw"},
        "INSERT INTO `ü`",
        "a/b.sql",
        7,
        "c0ffee",
        "r1",
        UnitState.STOPPED,
        submission,
        "timestamp",
        "handle",
        datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        datetime(2026, 1, 3, tzinfo=UTC),
        99,
        "file:/savepoints/savepoint-1f",
        Cut((PartitionEnd("raw", 0, 0, 9, 8),)),
    )
    view = replace(unit, key=replace(key, unit="view"), submission=None, started_at=None)
    other = replace(unit, key=replace(key, attempt=4), submission=replace(submission, key=key))
    record = VersionRecord(
        versions[0],
        VersionState.STANDBY,
        "CREATE TABLE a",
        "orders",
        "r1",
        True,
        "topic",
        "topic-id",
        False,
        "2026-01-01",
        datetime(2026, 1, 4, tzinfo=UTC),
        datetime(2026, 1, 5, 1, tzinfo=UTC),
    )
    release = Release(
        "r1", 1, Phase.SOAKING, "hash", "c0ffee", "me", datetime(2026, 1, 1, tzinfo=UTC), versions
    )
    return Deployment(
        "d1",
        "shop",
        "test",
        3,
        2,
        (record, replace(record, version=versions[1], topic=None, created_at=None)),
        (unit, other, view),
        {"a": 1},
        (release,),
    )


def test_a_snapshot_holds_every_field() -> None:
    whole = whole_deployment()
    for record in (whole.versions[0], whole.units[0]):
        defaults = {each.name: each.default for each in fields(record)}
        assert [name for name in defaults if getattr(record, name) == defaults[name]] == []
    content = packed(whole)
    assert content is not None
    assert unpacked(content, Deployment("d1", "shop", "test", 3, 2)) == whole


@pytest.mark.parametrize("content", [b"", b"x", marshal.dumps(7), marshal.dumps(([1], [], [], {}))])
def test_other_bytes_are_no_snapshot(content: bytes) -> None:
    assert unpacked(content, Deployment("d1", "shop", "test", 3, 2)) is None


def test_a_store_put_back_from_a_copy_is_read_as_it_is(tmp_path: Path) -> None:
    """Another change with the same serial is told apart."""
    path, copy = tmp_path / "teal.db", tmp_path / "copy.db"
    cache = FolderCache(tmp_path / "kept", "teal")
    holder, now = Holder("me", "host", "boot", 1, 0.0), datetime(2026, 1, 1, tzinfo=UTC)
    url = deployed(path)
    record = whole_deployment().versions[0]

    def changed(sql: str) -> str:
        with SqlStore(url, "shop", "test") as store:
            lease = store.acquire(holder, now, timedelta(minutes=1))
            store.record(lease, (), (replace(record, sql=sql),))
            store.release(lease)
        with QuickStore(url, "shop", "test", cache) as store:
            found = store.load()
            assert found is not None
            assert found.serial == 4
            return found.versions[0].sql

    shutil.copy(path, copy)
    assert changed("one") == "one"
    shutil.copy(copy, path)
    assert changed("other") == "other"
