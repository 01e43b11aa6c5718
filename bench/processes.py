"""Whole processes: how long they take and how much memory they use."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

TEAL = (str(Path(sys.executable).with_name("teal")),)


class Took(Struct, frozen=True):
    """Median seconds and median peak resident memory in MB over some runs."""

    seconds: float
    megabytes: float
    runs: int


def took(
    command: Sequence[str],
    folder: Path,
    runs: int,
    expect: int = 0,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] = lambda: None,
) -> Took:
    """Run a command some times after one warm-up, `before` each of them. Raises RuntimeError if it
    fails."""
    measured = []
    for _ in range(runs + 1):
        before()
        measured.append(_once(command, folder, expect, environment or {}))
    return Took(
        statistics.median(seconds for seconds, _ in measured[1:]),
        statistics.median(megabytes for _, megabytes in measured[1:]),
        runs,
    )


def _once(
    command: Sequence[str], folder: Path, expect: int, more: Mapping[str, str]
) -> tuple[float, float]:
    began = time.perf_counter()
    # As on a user's machine: Python keeps what it has compiled.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**kept, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expect:
        raise RuntimeError(f"{command} ended with {process.returncode}: {errors.decode()[-500:]}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024
