"""The port to Teal's own memory: deployment, journal, lease, pointer. SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from msgspec import Struct

from teal.model.deployment import Deployment, Release, UnitRecord, VersionRecord
from teal.model.recorded import Recorded
from teal.model.run import Holder, JournalEntry, Lease, Run


class PointerMove(Struct, frozen=True):
    """A change of what serves, as part of one transaction: table to number, None to withdraw."""

    serving: Mapping[str, int | None]


Update: TypeAlias = VersionRecord | UnitRecord | Release | Run | PointerMove


class Store(Protocol):
    """Every write happens under a lease, in one transaction, durably before the call returns.

    Raises LeaseLost where the lease is not (any more) the current one, Unreachable or Mistake
    where the database cannot be used.
    """

    def load(self) -> Deployment | None:
        """The deployment, read in one transaction; None where nothing was ever deployed."""
        ...

    def identity(self) -> str | None:
        """What no other state of any deployment has; None where that cannot be told quickly."""
        ...

    def recorded(self) -> Recorded | None:
        """What serves, in plain values; None where something else is alive too, or where that
        cannot be told quickly."""
        ...

    def part(self, identity: str, units: Iterable[str]) -> Deployment | None:
        """The deployment with the records of these units only, and of what they write and read;
        None where it is no more in this state."""
        ...

    def found(self, deployment: Deployment) -> Deployment:
        """Create the deployment; where one exists already, that one is returned unchanged."""
        ...

    def acquire(
        self, holder: Holder, now: datetime, duration: timedelta, take_over: bool = False
    ) -> Lease:
        """Take the lease with the next epoch: free, expired, held by this very process, held by a
        dead process of this host (and boot), or `take_over`; else raises LeaseHeld."""
        ...

    def renew(self, lease: Lease, now: datetime, duration: timedelta) -> Lease:
        """Prolong the lease. Raises LeaseLost."""
        ...

    def release(self, lease: Lease) -> None:
        """Give the lease back; harmless where it is lost."""
        ...

    def lease(self) -> Lease | None:
        """Who holds the lease now, expired or not."""
        ...

    def record(
        self,
        lease: Lease,
        entries: tuple[JournalEntry, ...] = (),
        updates: tuple[Update, ...] = (),
    ) -> int:
        """Append journal entries and apply updates (insert or replace by identity) in one
        transaction, after checking the lease's epoch. Returns the deployment's serial, grown by
        one where `updates` is not empty; a PointerMove also grows the pointer's serial."""
        ...

    def runs(self, release: str | None = None) -> tuple[Run, ...]:
        """Runs, oldest first; of one release where given."""
        ...

    def journal(self, run: str) -> tuple[JournalEntry, ...]:
        """The journal of a run in the order in which it was written."""
        ...

    def pointer(self) -> tuple[int, Mapping[str, int]]:
        """The pointer's serial and its whole map, read at one moment."""
        ...
