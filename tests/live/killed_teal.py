"""`teal` in a process that kills itself with -9 at a chosen place of a run.

Places: before-create, after-create, before-submit, after-submit, waiting, before-commit,
after-commit, before-stop, after-stop, before-continuing, after-continuing, between-deletions,
after-deletion.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import Any

from teal.bootstrap import Bench, settings
from teal.cli.main import run
from teal.ports.engine import Engine
from teal.ports.store import PointerMove, Store
from teal.ports.topics import Topics


def die() -> None:
    """End this process as a crash would."""
    os.kill(os.getpid(), signal.SIGKILL)


class At:
    """Passes every call on to a port, and dies before or after a chosen call of a method."""

    def __init__(self, port: object, deaths: dict[str, tuple[str, int]]) -> None:
        self._port = port
        self._deaths = deaths
        self._calls = dict.fromkeys(deaths, 0)
        self._counting = Lock()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name not in self._deaths:
            return found
        return self._dying(name, found)

    def _dying(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: Any) -> object:
            when, number = self._deaths[name]
            if not _counts(name, arguments):
                return method(*arguments)
            with self._counting:
                self._calls[name] += 1
                mine = self._calls[name]
            if mine == number and when == "before":
                die()
            answer = method(*arguments)
            if mine == number and when == "after":
                die()
            return answer

        return call


def _counts(name: str, arguments: tuple[object, ...]) -> bool:
    """Of the store's records, only the one that moves the pointer."""
    if name != "record":
        return True
    updates = arguments[2] if len(arguments) > 2 else ()
    assert isinstance(updates, tuple)
    return any(isinstance(update, PointerMove) for update in updates)


PLACES: dict[str, tuple[str, str, str, int]] = {
    "before-create": ("topics", "create", "before", 1),
    "after-create": ("topics", "create", "after", 1),
    "before-submit": ("engine", "submit", "before", 1),
    "after-submit": ("engine", "submit", "after", 1),
    "waiting": ("engine", "readiness", "before", 3),
    "before-commit": ("store", "record", "before", 1),
    "after-commit": ("store", "record", "after", 1),
    "before-stop": ("engine", "stop", "before", 1),
    "after-stop": ("engine", "stop", "after", 1),
    "before-continuing": ("engine", "continue_from", "before", 1),
    "after-continuing": ("engine", "continue_from", "after", 1),
    "between-deletions": ("topics", "delete", "before", 2),
    "after-deletion": ("topics", "delete", "after", 1),
}


class KilledBench(Bench):
    """The real workbench with one port that dies."""

    place = ""

    @cached_property
    def engine(self) -> Engine:
        """The engine, dying if the place is there."""
        engine: Engine = self._dying("engine", super().engine)
        return engine

    @cached_property
    def topics(self) -> Topics:
        """Kafka, dying if the place is there."""
        topics: Topics = self._dying("topics", super().topics)
        return topics

    @cached_property
    def store(self) -> Store:
        """The store, dying if the place is there."""
        store: Store = self._dying("store", super().store)
        return store

    def _dying(self, port: str, real: Any) -> Any:
        where, method, when, number = PLACES[self.place]
        return At(real, {method: (when, number)}) if where == port else real


def assemble(config: str | None) -> Bench:
    """The workbench that dies."""
    return KilledBench(settings(config))


if __name__ == "__main__":
    KilledBench.place = sys.argv[1]
    sys.exit(run(sys.argv[2:], assemble))
