"""Ctrl-C during a walk: taken up between two steps, never in the middle of a transaction."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupts_wait() -> Iterator[Callable[[], None]]:
    """Holds interruptions back; calling what it yields raises KeyboardInterrupt if one has come.
    Outside the main thread, where no signal arrives, it does nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    came = threading.Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        came.set()

    def take_up() -> None:
        if came.is_set():
            raise KeyboardInterrupt

    before = {each: signal.signal(each, note) for each in _SIGNALS}
    try:
        yield take_up
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
