"""Child processes that outlive their parent: start, recognise and stop them.

A process is known by its id and its start time, so that another one that got the same id later
is never taken for it; and each carries a mark in its command line that names its folder.
"""

import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

_MARK = "teal.stack"
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process id with the time when that process started, in seconds since the epoch."""

    pid: int
    started: float


def mark(folder: Path) -> str:
    """The argument that a process of the stack in `folder` bears."""
    return f"-D{_MARK}={folder}"


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


def is_alive(identity: ProcessIdentity, folder: Path | None = None) -> bool:
    """Whether that very process runs; with `folder`, its mark is proof as well as its start."""
    try:
        process = psutil.Process(identity.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            _reap(identity.pid)
            return False
        if abs(process.create_time() - identity.started) < 1:
            return True
        # Start times are counted from the boot and shift when the clock is set.
        return folder is not None and mark(folder) in process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def marked_processes(folder: Path) -> tuple[ProcessIdentity, ...]:
    """Every process that bears the mark of the stack in `folder`, recorded or not."""
    wanted = mark(folder)
    return tuple(
        ProcessIdentity(process.pid, process.info["create_time"])
        for process in psutil.process_iter(["cmdline", "create_time", "status"])
        if wanted in (process.info["cmdline"] or ())
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and process.pid != os.getpid()
    )


def stop(identities: Iterable[ProcessIdentity], folder: Path, grace: timedelta) -> None:
    """End these processes: ask them all, wait for `grace`, then kill what is left."""
    left = _signalled(identities, folder, signal.SIGTERM)
    left = _left_after(left, folder, grace)
    left = _signalled(left, folder, signal.SIGKILL)
    _left_after(left, folder, timedelta(seconds=30))


def _signalled(
    identities: Iterable[ProcessIdentity], folder: Path, number: signal.Signals
) -> tuple[ProcessIdentity, ...]:
    alive = tuple(each for each in identities if is_alive(each, folder))
    for identity in alive:
        try:
            os.killpg(identity.pid, number)
        except ProcessLookupError:
            continue
    return alive


def _left_after(
    identities: tuple[ProcessIdentity, ...], folder: Path, limit: timedelta
) -> tuple[ProcessIdentity, ...]:
    deadline = time.monotonic() + limit.total_seconds()
    left = tuple(each for each in identities if is_alive(each, folder))
    while left and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
        left = tuple(each for each in left if is_alive(each, folder))
    return left


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
