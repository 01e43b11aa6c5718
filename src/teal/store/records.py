"""The deployment's records as rows: reading all of them, and applying updates by identity."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import assert_never

from sqlalchemy import Connection, Table, delete, select, update

from teal.model.codec import canonical
from teal.model.deployment import Deployment, Release, UnitRecord, VersionRecord
from teal.model.run import JournalEntry, Run
from teal.ports.store import PointerMove, Update
from teal.store.decoding import assembled, records_of, serving_of, stamp_of
from teal.store.rows import Row, put, put_new
from teal.store.schema import DEPLOYMENT, JOURNAL, META, POINTER, RELEASE, RUN, UNIT, VERSION

_IDENTITIES: dict[Table, tuple[str, ...]] = {
    VERSION: ("deployment", "logical", "number"),
    UNIT: ("deployment", "unit", "version", "attempt"),
    RELEASE: ("deployment", "id"),
    RUN: ("deployment", "id"),
}


def stored_deployment(connection: Connection, deployment: str) -> Deployment:
    """The deployment with all its records, in an order that does not depend on the database."""
    bare = stored_head(connection, deployment)
    return assembled(
        bare,
        records_of(VersionRecord, _texts(connection, VERSION, deployment)),
        records_of(UnitRecord, _texts(connection, UNIT, deployment)),
        records_of(Release, _texts(connection, RELEASE, deployment)),
        _serving(connection, deployment),
    )


def stored_head(connection: Connection, deployment: str) -> Deployment:
    """The deployment without its records."""
    row = connection.execute(select(DEPLOYMENT).where(DEPLOYMENT.c.id == deployment)).one()
    return Deployment(row.id, row.project, row.environment, row.serial, row.pointer_serial)


def stored_pointer(connection: Connection, deployment: str) -> tuple[int, dict[str, int]]:
    """The pointer's serial and its map."""
    serial = select(DEPLOYMENT.c.pointer_serial).where(DEPLOYMENT.c.id == deployment)
    return connection.scalars(serial).one(), _serving(connection, deployment)


def stored_runs(connection: Connection, deployment: str, release: str | None) -> tuple[Run, ...]:
    """Runs, oldest first."""
    rows = select(RUN.c.record).where(RUN.c.deployment == deployment)
    if release is not None:
        rows = rows.where(RUN.c.release == release)
    return records_of(Run, connection.scalars(rows.order_by(RUN.c.sequence)))


def stored_journal(connection: Connection, deployment: str, run: str) -> tuple[JournalEntry, ...]:
    """The entries of a run in the order in which they were written."""
    rows = select(JOURNAL.c.record).where(JOURNAL.c.deployment == deployment, JOURNAL.c.run == run)
    return records_of(JournalEntry, connection.scalars(rows.order_by(JOURNAL.c.sequence)))


def append_journal(
    connection: Connection, deployment: str, entries: Sequence[JournalEntry]
) -> None:
    """Write entries behind all others."""
    if entries:
        rows = [
            {"deployment": deployment, "run": entry.run, "record": canonical(entry)}
            for entry in entries
        ]
        connection.execute(JOURNAL.insert(), rows)


def put_deployment(connection: Connection, deployment: Deployment) -> None:
    """Write a deployment with all its records, unless its project and environment have one."""
    row: Row = {
        "id": deployment.id,
        "project": deployment.project,
        "environment": deployment.environment,
        "serial": deployment.serial,
        "pointer_serial": deployment.pointer_serial,
    }
    if put_new(connection, DEPLOYMENT, ("project", "environment"), row):
        updates: list[Update] = [PointerMove(deployment.serving)]
        updates += [*deployment.versions, *deployment.units, *deployment.releases]
        put_updates(connection, deployment.id, updates)
        _stamp(connection, deployment.id)


def put_updates(connection: Connection, deployment: str, updates: Sequence[Update]) -> None:
    """Insert or replace records, the last of one identity winning, and move the pointer."""
    rows: dict[Table, dict[tuple[object, ...], Row]] = {table: {} for table in _IDENTITIES}
    serving: dict[str, int | None] = {}
    for each in updates:
        if isinstance(each, PointerMove):
            serving |= each.serving
        else:
            table, keys = _place(each)
            row: Row = {"deployment": deployment, **keys, "record": canonical(each)}
            rows[table][tuple(row[name] for name in _IDENTITIES[table])] = row
    for table, identity in _IDENTITIES.items():
        put(connection, table, identity, list(rows[table].values()))
    _move_pointer(connection, deployment, serving)


def grown_serial(connection: Connection, deployment: str, updates: Sequence[Update]) -> int:
    """The deployment's serial, grown where there were updates; the pointer's grows with moves."""
    moves = sum(isinstance(each, PointerMove) for each in updates)
    ours = DEPLOYMENT.c.id == deployment
    if updates:
        serials = {
            "serial": DEPLOYMENT.c.serial + 1,
            "pointer_serial": DEPLOYMENT.c.pointer_serial + moves,
        }
        connection.execute(update(DEPLOYMENT).where(ours).values(serials))
        _stamp(connection, deployment)
    serial: int = connection.scalars(select(DEPLOYMENT.c.serial).where(ours)).one()
    return serial


def _stamp(connection: Connection, deployment: str) -> None:
    put(connection, META, ("name",), [{"name": stamp_of(deployment), "value": uuid.uuid4().hex}])


def _place(record: VersionRecord | UnitRecord | Release | Run) -> tuple[Table, Row]:
    match record:
        case VersionRecord():
            version = record.version
            return VERSION, {"logical": version.logical, "number": version.number}
        case UnitRecord():
            key = record.key
            return UNIT, {"unit": key.unit, "version": key.version, "attempt": key.attempt}
        case Release():
            return RELEASE, {"id": record.id}
        case Run():
            return RUN, {"id": record.id, "release": record.release}
        case _:
            assert_never(record)


def _move_pointer(connection: Connection, deployment: str, serving: dict[str, int | None]) -> None:
    for logical in (name for name, number in serving.items() if number is None):
        connection.execute(
            delete(POINTER).where(POINTER.c.deployment == deployment, POINTER.c.logical == logical)
        )
    rows: list[Row] = [
        {"deployment": deployment, "logical": logical, "number": number}
        for logical, number in serving.items()
        if number is not None
    ]
    put(connection, POINTER, ("deployment", "logical"), rows)


def _serving(connection: Connection, deployment: str) -> dict[str, int]:
    rows = select(POINTER.c.logical, POINTER.c.number).where(POINTER.c.deployment == deployment)
    return serving_of((row.logical, row.number) for row in connection.execute(rows))


def _texts(connection: Connection, table: Table, deployment: str) -> Iterable[str]:
    return connection.scalars(select(table.c.record).where(table.c.deployment == deployment))
