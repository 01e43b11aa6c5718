"""Does a part of a long work in a second process, which shares what this one holds in memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn


@contextmanager
def beside(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes | None]]:
    """Begins a work that only looks; its result is asked for inside the `with`. The result is None
    where the work failed, or where no second process can be had: then it is to be done here."""
    child = -1
    if hasattr(os, "fork") and threading.active_count() == 1:  # a thread may hold a lock for ever
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)  # so that writing ends where nobody reads any more
            _done(work, writing)
        os.close(writing)
    if child < 0:
        yield lambda: None
        return
    ends: list[int] = []
    try:
        with os.fdopen(reading, "rb") as answer:

            def result() -> bytes | None:
                found = answer.read()
                ends.append(os.waitpid(child, 0)[1])
                return found if ends == [0] else None

            yield result
    finally:
        if not ends:
            os.waitpid(child, 0)


def _done(work: Callable[[], bytes], writing: int) -> NoReturn:
    """Ends the second process, without anything that this process would do at its end."""
    code = 1
    try:
        with os.fdopen(writing, "wb") as answer:
            answer.write(work())
        code = 0
    finally:
        os._exit(code)
