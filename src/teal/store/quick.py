"""A SQLite store that is quick to open: read by the standard library, and by SQLAlchemy as soon as
something is written or anything is not as usual."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from teal.ports.cache import Cache, NoCache
from teal.ports.closing import Closing
from teal.store.light import LightReader, NotAsUsual

if TYPE_CHECKING:
    from teal.model.deployment import Deployment
    from teal.model.recorded import Recorded
    from teal.model.run import Holder, JournalEntry, Lease, Run
    from teal.ports.store import Update
    from teal.store.store import SqlStore

T = TypeVar("T")

_SCHEME = "sqlite:///"


class QuickStore(Closing):
    """The port `Store` over a SQLite file. Close it, or use it in a `with`."""

    def __init__(
        self, url: str, project: str, environment: str, cache: Cache | None = None
    ) -> None:
        self._arguments = (url, project, environment)
        self._lock = threading.Lock()
        self._whole_store: SqlStore | None = None
        self._known: Deployment | None = None
        self._light: LightReader | None = None
        if url.startswith(_SCHEME) and url not in (_SCHEME, f"{_SCHEME}:memory:"):
            path = Path(url.removeprefix(_SCHEME))
            self._light = LightReader(path, project, environment, cache or NoCache())
        else:
            self._whole()

    def load(self) -> Deployment | None:
        """The deployment, read in one transaction; None where nothing was ever deployed."""
        self._known = self._read(lambda light: light.load(self._known), lambda whole: whole.load())
        return self._known

    def identity(self) -> str | None:
        """What no other state of any deployment has; None where that cannot be told quickly."""
        return self._read(lambda light: light.identity(), lambda whole: whole.identity())

    def recorded(self) -> Recorded | None:
        """What serves as plain values; None where something else is alive too."""
        return self._read(lambda light: light.recorded(), lambda whole: whole.recorded())

    def part(self, identity: str, units: Iterable[str]) -> Deployment | None:
        """The deployment with the records of these units, and of what they write and read."""
        return self._read(
            lambda light: light.part(identity, units),
            lambda whole: whole.part(identity, units),
        )

    def found(self, deployment: Deployment) -> Deployment:
        """Create the deployment; where one exists already, that one is returned unchanged."""
        return self._whole().found(deployment)

    def acquire(
        self, holder: Holder, now: datetime, duration: timedelta, take_over: bool = False
    ) -> Lease:
        """Take the lease with the next epoch. Raises LeaseHeld; Mistake before `found`."""
        return self._whole().acquire(holder, now, duration, take_over)

    def renew(self, lease: Lease, now: datetime, duration: timedelta) -> Lease:
        """Prolong the lease. Raises LeaseLost."""
        return self._whole().renew(lease, now, duration)

    def release(self, lease: Lease) -> None:
        """Give the lease back; harmless where it is lost."""
        self._whole().release(lease)

    def lease(self) -> Lease | None:
        """Who holds the lease now, expired or not."""
        return self._read(lambda light: light.lease(), lambda whole: whole.lease())

    def record(
        self,
        lease: Lease,
        entries: tuple[JournalEntry, ...] = (),
        updates: tuple[Update, ...] = (),
    ) -> int:
        """Append journal entries and apply updates in one transaction, under the lease."""
        return self._whole().record(lease, entries, updates)

    def runs(self, release: str | None = None) -> tuple[Run, ...]:
        """Runs, oldest first; of one release where given."""
        return self._read(lambda light: light.runs(release), lambda whole: whole.runs(release))

    def journal(self, run: str) -> tuple[JournalEntry, ...]:
        """The journal of a run in the order in which it was written."""
        return self._read(lambda light: light.journal(run), lambda whole: whole.journal(run))

    def pointer(self) -> tuple[int, Mapping[str, int]]:
        """The pointer's serial and its whole map; 0 and nothing before the first deployment."""
        return self._read(lambda light: light.pointer(), lambda whole: whole.pointer())

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            if self._whole_store is not None:
                self._whole_store.close()
            if self._light is not None:
                self._light.close()

    def _read(self, light: Callable[[LightReader], T], whole: Callable[[SqlStore], T]) -> T:
        if self._light is not None and self._whole_store is None:
            try:
                return light(self._light)
            except NotAsUsual:
                pass
        return whole(self._whole())

    def _whole(self) -> SqlStore:
        with self._lock:
            if self._whole_store is None:
                from teal.store.store import SqlStore

                self._whole_store = SqlStore(*self._arguments)
                if self._light is not None:
                    self._light.close()
            return self._whole_store
