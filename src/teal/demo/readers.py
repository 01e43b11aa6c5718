"""A reader program: asks which versions serve, again and again, and notes what it was told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from teal.demo.stage import ProofFailed

Ask = Callable[[], tuple[int, dict[str, int]]]
"""Serial of the pointer, and the version of each table asked for."""


class Reader:
    """Polls in a thread of its own. `seen` holds each different answer with its time."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="reader", daemon=True)
        self.answers = 0
        self.seen: list[tuple[float, int, dict[str, int]]] = []
        self._failure: str | None = None

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=60)

    def await_version(self, number: int, limit_seconds: float = 60) -> float:
        """The time at which every table was first seen at this version. Raises ProofFailed."""
        deadline = monotonic() + limit_seconds
        while monotonic() < deadline:
            for at, _, versions in list(self.seen):
                if set(versions.values()) == {number}:
                    return at
            if self._failure:
                raise ProofFailed(f"the reader failed: {self._failure}")
            self._stop.wait(0.05)
        raise ProofFailed(f"the reader never saw version {number}: {self.seen}")

    def mixtures(self) -> list[dict[str, int]]:
        """Answers that mixed versions of one release."""
        return [versions for _, _, versions in self.seen if len(set(versions.values())) > 1]

    def _poll(self) -> None:
        while not self._stop.is_set():
            try:
                serial, versions = self._ask()
            except Exception as error:  # noqa: BLE001 - the thread's outermost border
                self._failure = str(error)
                return
            self.answers += 1
            if not self.seen or self.seen[-1][2] != versions:
                self.seen.append((monotonic(), serial, versions))
