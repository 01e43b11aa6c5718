"""A small process that stops a stack when the process that owns it is gone, however it went.

Run as `python -m teal.local.watchdog OWNER_PID OWNER_STARTED FOLDER`.
"""

import sys
import time
from pathlib import Path

import psutil

from teal.local.processes import ProcessIdentity, is_alive
from teal.local.stack import LocalStack

_POLL_SECONDS = 0.5


def main(arguments: list[str]) -> None:
    """Wait for the owner's end, then stop the stack and delete its folder."""
    owner = ProcessIdentity(int(arguments[0]), float(arguments[1]))
    if is_alive(owner):
        _await_end(owner.pid)
    LocalStack(Path(arguments[2])).down()


def _await_end(pid: int) -> None:
    # psutil knows a process by more than its start time, which shifts when the clock is set.
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(_POLL_SECONDS)
    except psutil.NoSuchProcess:
        return


if __name__ == "__main__":
    main(sys.argv[1:])
