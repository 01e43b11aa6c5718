"""Tie a stack to the process that owns it, through a watchdog that outlives both."""

import os
import sys
from pathlib import Path

from teal.local.errors import StartFailed
from teal.local.places import StackFolder
from teal.local.processes import ProcessIdentity, is_alive, spawn, watchdog_mark


def start_watchdog(owner: ProcessIdentity, folder: StackFolder) -> ProcessIdentity:
    """Start the watchdog in a session of its own."""
    command = (
        *(sys.executable, "-P", "-m", "teal.local.watchdog"),
        *(str(owner.pid), repr(owner.started), str(folder.root), watchdog_mark(folder.root)),
    )
    source = str(Path(__file__).parents[2])
    return spawn(command, {**os.environ, "PYTHONPATH": source}, folder.output("watchdog"))


def ensure_watching(watchdog: ProcessIdentity, folder: StackFolder) -> None:
    """Raise StartFailed if the watchdog has ended: then nobody would stop the stack."""
    if not is_alive(watchdog):
        output = folder.output("watchdog")
        lines = tuple(output.read_text(errors="replace").splitlines()[-20:])
        raise StartFailed("its watchdog", "ended while it was starting", output, lines)
