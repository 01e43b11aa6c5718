"""Holding the lease for as long as something acts, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from teal.model.errors import LeaseLost
from teal.model.run import Holder, Lease
from teal.ports.clock import Clock
from teal.ports.store import Store

DURATION = timedelta(minutes=3)
"""Longer than any single effect may take, so that a holder that lives always renews in time."""


class Leasing:
    """A lease that is renewed as it ages. `lease` is the one to act under."""

    def __init__(self, store: Store, clock: Clock, lease: Lease) -> None:
        self._store = store
        self._clock = clock
        self.lease = lease

    @property
    def actor(self) -> str:
        """Who acts, as the journal names them."""
        return str(self.lease.holder)

    def keep(self) -> None:
        """Renew when a third of the time has gone. Raises LeaseLost."""
        now = self._clock.now()
        if self.lease.expires - now < DURATION * 2 / 3:
            self.lease = self._store.renew(self.lease, now, DURATION)

    def confirm(self) -> None:
        """Look whether it is still ours, before an effect that no new intent goes before. Raises
        LeaseLost."""
        current = self._store.lease()
        if current is None or current.epoch != self.lease.epoch:
            raise LeaseLost(self.lease.epoch)


@contextmanager
def leased(store: Store, clock: Clock, holder: Holder, take_over: bool) -> Iterator[Leasing]:
    """The lease, held while the block acts. Raises LeaseHeld, naming the holder."""
    lease = store.acquire(holder, clock.now(), DURATION, take_over)
    leasing = Leasing(store, clock, lease)
    try:
        yield leasing
    finally:
        store.release(leasing.lease)
