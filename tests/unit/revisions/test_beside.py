"""A part of a long work in a second process."""

import os
import threading

import pytest

from teal.revisions.beside import beside

LONG = b"x" * 1_000_000  # more than a pipe holds


def test_the_result_comes_from_another_process() -> None:
    with beside(lambda: str(os.getpid()).encode()) as result:
        found = result()
    assert found is not None
    assert int(found) != os.getpid()
    assert_no_child()


def test_a_long_result_comes_whole() -> None:
    with beside(lambda: LONG) as result:
        assert result() == LONG
    assert_no_child()


def test_a_work_that_fails_has_no_result() -> None:
    with beside(lambda: LONG[: 1 // len(b"")]) as result:
        assert result() is None
    assert_no_child()


def test_nothing_is_left_where_nobody_asks_for_the_result() -> None:
    with pytest.raises(OSError, match="gone"), beside(lambda: LONG):
        raise OSError("gone")
    assert_no_child()


def test_nothing_is_begun_beside_another_thread() -> None:
    go_on = threading.Event()
    other = threading.Thread(target=go_on.wait)
    other.start()
    with beside(lambda: LONG) as result:
        assert result() is None
    go_on.set()
    other.join()


def test_nothing_is_begun_where_processes_cannot_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with beside(lambda: LONG) as result:
        assert result() is None


def assert_no_child() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
