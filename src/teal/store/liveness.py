"""Which process acts, and whether another one is surely dead.

Only a process of the same host, the same boot and the same pid namespace can be judged; whatever
cannot be read counts as alive. Linux answers from /proc, other systems from `ps` and `sysctl`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from msgspec.structs import replace

from teal.model.run import Holder

_PROC = Path("/proc")


def current_holder(actor: str) -> Holder:
    """This process, acting for a person."""
    pid = os.getpid()
    start = _process_start(pid)
    return Holder(actor, socket.gethostname(), _boot(), pid, 0.0 if start is None else start)


def same_process(one: Holder, other: Holder) -> bool:
    """Whether both are one process, whoever it acts for."""
    return replace(one, actor="") == replace(other, actor="")


def is_dead(holder: Holder) -> bool:
    """Whether the holder's process is surely gone. Only one that ran here can be judged."""
    ran_here = (holder.host, holder.boot) == (socket.gethostname(), _boot())
    if not ran_here or not holder.boot or holder.pid <= 0:
        return False
    if not _exists(holder.pid):
        return True
    start = _process_start(holder.pid)
    # The same pid with another start is a younger process that was given the number anew.
    return start is not None and holder.process_start > 0 and start != holder.process_start


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's process
    state = _linux_stat(pid)
    return state is None or state[0] not in ("Z", "X")  # a zombie acts no more


def _boot() -> str:
    """What tells this boot (and container) from others; "" where nothing does."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return _answer("sysctl", "-n", "kern.boottime") if sys.platform == "darwin" else ""


def _process_start(pid: int) -> float | None:
    """When a process began: seconds since the boot on Linux, since the epoch elsewhere."""
    if (_PROC / "self/stat").exists():
        stat = _linux_stat(pid)
        return None if stat is None else int(stat[19]) / os.sysconf("SC_CLK_TCK")
    return parsed_start(_answer("ps", "-o", "lstart=", "-p", str(pid)))


def _linux_stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; the name before it may hold anything."""
    try:
        return (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None


def parsed_start(text: str) -> float | None:
    """The start that `ps -o lstart=` tells, in whole seconds."""
    try:
        return time.mktime(time.strptime(text.strip(), "%a %b %d %H:%M:%S %Y"))
    except ValueError:
        return None


def _answer(*command: str) -> str:
    try:
        result = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout.strip()
