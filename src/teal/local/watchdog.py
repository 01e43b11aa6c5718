"""A small process that stops a stack when the process that owns it is gone, however it went.

Run as `python -m teal.local.watchdog OWNER_PID OWNER_STARTED FOLDER`.
"""

import os
import sys
import time
from pathlib import Path

import psutil

from teal.local.places import StackFolder
from teal.local.processes import ProcessIdentity, is_alive, spawn, watchdog_mark

_POLL_SECONDS = 0.5


def start_watchdog(owner: ProcessIdentity, folder: StackFolder) -> ProcessIdentity:
    """Start the watchdog in a session of its own."""
    command = (
        *(sys.executable, "-P", "-m", "teal.local.watchdog"),
        *(str(owner.pid), repr(owner.started), str(folder.root), watchdog_mark(folder.root)),
    )
    source = str(Path(__file__).parents[2])
    return spawn(command, {**os.environ, "PYTHONPATH": source}, folder.output("watchdog"))


def main(arguments: list[str]) -> None:
    """Wait for the owner's end, then stop the stack."""
    # Not at the top: stack.py starts this module, and only here is the way back.
    from teal.local.stack import LocalStack

    owner = ProcessIdentity(int(arguments[0]), float(arguments[1]))
    if is_alive(owner):
        _await_end(owner.pid)
    LocalStack(Path(arguments[2])).down()


def _await_end(pid: int) -> None:
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(_POLL_SECONDS)
    except psutil.NoSuchProcess:
        return


if __name__ == "__main__":
    main(sys.argv[1:])
