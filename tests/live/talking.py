"""A `teal` command that is under way, with what it says line by line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Thread
from typing import IO

from tests.live.small_project import ROOT, SmallProject


class Talking:
    """One process. `said` holds the lines of both of its outputs so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._lines: Queue[str] = Queue()
        assert process.stdout is not None
        self._reader = Thread(target=self._read, args=(process.stdout,))
        self._reader.start()

    def until(self, words: str, limit: float = 120) -> None:
        """Wait for a line that holds these words."""
        deadline = time.monotonic() + limit
        while not any(words in line for line in self.said):
            try:
                self.said.append(self._lines.get(timeout=max(0.01, deadline - time.monotonic())))
            except Empty:
                raise AssertionError(f"{words!r} was not said: {self.text}") from None

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def end(self, limit: float = 240) -> int:
        """Wait for its end; the exit code."""
        code = self.process.wait(limit)
        self._reader.join()
        while not self._lines.empty():
            self.said.append(self._lines.get())
        return code

    @property
    def text(self) -> str:
        """All that was said."""
        return "".join(self.said)

    def _read(self, output: IO[str]) -> None:
        for line in output:
            self._lines.put(line)


@contextmanager
def talking(project: SmallProject, *arguments: str) -> Iterator[Talking]:
    """Start a command in the project; it is killed if it still runs at the end."""
    command = (sys.executable, "-u", "-m", "teal.cli", *arguments)
    with subprocess.Popen(
        (*command, "--config", str(project.folder / "teal.yaml")),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TEAL_ACTOR": "ada"},
        # A test run in the background has Ctrl-C switched off, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        told = Talking(process)
        try:
            yield told
        finally:
            if process.poll() is None:
                process.kill()
            told.end()
