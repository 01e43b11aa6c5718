"""The store's file: when it is made, who may read it, and what can be wrong with it."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from tests.conformance.store_values import (
    MINUTE,
    NOW,
    deployment,
    entry,
    holder,
    unit_record,
    version_record,
)

from teal.model.errors import Mistake, TealError, Unreachable
from teal.ports.store import PointerMove
from teal.store.address import SqliteFile, sqlite_url
from teal.store.faults import sqlite_fault
from teal.store.sqlite import SqliteDatabase
from teal.store.store import SqlStore


def store(path: Path) -> SqlStore:
    return SqlStore(sqlite_url(path), "retail", "test")


def filled(path: Path) -> None:
    """A store in which one version serves, closed again."""
    with store(path) as opened:
        opened.found(deployment())
        lease = opened.acquire(holder(), NOW, MINUTE)
        opened.record(lease, (entry("a"),), (version_record("a"), PointerMove({"a": 1})))
        opened.release(lease)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_looking_creates_nothing(tmp_path: Path) -> None:
    with store(tmp_path / ".teal" / "state.db") as opened:
        assert opened.load() is None
        assert opened.pointer() == (0, {})
        assert opened.lease() is None
        assert (opened.runs(), opened.journal("r")) == ((), ())
        with pytest.raises(Mistake, match="Deploy first"):
            opened.acquire(holder(), NOW, MINUTE)
    assert names(tmp_path) == []


def test_founding_creates_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        filled(tmp_path / "a ü?#%" / "b" / "state.db")
    finally:
        os.umask(mask)
    file = tmp_path / "a ü?#%" / "b" / "state.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # Closed, it is one file: SQLite has folded its log in.
    assert names(tmp_path) == ["a ü?#%", "a ü?#%/b", "a ü?#%/b/state.db"]


def test_commits_are_durable_and_readers_do_not_wait(tmp_path: Path) -> None:
    filled(tmp_path / "state.db")
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.execute("BEGIN IMMEDIATE")
        with store(tmp_path / "state.db") as opened:
            assert opened.pointer() == (1, {"a": 1})


def test_an_empty_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "state.db").touch()
    with store(tmp_path / "state.db") as opened:
        assert opened.load() is None
    filled(tmp_path / "state.db")
    with store(tmp_path / "state.db") as opened:
        assert opened.pointer() == (1, {"a": 1})


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_text("project: retail\n" * 100)
    assert_refused(path, "is not a database .* Check the path in the configuration")
    assert path.read_text() == "project: retail\n" * 100


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (id INTEGER)")
    before = path.read_bytes()
    assert_refused(path, "is a database of another program")
    assert path.read_bytes() == before
    assert names(tmp_path) == ["state.db"]


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    filled(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))
    with store(path) as opened, pytest.raises(Mistake, match=r"is damaged .* backup"):
        opened.load()


@pytest.mark.parametrize("text", ["{", "{}", '{"version":1}'])
def test_a_record_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.db"
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE teal_version SET record = ?", (text,))
        connection.commit()
    with (
        store(path) as opened,
        pytest.raises(Mistake, match="holds a VersionRecord that cannot be read"),
    ):
        opened.load()


def test_a_lease_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE teal_lease SET record = '{}'")
        connection.commit()
    with store(path) as opened, pytest.raises(Mistake, match="holds a Lease that cannot be read"):
        opened.acquire(holder(), NOW, MINUTE)


def test_a_folder_in_the_files_place_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "state.db").mkdir()
    assert_refused(tmp_path / "state.db", "state.db cannot be")


def test_a_folder_that_cannot_be_made_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        store(tmp_path / "file" / "state.db") as opened,
        pytest.raises(Mistake, match="cannot be created"),
    ):
        opened.found(deployment())


@pytest.mark.parametrize("reads_while_written", [False, True])
def test_a_store_that_may_only_be_read_is_read(reads_while_written: bool) -> None:
    with public_folder() as folder:
        path = folder / "state.db"
        filled(path)
        path.chmod(0o644)
        with store(path) as writer:
            if reads_while_written:
                lease = writer.acquire(holder(), NOW, MINUTE)
                writer.record(lease, (), (PointerMove({"a": 2}),))
            before = names(folder)
            folder.chmod(0o555)
            with unprivileged(), store(path) as reader:
                assert reader.pointer() == ((2, {"a": 2}) if reads_while_written else (1, {"a": 1}))
                loaded = reader.load()
                assert loaded is not None
                assert loaded.versions == (version_record("a"),)
                with pytest.raises(Mistake, match=r"is read-only .* Make the file and its folder"):
                    reader.acquire(holder("eve", 2), NOW, MINUTE, take_over=True)
                assert reader.load() == loaded
            assert names(folder) == before
            folder.chmod(0o755)


def test_a_reader_that_may_not_write_sees_what_is_written_between_its_looks() -> None:
    with public_folder() as folder:
        path = folder / "state.db"
        filled(path)
        path.chmod(0o644)
        folder.chmod(0o555)
        with unprivileged(), store(path) as reader:
            assert reader.pointer() == (1, {"a": 1})
            with privileged():
                folder.chmod(0o755)
                with store(path) as writer:
                    lease = writer.acquire(holder(), NOW, MINUTE)
                    writer.record(lease, (), (PointerMove({"a": 2}),))
                folder.chmod(0o555)
            assert reader.pointer() == (2, {"a": 2})
        folder.chmod(0o755)


def test_a_file_that_may_not_be_read_is_a_mistake() -> None:
    with public_folder() as folder:
        path = folder / "state.db"
        filled(path)
        path.chmod(0)
        with (
            unprivileged(),
            store(path) as opened,
            pytest.raises(Mistake, match=r"cannot be opened .* accessible"),
        ):
            opened.load()


@pytest.mark.slow
def test_without_room_nothing_is_lost_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    filled(path)
    program = _WITHOUT_ROOM.format(path=sys.path, url=sqlite_url(path))
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "perhaps for want of room" in done.stdout
    with store(path) as opened:
        loaded = opened.load()
        assert loaded is not None
        assert (loaded.serial, loaded.units) == (1, ())
        lease = opened.acquire(holder(), NOW, MINUTE, take_over=True)
        assert opened.record(lease, (), (unit_record("a"),)) == 2


_WITHOUT_ROOM = """
import resource, sys
sys.path[:0] = {path!r}
from teal.model.errors import Mistake
from teal.store.store import SqlStore
from tests.conformance.store_values import *

with SqlStore({url!r}, "retail", "test") as store:
    lease = store.acquire(holder(), NOW, MINUTE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        store.record(lease, (), tuple(unit_record(f"u{{n}}") for n in range(2000)))
    except Mistake as error:
        print(error)
    assert store.load().serial == 1
"""


@pytest.mark.parametrize(
    ("prepare", "kind", "words"),
    [
        ("PRAGMA max_page_count=1", Mistake, "the disk is full .* Make room"),
        ("PRAGMA query_only=ON", Mistake, "is read-only .* writable"),
        ("BEGIN IMMEDIATE", Unreachable, "database is locked.*Another process"),
    ],
)
def test_what_sqlite_complains_of_is_told_in_other_words(
    tmp_path: Path, prepare: str, kind: type[TealError], words: str
) -> None:
    path = tmp_path / "x.db"
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as one,
        closing(sqlite3.connect(path, timeout=0)) as other,
    ):
        one.execute("CREATE TABLE t (a)")
        one.execute(prepare)
        writer = other if prepare.startswith("BEGIN") else one
        with pytest.raises(sqlite3.Error) as caught:
            writer.execute("CREATE TABLE u AS SELECT 1 AS a")
    with pytest.raises(kind, match=words):
        raise sqlite_fault(caught.value, SqliteFile(path))


def assert_refused(path: Path, words: str) -> None:
    """Every way to use the store says the same."""
    with store(path) as opened:
        for act in (
            opened.load,
            opened.pointer,
            lambda: opened.acquire(holder(), NOW, MINUTE),
            lambda: opened.found(deployment()),
        ):
            with pytest.raises(Mistake, match=words):
                act()


@contextmanager
def public_folder() -> Iterator[Path]:
    """A folder that every user can look into."""
    folder = Path(tempfile.mkdtemp(prefix="teal-store-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write everywhere: inside, it is nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def privileged() -> Iterator[None]:
    """Inside `unprivileged`, the first user again."""
    user = os.geteuid()
    os.seteuid(os.getuid())
    try:
        yield
    finally:
        os.seteuid(user)


def test_many_make_the_same_file_at_once(tmp_path: Path) -> None:
    """SQLite refuses some of them as busy without waiting: a file in twenty, so there are many."""
    start = Barrier(6)

    def make(path: Path) -> bool:
        database = SqliteDatabase(SqliteFile(path))
        start.wait(300)
        database.create()
        return database.exists()

    with ThreadPoolExecutor(6) as pool:
        for number in range(80):
            assert all(pool.map(make, [tmp_path / str(number) / "teal.db"] * 6))
