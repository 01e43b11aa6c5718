"""Child processes that outlive their parent: start, recognise and stop them.

A process is known by its id and its start time, so that another one that got the same id later
is never taken for it; and each bears a mark in its command line that names its folder.
"""

import os
import signal
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

import psutil
from msgspec import Struct

_POLL_SECONDS = 0.05


class ProcessIdentity(Struct, frozen=True):
    """A process id with the time when that process started, in seconds since the epoch."""

    pid: int
    started: float


def stack_mark(folder: Path) -> str:
    """The argument that every process of the stack in `folder` bears."""
    return f"-Dteal.stack={folder}"


def watchdog_mark(folder: Path) -> str:
    """The argument that the watchdog of the stack in `folder` bears."""
    return f"-Dteal.watchdog={folder}"


def spawn(
    command: tuple[str, ...], environment: Mapping[str, str], output: Path
) -> ProcessIdentity:
    """Start a process in a session of its own, its output appended to a file."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawn(
        command[0],
        command,
        environment,
        file_actions=(
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(output), flags, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ),
        setsid=True,
    )
    return identity_of(pid)


def identity_of(pid: int) -> ProcessIdentity:
    """The identity of a process that runs now."""
    try:
        return ProcessIdentity(pid, psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return ProcessIdentity(pid, time.time())


def is_alive(identity: ProcessIdentity, proof: str | None = None) -> bool:
    """Whether that very process runs; `proof` is a mark that tells as much as its start time."""
    try:
        process = psutil.Process(identity.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            _reap(identity.pid)
            return False
        if abs(process.create_time() - identity.started) < 1:
            return True
        # Start times are counted from the boot and shift when the clock is set.
        return proof is not None and proof in process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def marked_processes(mark: str) -> tuple[ProcessIdentity, ...]:
    """Every other process that bears a mark, recorded or not."""
    return tuple(
        ProcessIdentity(process.pid, process.info["create_time"])
        for process in psutil.process_iter(["cmdline", "create_time", "status"])
        if mark in (process.info["cmdline"] or ())
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and process.pid != os.getpid()
    )


def stop(identities: Iterable[ProcessIdentity], grace: timedelta, proof: str | None = None) -> None:
    """End these processes: ask them all, wait for `grace`, then kill what is left."""
    left = tuple(identity_of(each.pid) for each in identities if is_alive(each, proof))
    _signal(left, signal.SIGTERM)
    left = _left_after(left, grace)
    _signal(left, signal.SIGKILL)
    _left_after(left, timedelta(seconds=30))


def _signal(identities: Iterable[ProcessIdentity], number: signal.Signals) -> None:
    for identity in identities:
        try:
            os.killpg(identity.pid, number)
        except ProcessLookupError:
            continue


def _left_after(
    identities: tuple[ProcessIdentity, ...], limit: timedelta
) -> tuple[ProcessIdentity, ...]:
    deadline = time.monotonic() + limit.total_seconds()
    left = tuple(each for each in identities if is_alive(each))
    while left and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
        left = tuple(each for each in left if is_alive(each))
    return left


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
