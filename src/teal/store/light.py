"""Reads a SQLite store with the standard library alone: loading SQLAlchemy takes longer than
reading. Whatever is not as usual it leaves to the whole store, by raising NotAsUsual."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from teal.model.deployment import Deployment, Release, UnitRecord, VersionRecord
from teal.model.recorded import Recorded
from teal.model.run import JournalEntry, Lease, Run
from teal.ports.cache import Cache
from teal.store.decoding import assembled, record_of, records_of, serving_of, stamp_of
from teal.store.recorded import recorded
from teal.store.snapshot import packed, unpacked

SCHEMA_VERSION = "1"
"""What it can read: the version that the migrations lead to (a test holds them together)."""

_BUSY_SECONDS = 30.0
_SNAPSHOT = "deployment"


class NotAsUsual(Exception):
    """The file is not there, older, newer, damaged, locked or somebody else's."""


class LightReader:
    """The deployment of one project and environment in one file, each answer of one moment.

    Safe to use from several threads. Every method raises NotAsUsual, and Mistake for a record
    that cannot be read.
    """

    def __init__(self, path: Path, project: str, environment: str, cache: Cache) -> None:
        self._path = path
        self._cache = cache
        self._names = (project, environment)
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def load(self, known: Deployment | None) -> Deployment | None:
        """The deployment; `known` is given back where it is still the same."""
        with self._reading() as (connection, bare):
            if bare is None or (known is not None and _is_same(known, bare)):
                return None if bare is None else known
            key = _identity(connection, bare)
            kept = self._cache.get(_SNAPSHOT, key) if key else None
            if kept is not None and (found := unpacked(kept, bare)) is not None:
                return found
            found = _read(connection, bare)
            if key and (content := packed(found)) is not None:
                self._cache.put(_SNAPSHOT, key, content)
            return found

    def identity(self) -> str | None:
        """What no other state of any deployment has."""
        with self._reading() as (connection, bare):
            return None if bare is None else _identity(connection, bare)

    def recorded(self) -> Recorded | None:
        """What serves as plain values; None where something else is alive too."""
        with self._reading() as (connection, bare):
            identity = None if bare is None else _identity(connection, bare)
            if bare is None or identity is None:
                return None
            return recorded(connection, bare.id, identity)

    def part(self, identity: str, units: Iterable[str]) -> Deployment | None:
        """The records of these units, and of what they write and read; None where the deployment
        is in another state."""
        with self._reading() as (connection, bare):
            if bare is None or _identity(connection, bare) != identity:
                return None
            records = records_of(UnitRecord, _texts_of(connection, "unit", bare.id, set(units)))
            names = {each.logical for one in records for each in (*one.targets, *one.inputs)}
            versions = _texts_of(connection, "version", bare.id, names)
            return assembled(
                bare,
                records_of(VersionRecord, versions),
                records,
                records_of(Release, _texts(connection, "teal_release", bare.id)),
                serving_of(_serving_of(connection, bare.id, names)),
            )

    def lease(self) -> Lease | None:
        """Who holds the lease."""
        with self._reading() as (connection, bare):
            found = _texts(connection, "teal_lease", bare.id) if bare else []
            return record_of(Lease, found[0]) if found and found[0] is not None else None

    def runs(self, release: str | None) -> tuple[Run, ...]:
        """Runs, oldest first."""
        with self._reading() as (connection, bare):
            if bare is None:
                return ()
            select = "SELECT record FROM teal_run WHERE deployment = ?"
            if release is None:
                rows = connection.execute(f"{select} ORDER BY sequence", (bare.id,))
            else:
                of_release = f"{select} AND release = ? ORDER BY sequence"
                rows = connection.execute(of_release, (bare.id, release))
            return records_of(Run, (text for (text,) in rows))

    def journal(self, run: str) -> tuple[JournalEntry, ...]:
        """The journal of a run."""
        with self._reading() as (connection, bare):
            if bare is None:
                return ()
            select = "SELECT record FROM teal_journal WHERE deployment = ? AND run = ?"
            rows = connection.execute(f"{select} ORDER BY sequence", (bare.id, run))
            return records_of(JournalEntry, (text for (text,) in rows))

    def pointer(self) -> tuple[int, dict[str, int]]:
        """The pointer's serial and its map."""
        with self._reading() as (connection, bare):
            if bare is None:
                return 0, {}
            return bare.pointer_serial, _serving(connection, bare.id)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    @contextmanager
    def _reading(self) -> Iterator[tuple[sqlite3.Connection, Deployment | None]]:
        """A snapshot, and the deployment in it without its records."""
        with self._lock:
            try:
                connection = self._connection()
                connection.execute("BEGIN")
                try:
                    _refuse_other_schemas(connection)
                    yield connection, _bare(connection, self._names)
                finally:
                    connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                raise NotAsUsual from error

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            try:
                is_there = self._path.stat().st_size > 0
            except OSError as error:
                raise NotAsUsual from error
            if not is_there:
                raise NotAsUsual
            self._opened = sqlite3.connect(
                f"file:{quote(str(self._path.absolute()))}?mode=rw",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        return self._opened


def _refuse_other_schemas(connection: sqlite3.Connection) -> None:
    version = connection.execute("SELECT value FROM teal_meta WHERE name = 'schema_version'")
    if version.fetchone() != (SCHEMA_VERSION,):
        raise NotAsUsual


def _bare(connection: sqlite3.Connection, names: tuple[str, str]) -> Deployment | None:
    row = connection.execute(
        "SELECT id, project, environment, serial, pointer_serial FROM teal_deployment "
        "WHERE project = ? AND environment = ?",
        names,
    ).fetchone()
    return None if row is None else Deployment(*row)


def _is_same(known: Deployment, bare: Deployment) -> bool:
    return (known.id, known.serial, known.pointer_serial) == (
        bare.id,
        bare.serial,
        bare.pointer_serial,
    )


def _identity(connection: sqlite3.Connection, bare: Deployment) -> str | None:
    """What no other state of any store has; None for one that an older Teal has left."""
    row = connection.execute(
        "SELECT value FROM teal_meta WHERE name = ?", (stamp_of(bare.id),)
    ).fetchone()
    return None if row is None else f"{bare.id} {bare.serial} {bare.pointer_serial} {row[0]}"


def _read(connection: sqlite3.Connection, bare: Deployment) -> Deployment:
    return assembled(
        bare,
        records_of(VersionRecord, _texts(connection, "teal_version", bare.id)),
        records_of(UnitRecord, _texts(connection, "teal_unit", bare.id)),
        records_of(Release, _texts(connection, "teal_release", bare.id)),
        _serving(connection, bare.id),
    )


def _texts(connection: sqlite3.Connection, table: str, deployment: str) -> list[str]:
    rows = connection.execute(f"SELECT record FROM {table} WHERE deployment = ?", (deployment,))
    return [text for (text,) in rows]


def _serving(connection: sqlite3.Connection, deployment: str) -> dict[str, int]:
    rows = connection.execute(
        "SELECT logical, number FROM teal_pointer WHERE deployment = ?", (deployment,)
    )
    return serving_of(rows.fetchall())


_AT_ONCE = 500
"""So many names are asked for in one question."""

_NAMED_BY = {"unit": "unit", "version": "logical", "pointer": "logical"}


def _texts_of(
    connection: sqlite3.Connection, table: str, deployment: str, names: Collection[str]
) -> list[str]:
    return [text for (text,) in _rows_of(connection, "record", table, deployment, names)]


def _serving_of(
    connection: sqlite3.Connection, deployment: str, names: Collection[str]
) -> Iterator[tuple[str, int]]:
    yield from _rows_of(connection, "logical, number", "pointer", deployment, names)


def _rows_of(
    connection: sqlite3.Connection,
    columns: str,
    table: str,
    deployment: str,
    names: Collection[str],
) -> Iterator[tuple[Any, ...]]:
    every = sorted(names)
    for start in range(0, len(every), _AT_ONCE):
        some = every[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from connection.execute(
            f"SELECT {columns} FROM teal_{table} "
            f"WHERE deployment = ? AND {_NAMED_BY[table]} IN ({marks})",
            (deployment, *some),
        )
