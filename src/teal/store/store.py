"""Teal's memory in a database: the port `Store` over SQLite or PostgreSQL.

A database may hold several deployments; a store sees the one of its project and environment.
Reading creates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, select

from teal.model.deployment import Deployment
from teal.model.errors import Mistake
from teal.model.recorded import Recorded
from teal.model.run import Holder, JournalEntry, Lease, Run
from teal.ports.closing import Closing
from teal.ports.store import Update
from teal.store import lease as leases
from teal.store import records
from teal.store.opening import open_database
from teal.store.schema import DEPLOYMENT
from teal.store.transactions import Transactions


class SqlStore(Closing):
    """The deployment of one project and environment. Close it, or use it in a `with`."""

    def __init__(self, url: str, project: str, environment: str) -> None:
        self._transactions = Transactions(open_database(url))
        self._project = project
        self._environment = environment

    def load(self) -> Deployment | None:
        """The deployment, read in one transaction; None where nothing was ever deployed."""
        with self._reading() as found:
            return None if found is None else records.stored_deployment(*found)

    def identity(self) -> str | None:
        """Not told: whoever can use this store can load it."""
        return None

    def recorded(self) -> Recorded | None:
        """Not told."""
        return None

    def part(self, identity: str, units: Iterable[str]) -> Deployment | None:
        """Never: no state has an identity here."""
        return None

    def found(self, deployment: Deployment) -> Deployment:
        """Create the deployment; where one exists already, that one is returned unchanged."""
        assert (deployment.project, deployment.environment) == (self._project, self._environment)
        with self._transactions.creating() as connection:
            records.put_deployment(connection, deployment)
            found = connection.scalars(select(DEPLOYMENT.c.id).where(self._is_ours)).one()
            return records.stored_deployment(connection, found)

    def acquire(
        self, holder: Holder, now: datetime, duration: timedelta, take_over: bool = False
    ) -> Lease:
        """Take the lease with the next epoch. Raises LeaseHeld; Mistake before `found`."""
        with self._writing() as (connection, deployment):
            return leases.take(connection, deployment, holder, now, duration, take_over)

    def renew(self, lease: Lease, now: datetime, duration: timedelta) -> Lease:
        """Prolong the lease. Raises LeaseLost."""
        with self._writing() as (connection, deployment):
            return leases.prolong(connection, deployment, lease, now, duration)

    def release(self, lease: Lease) -> None:
        """Give the lease back; harmless where it is lost."""
        with self._writing() as (connection, deployment):
            leases.give_back(connection, deployment, lease)

    def lease(self) -> Lease | None:
        """Who holds the lease now, expired or not."""
        with self._reading() as found:
            return None if found is None else leases.stored_lease(*found)

    def record(
        self,
        lease: Lease,
        entries: tuple[JournalEntry, ...] = (),
        updates: tuple[Update, ...] = (),
    ) -> int:
        """Append journal entries and apply updates in one transaction, under the lease.
        Returns the deployment's serial."""
        with self._writing() as (connection, deployment):
            leases.confirm(connection, deployment, lease)
            records.append_journal(connection, deployment, entries)
            records.put_updates(connection, deployment, updates)
            return records.grown_serial(connection, deployment, updates)

    def runs(self, release: str | None = None) -> tuple[Run, ...]:
        """Runs, oldest first; of one release where given."""
        with self._reading() as found:
            return () if found is None else records.stored_runs(*found, release)

    def journal(self, run: str) -> tuple[JournalEntry, ...]:
        """The journal of a run in the order in which it was written."""
        with self._reading() as found:
            return () if found is None else records.stored_journal(*found, run)

    def pointer(self) -> tuple[int, Mapping[str, int]]:
        """The pointer's serial and its whole map; 0 and nothing before the first deployment."""
        with self._reading() as found:
            return (0, {}) if found is None else records.stored_pointer(*found)

    def close(self) -> None:
        """Give the database's connections back."""
        self._transactions.close()

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection, str] | None]:
        """A reading transaction and the deployment's id; None before the first deployment."""
        with self._transactions.reading() as connection:
            ours = select(DEPLOYMENT.c.id).where(self._is_ours)
            deployment = None if connection is None else connection.scalar(ours)
            yield None if connection is None or deployment is None else (connection, deployment)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, str]]:
        """A writing transaction that has the deployment for itself, and the deployment's id."""
        with self._transactions.writing() as connection:
            # Locked by a statement of its own: the next one sees what the lock was waiting for.
            ours = select(DEPLOYMENT.c.id).where(self._is_ours).with_for_update()
            deployment = None if connection is None else connection.scalar(ours)
            if connection is None or deployment is None:
                raise Mistake(
                    f"the store holds no deployment of {self._project} in {self._environment}.",
                    "Deploy first.",
                )
            yield connection, deployment

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return and_(
            DEPLOYMENT.c.project == self._project, DEPLOYMENT.c.environment == self._environment
        )
