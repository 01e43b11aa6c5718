"""The lease: who may act on a deployment. Its row is only touched under the deployment's lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from teal.model.codec import canonical
from teal.model.errors import LeaseHeld, LeaseLost
from teal.model.run import Holder, Lease
from teal.store.decoding import record_of
from teal.store.liveness import is_dead, same_process
from teal.store.rows import Row, put
from teal.store.schema import LEASE


def stored_lease(connection: Connection, deployment: str) -> Lease | None:
    """The lease as it was given last, expired or not; None where it was given back."""
    row = select(LEASE.c.record).where(LEASE.c.deployment == deployment)
    record = connection.scalar(row)
    return None if record is None else record_of(Lease, record)


def take(
    connection: Connection,
    deployment: str,
    holder: Holder,
    now: datetime,
    duration: timedelta,
    take_over: bool,
) -> Lease:
    """The lease with the next epoch. Raises LeaseHeld."""
    current = stored_lease(connection, deployment)
    if current is not None and not (take_over or _is_free(current, holder, now)):
        raise LeaseHeld(str(current.holder), current.since, current.expires)
    row = select(LEASE.c.epoch).where(LEASE.c.deployment == deployment)
    lease = Lease(holder, (connection.scalar(row) or 0) + 1, now, now + duration)
    stored: Row = {"deployment": deployment, "epoch": lease.epoch, "record": canonical(lease)}
    put(connection, LEASE, ("deployment",), [stored])
    return lease


def prolong(
    connection: Connection, deployment: str, lease: Lease, now: datetime, duration: timedelta
) -> Lease:
    """The same lease with a later end. Raises LeaseLost."""
    current = confirm(connection, deployment, lease)
    later = Lease(current.holder, current.epoch, current.since, now + duration)
    _keep(connection, deployment, canonical(later))
    return later


def give_back(connection: Connection, deployment: str, lease: Lease) -> None:
    """Free the lease where it is still this one; the epoch stays, so that it is never reused."""
    if _is_current(stored_lease(connection, deployment), lease):
        _keep(connection, deployment, None)


def confirm(connection: Connection, deployment: str, lease: Lease) -> Lease:
    """The stored lease, where it still is this one. Raises LeaseLost."""
    current = stored_lease(connection, deployment)
    if current is None or not _is_current(current, lease):
        raise LeaseLost(lease.epoch)
    return current


def _is_current(current: Lease | None, lease: Lease) -> bool:
    return current is not None and (current.epoch, current.holder) == (lease.epoch, lease.holder)


def _is_free(current: Lease, holder: Holder, now: datetime) -> bool:
    return now >= current.expires or same_process(current.holder, holder) or is_dead(current.holder)


def _keep(connection: Connection, deployment: str, record: str | None) -> None:
    row = update(LEASE).where(LEASE.c.deployment == deployment)
    connection.execute(row.values(record=record))
