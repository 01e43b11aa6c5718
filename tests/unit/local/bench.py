"""A folder for a stack, and what the tests see of it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.unit.local.fakes import full_cache

from teal.local.processes import marked_processes, stack_mark, watchdog_mark
from teal.local.settings import StackSettings
from teal.local.stack import LocalStack
from teal.ports.stack import StackEvent, StackPart


class Bench:
    """A folder for a stack, and what is seen of it."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "stack"
        self.cache = full_cache(root)
        self.events: list[StackEvent] = []

    def stack(self, kafka_port: int | None = None) -> LocalStack:
        chosen = StackSettings(start_limit=timedelta(minutes=1), kafka_port=kafka_port)
        return LocalStack(self.folder, self.cache, chosen, self.events.append)

    def processes(self) -> set[int]:
        marks = stack_mark(self.folder), watchdog_mark(self.folder)
        return {each.pid for mark in marks for each in marked_processes(mark)}

    def pid(self, part: StackPart) -> int:
        found = {each.part: each.pid for each in self.stack().status().processes}[part]
        assert found is not None
        return found

    def kill(self, part: StackPart) -> None:
        pid = self.pid(part)
        os.kill(pid, signal.SIGKILL)
        until(lambda: part not in self.running())

    def running(self) -> set[StackPart]:
        return {each.part for each in self.stack().status().processes if each.is_running}


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "waited for a minute in vain"
        time.sleep(0.05)


def run_python(bench: Bench, statements: str) -> subprocess.Popen[str]:
    program = textwrap.dedent(f"""
        import os, time
        from pathlib import Path
        from teal.local.stack import LocalStack
        stack = LocalStack(Path({str(bench.folder)!r}), Path({str(bench.cache)!r}))
        {statements}
    """)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
