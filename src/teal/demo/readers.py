"""Readers: a program of its own that lets `teal resolve` tell it what serves, and a thread that
asks as often as it can. Both note what they were told."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from time import monotonic

from teal.demo.stage import ProofFailed

Versions = dict[str, int]
Ask = Callable[[], Versions]


class Sightings:
    """Each different answer with the time at which it was first seen."""

    def __init__(self, who: str) -> None:
        self._who = who
        self._changed = threading.Condition()
        self.seen: list[tuple[float, Versions]] = []
        self.answers = 0
        self.failure: str | None = None

    def note(self, versions: Versions) -> None:
        """Take up an answer."""
        with self._changed:
            self.answers += 1
            if not self.seen or self.seen[-1][1] != versions:
                self.seen.append((monotonic(), versions))
                self._changed.notify_all()

    def await_version(self, number: int, limit_seconds: float = 60) -> float:
        """When every table was first seen at this version. Raises ProofFailed."""
        with self._changed:
            if self._changed.wait_for(lambda: self._at(number) is not None, limit_seconds):
                at = self._at(number)
                assert at is not None
                return at
        told = self.failure or f"it saw {[versions for _, versions in self.seen]}"
        raise ProofFailed(f"{self._who} never saw version {number}: {told}")

    def require_no_mixture(self) -> None:
        """Raises ProofFailed where one answer mixed versions of a release."""
        for _, versions in self.seen:
            if len(set(versions.values())) > 1:
                raise ProofFailed(f"{self._who} saw a mixture: {versions}")

    def _at(self, number: int) -> float | None:
        return next((at for at, each in self.seen if set(each.values()) == {number}), None)


class Asking:
    """A thread that asks again and again."""

    def __init__(self, ask: Ask) -> None:
        self.told = Sightings("the asking thread")
        self._ask = ask
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="reader", daemon=True)

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=60)

    def _poll(self) -> None:
        while not self._stop.is_set():
            try:
                self.told.note(self._ask())
            except Exception as error:  # noqa: BLE001 - the thread's outermost border
                self.told.failure = str(error)
                return


class Program:
    """`teal resolve … --watch` in a process of its own."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.told = Sightings("the reader program")
        self._command = (
            *(sys.executable, "-m", "teal.cli", "resolve"),
            *tables,
            *("--json", "--watch"),
        )

    def __enter__(self) -> Program:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)
        self._thread.join(timeout=60)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            if answer["schema"] != "teal.resolve/1":
                break  # it was asked to end, and says so
            tables = answer["tables"]
            self.told.note({name: table["version"] for name, table in tables.items()})
        self.told.failure = "its program ended"
