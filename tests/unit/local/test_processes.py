"""A process is stopped only if it is the very one that was started."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from teal.local.processes import (
    ProcessIdentity,
    identity_of,
    is_alive,
    marked_processes,
    spawn,
    stop,
)

LONG = timedelta(seconds=30)
SLEEP = "import sys, time; print('ready', flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[ProcessIdentity]:
    started = python(SLEEP, tmp_path)
    yield started
    stop([started], LONG)


def python(program: str, folder: Path, *arguments: str) -> ProcessIdentity:
    command = (sys.executable, "-I", "-S", "-c", program, *arguments)
    started = spawn(command, os.environ, folder / "out")
    while is_alive(started) and "ready" not in (folder / "out").read_text():
        pass
    return started


def test_a_started_process_is_alive_until_it_is_stopped(sleeper: ProcessIdentity) -> None:
    assert is_alive(sleeper)
    stop([sleeper], LONG)
    assert not is_alive(sleeper)


def test_a_process_that_got_a_recycled_id_is_neither_alive_nor_killed(
    sleeper: ProcessIdentity,
) -> None:
    recycled = replace(sleeper, started=sleeper.started - 3600)
    assert not is_alive(recycled)
    stop([recycled], LONG)
    assert is_alive(sleeper)


def test_a_mark_proves_a_process_whose_start_time_shifted(tmp_path: Path) -> None:
    started = python(SLEEP, tmp_path, "mark-of-ours")
    shifted = replace(started, started=started.started - 3600)
    assert is_alive(shifted, "mark-of-ours")
    assert not is_alive(shifted, "mark-of-others")
    stop([shifted], LONG, "mark-of-ours")
    assert not is_alive(started)


def test_what_does_not_heed_a_request_is_killed(tmp_path: Path) -> None:
    stubborn = python(STUBBORN, tmp_path)
    stop([stubborn], timedelta(seconds=0.1))
    assert not is_alive(stubborn)


def test_processes_are_found_by_their_mark(tmp_path: Path) -> None:
    started = python(SLEEP, tmp_path, "mark-to-find")
    assert [each.pid for each in marked_processes("mark-to-find")] == [started.pid]
    assert marked_processes("mark-to") == ()
    stop([started], LONG)
    assert marked_processes("mark-to-find") == ()


def test_what_a_process_prints_is_kept(tmp_path: Path) -> None:
    started = python("import sys; print('out'); sys.stderr.write('err')", tmp_path)
    stop([started], LONG)
    assert (tmp_path / "out").read_text() in {"out\nerr", "errout\n"}


def test_the_identity_of_this_process_is_alive() -> None:
    assert is_alive(identity_of(os.getpid()))
