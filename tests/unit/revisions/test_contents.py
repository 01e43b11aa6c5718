"""Files that look as they did are not read again; whatever changed is."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from teal.ports.cache import Cache, NoCache
from teal.revisions.contents import Contents
from teal.revisions.sql_files import Content
from teal.store.cache import FolderCache

LATER_NS = time.time_ns() + 3_600_000_000_000
"""A time at which the files of these tests are old."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "sql"
    (root / "deep").mkdir(parents=True)
    (root / "a.sql").write_text("SELECT 1;")
    (root / "deep" / "b.SQL").write_text("SELECT 2;")
    (root / "deep" / "readme.md").write_text("no SQL")
    (root / ".hidden").mkdir()
    (root / ".hidden" / "c.sql").write_text("SELECT 3;")
    return root


@pytest.fixture
def cache(tmp_path: Path) -> FolderCache:
    return FolderCache(tmp_path / "kept", "teal")


def read(root: Path, cache: Cache, now_ns: int = LATER_NS) -> dict[str, Content]:
    contents = Contents(cache, now_ns)
    found = {
        Path(file).relative_to(root).as_posix(): contents.of(file, looks)
        for file, looks in contents.below(root)
    }
    contents.save()
    return dict(sorted(found.items()))


BOTH = {"a.sql": b"SELECT 1;", "deep/b.SQL": b"SELECT 2;"}


def test_what_was_kept_is_what_is_read(root: Path, cache: FolderCache) -> None:
    assert read(root, NoCache()) == BOTH
    assert [read(root, cache), read(root, cache)] == [BOTH, BOTH]


def test_a_file_that_looks_the_same_is_not_opened(root: Path, cache: FolderCache) -> None:
    read(root, cache)
    before = (root / "a.sql").lstat()
    (root / "a.sql").unlink()
    assert Contents(cache, LATER_NS).of(str(root / "a.sql"), before) == b"SELECT 1;"


def test_a_file_of_the_same_size_and_time_is_told_apart(root: Path, cache: FolderCache) -> None:
    read(root, cache)
    before = (root / "a.sql").lstat()
    (root / "a.sql").write_text("SELECT 9;")
    os.utime(root / "a.sql", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read(root, cache)["a.sql"] == b"SELECT 9;"


def test_new_and_removed_files_and_folders_are_seen(root: Path, cache: FolderCache) -> None:
    read(root, cache)
    (root / "new").mkdir()
    (root / "new" / "n.sql").write_text("SELECT 4;")
    (root / "deep" / "b.SQL").unlink()
    assert read(root, cache) == {"a.sql": b"SELECT 1;", "new/n.sql": b"SELECT 4;"}
    (root / "a.sql").unlink()
    (root / "a.sql").symlink_to(root / "new" / "n.sql")
    assert [Path(file).name for file, looks in Contents(cache, LATER_NS).below(root)] == [
        "a.sql",
        "n.sql",
    ]


def test_what_changed_just_now_is_not_kept(root: Path, cache: FolderCache) -> None:
    now_ns = (root / "a.sql").lstat().st_ctime_ns
    read(root, cache, now_ns)
    assert cache.get("contents", "1") is None
    assert cache.get("folders", "1") is None
