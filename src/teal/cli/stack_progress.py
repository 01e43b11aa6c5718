"""Progress of the local stack on standard error."""

from __future__ import annotations

import sys
import time
from typing import assert_never

import click

from teal.ports.stack import (
    Fetched,
    Fetching,
    Ready,
    StackEvent,
    StackListener,
    Starting,
    Stopping,
    Waiting,
)

MEGABYTE = 1_000_000


def printer(quiet: bool) -> StackListener:
    """What prints events; nothing at all for programs."""
    if quiet:
        return lambda _event: None
    return _Printer().show


class _Printer:
    def __init__(self) -> None:
        self._every = 0.5 if sys.stderr.isatty() else 5.0
        self._shown = 0.0

    def show(self, event: StackEvent) -> None:
        if isinstance(event, Fetching):
            now = time.monotonic()
            if now - self._shown < self._every:
                return
            self._shown = now
        click.echo(event_text(event), err=True)


def event_text(event: StackEvent) -> str:
    """The line for an event."""
    match event:
        case Fetching():
            total = f" of {event.total_bytes // MEGABYTE}" if event.total_bytes else ""
            return f"  fetching {event.what}: {event.done_bytes // MEGABYTE}{total} MB"
        case Fetched():
            return f"  fetched {event.what} in {event.seconds:.0f} s"
        case Starting():
            return f"  starting {event.part.value}"
        case Ready():
            return f"  {event.part.value} answers after {event.seconds:.1f} s"
        case Stopping():
            return f"  stopping {event.part.value}"
        case Waiting():
            return f"  waiting for another process ({event.lock})"
        case _:
            assert_never(event)
