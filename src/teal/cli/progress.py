"""Progress on standard error: a line an event, waiting lines no more often than every few
seconds a step."""

from __future__ import annotations

import time

import click

from teal.execution.events import OnEvent, RunEvent, StepWaiting
from teal.render.progress_text import event_text

EVERY_SECONDS = 5.0


def printer(quiet: bool) -> OnEvent:
    """What prints events; nothing at all for programs."""
    if quiet:
        return lambda _event: None
    return _Printer().show


class _Printer:
    def __init__(self) -> None:
        self._shown: dict[str, float] = {}

    def show(self, event: RunEvent) -> None:
        if isinstance(event, StepWaiting) and not self._is_due(event.step.key):
            return
        text = event_text(event)
        if text is not None:
            click.echo(text, err=True)

    def _is_due(self, key: str) -> bool:
        now = time.monotonic()
        if now - self._shown.setdefault(key, now) < EVERY_SECONDS:
            return False
        self._shown[key] = now
        return True
