"""What serves as plain values, taken out of the rows by SQLite itself: decoding tens of thousands
of records takes a second and more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

from teal.model.deployment import Phase, VersionState
from teal.model.recorded import Recorded, RecordedUnit

Row: TypeAlias = list[Any]

_LIVE = frozenset(state.value for state in VersionState if state.is_live)
_SERVING = VersionState.SERVING.value
_CLOSED = frozenset(phase.value for phase in Phase if not phase.is_open)

_RELEASES = "SELECT DISTINCT json_extract(record, '$.phase') FROM teal_release WHERE deployment = ?"
_POINTER = "SELECT logical, number FROM teal_pointer WHERE deployment = ?"
_VERSIONS = """
SELECT json_extract(record, '$.version.logical', '$.version.number', '$.version.physical',
                    '$.state', '$.sql', '$.is_view', '$.topic')
FROM teal_version WHERE deployment = ?"""
_UNITS = """
SELECT json_extract(record, '$.key.unit', '$.targets', '$.kind', '$.file', '$.line', '$.sql',
                    '$.inputs', '$.external_sql', '$.submission.session',
                    '$.submission.settings', '$.replayed', '$.started_at', '$.caught_up_at')
FROM teal_unit WHERE deployment = ? ORDER BY unit, version, attempt"""


def recorded(connection: sqlite3.Connection, deployment: str, identity: str) -> Recorded | None:
    """What serves; None where something else is alive too."""
    of = (deployment,)
    if any(phase not in _CLOSED for (phase,) in connection.execute(_RELEASES, of)):
        return None
    serving = dict(connection.execute(_POINTER, of).fetchall())
    versions = _rows(connection, _VERSIONS, of)
    for logical, number, _, state, *_ in versions:
        serves = serving.get(logical) == number
        if serves is not (state == _SERVING) or (state in _LIVE and not serves):
            return None
    rows = _rows(connection, _UNITS, of)
    units: dict[str, Row] = {}
    for row in rows:
        if any(_serves(each, serving) for each in row[1]):
            if units.setdefault(row[0], row)[1] != row[1]:
                return None  # two versions of it serve, each with some of its tables
            units[row[0]] = row
    if not all(_serves(each, serving) for row in units.values() for each in (*row[1], *row[6])):
        return None
    return Recorded(
        identity=identity,
        units=tuple(map(_unit, units.values())),
        tables={v[0]: v[4] for v in versions if v[3] == _SERVING and not v[5]},
        owners={v[2]: v[0] for v in versions if v[2] != v[0]},
        topics=sum(1 for v in versions if v[3] == _SERVING and v[6] is not None),
        measured=tuple(_measured(rows)),
    )


def _rows(connection: sqlite3.Connection, select: str, of: tuple[str, ...]) -> list[Row]:
    return [json.loads(text) for (text,) in connection.execute(select, of)]


def _serves(version: dict[str, Any], serving: dict[str, int]) -> bool:
    number: int = version["number"]
    return serving.get(version["logical"]) == number


def _unit(row: Row) -> RecordedUnit:
    name, targets, kind, file, line, sql, inputs, outside, session, settings, *_ = row
    return RecordedUnit(
        name,
        kind,
        file,
        line,
        sql,
        tuple([each["logical"] for each in targets]),
        tuple([each["logical"] for each in inputs]),
        outside or {},
        None if session is None else tuple(session),
        None if session is None else settings or {},
    )


def _measured(rows: Iterable[Row]) -> Iterable[tuple[str, float, int]]:
    for row in rows:
        replayed, began, ended = row[10:]
        if replayed and began is not None and ended is not None:
            took = datetime.fromisoformat(ended) - datetime.fromisoformat(began)
            yield row[0], took.total_seconds(), replayed
