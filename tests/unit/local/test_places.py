"""Where the cache lies, what a record keeps, and who holds a lock."""

import threading
from pathlib import Path

import pytest

from teal.local.errors import RecordUnreadable
from teal.local.free_ports import StackPorts
from teal.local.lock import exclusive
from teal.local.places import StackFolder, cache_folder
from teal.local.processes import ProcessIdentity
from teal.local.record import RecordedProcess, StackRecord, read_record, write_record
from teal.ports.stack import StackEvent, StackPart, Waiting

HOME = Path.home() / ".cache" / "teal"


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"TEAL_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, Path("/a")),
        ({"TEAL_CACHE": "~/a"}, Path.home() / "a"),
        ({"XDG_CACHE_HOME": "/b"}, Path("/b/teal")),
        ({"TEAL_CACHE": "", "XDG_CACHE_HOME": ""}, HOME),
        ({}, HOME),
    ],
)
def test_the_cache_is_where_the_environment_says(environment: dict[str, str], folder: Path) -> None:
    assert cache_folder(environment) == folder


def test_a_record_reads_back_as_it_was_written(tmp_path: Path) -> None:
    process = RecordedProcess(StackPart.KAFKA, ProcessIdentity(7, 1234.5), ("java", "-cp", "x"))
    record = StackRecord(StackPorts(1, 2, 3, 4, 5), (process,), is_complete=True)
    write_record(tmp_path / "stack.json", record)
    assert read_record(tmp_path / "stack.json") == record
    assert [path.name for path in tmp_path.iterdir()] == ["stack.json"]


def test_no_record_is_none_and_a_broken_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "stack.json"
    assert read_record(path) is None
    path.write_text("{")
    with pytest.raises(RecordUnreadable, match=r"stack\.json cannot be read"):
        read_record(path)


def test_a_folder_is_foreign_if_it_holds_what_no_stack_put_there(tmp_path: Path) -> None:
    folder = StackFolder(tmp_path / "stack")
    assert not folder.is_foreign()
    folder.root.mkdir()
    assert not folder.is_foreign()
    (folder.root / "letter.txt").touch()
    assert folder.is_foreign()
    folder.lock.touch()
    assert not folder.is_foreign()


def test_a_free_lock_is_taken_without_a_word(tmp_path: Path) -> None:
    events: list[StackEvent] = []
    for _ in range(2):
        with exclusive(tmp_path / "new" / "lock", events.append):
            pass
    assert events == []


def test_a_lock_whose_folder_was_deleted_meanwhile_is_taken_anew(tmp_path: Path) -> None:
    path = tmp_path / "stack" / "lock"
    waits, took = threading.Event(), threading.Event()

    def take(event: StackEvent) -> None:
        assert event == Waiting(path)
        waits.set()

    def wait() -> None:
        with exclusive(path, take):
            assert path.exists()
            took.set()

    waiter = threading.Thread(target=wait)
    with exclusive(path, take):
        waiter.start()
        assert waits.wait(60)
        path.unlink()
        path.parent.rmdir()
    waiter.join()
    assert took.is_set()
