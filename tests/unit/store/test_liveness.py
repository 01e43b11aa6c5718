"""Which processes are known to be dead."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from msgspec.structs import replace

from teal.store.liveness import current_holder, is_dead, parsed_start, same_process


def test_this_process_is_alive_and_itself() -> None:
    here = current_holder("ada")
    assert (here.actor, here.pid) == ("ada", os.getpid())
    assert here.process_start > 0
    assert here.boot
    assert current_holder("ada") == here
    assert not is_dead(here)
    assert same_process(here, current_holder("eve"))
    assert not same_process(here, replace(here, process_start=here.process_start + 1))


def test_a_recycled_pid_is_another_process() -> None:
    here = current_holder("ada")
    assert is_dead(replace(here, process_start=here.process_start - 1))


def test_a_start_that_is_not_known_proves_nothing() -> None:
    assert not is_dead(replace(current_holder("ada"), process_start=0.0))


def test_a_process_that_ended_is_dead_though_nobody_waited_for_it() -> None:
    with subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE) as process:
        other = replace(current_holder("ada"), pid=process.pid, process_start=0.0)
        assert not is_dead(other)
        process.kill()
        deadline = time.monotonic() + 300
        while not is_dead(other):  # a zombie until it is waited for
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert is_dead(other)


@pytest.mark.parametrize("change", [{"host": "elsewhere"}, {"boot": "earlier"}, {"boot": ""}])
def test_what_did_not_run_here_cannot_be_judged(change: dict[str, str]) -> None:
    with subprocess.Popen((sys.executable, "-c", "")) as process:
        process.wait()
    gone = replace(current_holder("ada"), pid=process.pid, process_start=1.0)
    assert is_dead(gone)
    assert not is_dead(replace(gone, **change))


def test_the_first_process_is_alive_whoever_asks() -> None:
    assert not is_dead(replace(current_holder("ada"), pid=1, process_start=0.0))


def test_ps_tells_a_start() -> None:
    start = parsed_start("Mon Nov 23 09:46:05 2026\n")
    assert start is not None
    assert time.localtime(start)[:6] == (2026, 11, 23, 9, 46, 5)
    assert parsed_start("") is None
