"""Several files change together, and back."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from teal.model.errors import Mistake, Refused
from teal.usecases.file_changes import FileChange, FileChanges

OLD = {"a.sql": b"\xef\xbb\xbfone\r\n", "deep/b.sql": b"two \xc3\xa4\n", "c.sql": b""}
NEW = {"a.sql": b"\xef\xbb\xbfONE\r\n", "deep/b.sql": b"TWO \xc3\xa4\n", "c.sql": b"x"}
CHANGES = tuple(FileChange(path, OLD[path], NEW[path]) for path in OLD)


@pytest.fixture
def files(tmp_path: Path) -> FileChanges:
    (tmp_path / "deep").mkdir()
    for path, content in OLD.items():
        (tmp_path / path).write_bytes(content)
    return FileChanges(tmp_path, tmp_path / ".teal" / "versions")


def contents(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in OLD}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and ".json" in path.name]


def test_all_files_change_and_come_back_byte_by_byte(tmp_path: Path, files: FileChanges) -> None:
    files.make(CHANGES)
    assert contents(tmp_path) == NEW
    assert files.undo() == tuple(OLD)
    assert contents(tmp_path) == OLD
    assert files.undo() == ()


def test_each_undo_takes_back_one_more(tmp_path: Path, files: FileChanges) -> None:
    files.make(CHANGES)
    files.make((FileChange("a.sql", NEW["a.sql"], b"again"),))
    assert files.undo() == ("a.sql",)
    assert contents(tmp_path) == NEW
    files.undo()
    assert contents(tmp_path) == OLD


def test_permissions_stay_and_nothing_else_is_left(tmp_path: Path, files: FileChanges) -> None:
    (tmp_path / "a.sql").chmod(0o754)
    files.make(CHANGES)
    assert stat.S_IMODE((tmp_path / "a.sql").stat().st_mode) == 0o754
    files.undo()
    assert stat.S_IMODE((tmp_path / "a.sql").stat().st_mode) == 0o754
    assert sorted(path.name for path in tmp_path.iterdir()) == [".teal", "a.sql", "c.sql", "deep"]


def test_teals_own_folder_stays_out_of_git(tmp_path: Path, files: FileChanges) -> None:
    files.make(CHANGES)
    assert (tmp_path / ".teal" / ".gitignore").read_text() == "*\n"


def test_a_file_that_is_not_as_it_was_read_stops_all(tmp_path: Path, files: FileChanges) -> None:
    (tmp_path / "c.sql").write_bytes(b"edited")
    with pytest.raises(Refused, match=r"(?s)edited meanwhile.*c\.sql"):
        files.make(CHANGES)
    assert contents(tmp_path) == {**OLD, "c.sql": b"edited"}
    assert leftovers(tmp_path) == []


def test_a_file_that_was_edited_since_cannot_be_undone(tmp_path: Path, files: FileChanges) -> None:
    files.make(CHANGES)
    (tmp_path / "a.sql").write_bytes(b"edited")
    with pytest.raises(Refused, match=r"(?s)edited meanwhile.*a\.sql"):
        files.undo()
    (tmp_path / "c.sql").unlink()
    with pytest.raises(Refused, match=r"(?s)a\.sql.*c\.sql"):
        files.undo()
    assert (tmp_path / "deep/b.sql").read_bytes() == NEW["deep/b.sql"]


def test_where_one_cannot_be_written_none_is(tmp_path: Path, files: FileChanges) -> None:
    name = "x" * 250 + ".sql"  # its temporary file would have too long a name
    (tmp_path / name).write_bytes(b"long")
    with pytest.raises(Mistake, match="nothing was changed"):
        files.make((*CHANGES, FileChange(name, b"long", b"LONG")))
    assert contents(tmp_path) == OLD
    assert leftovers(tmp_path) == []
    assert not files.is_interrupted()


def test_what_was_interrupted_can_be_undone(tmp_path: Path, files: FileChanges) -> None:
    files.make(CHANGES)
    kept = next((tmp_path / ".teal" / "versions").glob("*.json"))
    kept.write_text(kept.read_text().replace('"done": true', '"done": false'))
    (tmp_path / "c.sql").write_bytes(OLD["c.sql"])  # had not been written yet
    assert files.is_interrupted()
    files.undo()
    assert contents(tmp_path) == OLD
    assert not files.is_interrupted()


def test_only_the_last_changes_are_kept(tmp_path: Path, files: FileChanges) -> None:
    for number in range(25):
        before = OLD["c.sql"] if number == 0 else b"%d" % (number - 1)
        files.make((FileChange("c.sql", before, b"%d" % number),))
    assert len(leftovers(tmp_path)) == 20
    for _ in range(20):
        files.undo()
    assert (tmp_path / "c.sql").read_bytes() == b"4"
    assert files.undo() == ()


def test_a_memory_that_cannot_be_read_is_said(tmp_path: Path, files: FileChanges) -> None:
    files.make(CHANGES)
    kept = next((tmp_path / ".teal" / "versions").glob("*.json"))
    for text in ("{", "[]", '{"schema": "teal.file-changes/9"}'):
        kept.write_text(text)
        with pytest.raises(Mistake, match="cannot be read"):
            files.undo()


_WRITER = """
import sys
from pathlib import Path
from teal.usecases.file_changes import FileChange, FileChanges
folder = Path(sys.argv[1])
names = [f"{n:04}.sql" for n in range(600)]
changes = [FileChange(name, b"old", b"new") for name in names]
FileChanges(folder, folder / ".teal" / "versions").make(changes)
"""


@pytest.mark.slow
def test_a_writer_that_was_killed_can_be_undone(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n:04}.sql" for n in range(600)]
    for path in paths:
        path.write_bytes(b"old")
    with subprocess.Popen((sys.executable, "-c", _WRITER, str(tmp_path))) as writer:
        while writer.poll() is None and paths[20].read_bytes() == b"old":
            pass
        writer.kill()
    assert {path.read_bytes() for path in paths} >= {b"new"}
    files = FileChanges(tmp_path, tmp_path / ".teal" / "versions")
    (tmp_path / ".teal-0003.sql.abc").write_bytes(b"ne")  # as a kill may leave it
    assert len(files.undo()) == 600
    assert [path.name for path in tmp_path.glob(".*") if path.name != ".teal"] == []
    assert {path.read_bytes() for path in paths} == {b"old"}
