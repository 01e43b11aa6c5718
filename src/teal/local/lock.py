"""A lock file that one process holds at a time; the kernel frees it when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from teal.ports.stack import StackListener, Waiting


@contextmanager
def exclusive(path: Path, on_event: StackListener) -> Iterator[None]:
    """Hold the lock at `path` (its folder is made), waiting for another holder."""
    descriptor = _acquired(path, on_event)
    try:
        yield
    finally:
        os.close(descriptor)


def _acquired(path: Path, on_event: StackListener) -> int:
    told = False
    while True:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            told = _wait(descriptor, path, on_event, told)
            # The holder before us may have deleted the folder: then this lock guards nothing.
            if _is_still_at(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _wait(descriptor: int, path: Path, on_event: StackListener, told: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if not told:
            on_event(Waiting(path))
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return True
    return told


def _is_still_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
