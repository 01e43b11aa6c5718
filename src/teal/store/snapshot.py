"""A whole deployment in few bytes, in a form that is quick to read: tens of thousands of records
take a second to decode from JSON, and most commands find just what the one before them found."""

from __future__ import annotations

import marshal
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeAlias

from teal.model.codec import canonical, decoded
from teal.model.deployment import (
    Deployment,
    Release,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.errors import Mistake
from teal.model.names import UnitKey, Version
from teal.model.submission import Submission
from teal.model.validation import Cut
from teal.store.decoding import records_of

Plain: TypeAlias = list[Any]

_VERSION = VersionRecord.__struct_fields__
_UNIT = UnitRecord.__struct_fields__
_SUBMISSION = Submission.__struct_fields__
_values_of_version = attrgetter(*_VERSION)
_values_of_unit = attrgetter(*_UNIT)
_values_of_submission = attrgetter(*_SUBMISSION)
_version_states = {state.value: state for state in VersionState}
_unit_states = {state.value: state for state in UnitState}


def packed(deployment: Deployment) -> bytes | None:
    """The records as bytes; None where a value has no plain form."""
    try:
        return marshal.dumps(
            (
                [_packed_version(each) for each in deployment.versions],
                [_packed_unit(each) for each in deployment.units],
                [canonical(each) for each in deployment.releases],
                dict(deployment.serving),
            )
        )
    except ValueError:
        return None


def unpacked(content: bytes, bare: Deployment) -> Deployment | None:
    """The deployment, from what `packed` made of it; `bare` is it without records. None where the
    bytes hold something else."""
    try:
        versions, units, releases, serving = marshal.loads(content)
        known = _Known()
        return Deployment(
            bare.id,
            bare.project,
            bare.environment,
            bare.serial,
            bare.pointer_serial,
            tuple([known.version_record(each) for each in versions]),
            tuple([known.unit_record(each) for each in units]),
            serving,
            records_of(Release, releases),
        )
    except (Mistake, ValueError, TypeError, EOFError, LookupError):
        return None


def _packed_version(record: VersionRecord) -> Plain:
    values = list(_values_of_version(record))
    values[_V_VERSION] = _triple(record.version)
    values[_V_STATE] = record.state.value
    for at in _V_TIMES:
        values[at] = _text(values[at])
    return values


def _packed_unit(record: UnitRecord) -> Plain:
    values = list(_values_of_unit(record))
    values[_U_KEY] = _four(record.key)
    values[_U_STATE] = record.state.value
    for at in _U_VERSIONS:
        values[at] = [_triple(each) for each in values[at]]
    values[_U_EXTERNAL] = dict(record.external_sql)
    for at in _U_TIMES:
        values[at] = _text(values[at])
    if record.left_at is not None:
        values[_U_LEFT] = canonical(record.left_at)
    if record.submission is not None:
        submission = list(_values_of_submission(record.submission))
        submission[_S_KEY] = _four(record.submission.key)
        submission[_S_SETTINGS] = dict(record.submission.settings)
        values[_U_SUBMISSION] = submission
    return values


class _Known:
    """Makes records; versions and texts that are the same are the same object."""

    def __init__(self) -> None:
        self._versions: dict[tuple[str, int, str], Version] = {}

    def version_record(self, values: Plain) -> VersionRecord:
        values[_V_VERSION] = self._version(values[_V_VERSION])
        values[_V_STATE] = _version_states[values[_V_STATE]]
        for at in _V_TIMES:
            values[at] = _moment(values[at])
        return VersionRecord(*values)

    def unit_record(self, values: Plain) -> UnitRecord:
        four = values[_U_KEY]
        key = values[_U_KEY] = UnitKey(*four)
        values[_U_STATE] = _unit_states[values[_U_STATE]]
        for at in _U_VERSIONS:
            values[at] = tuple([self._version(each) for each in values[at]])
        for at in _U_TIMES:
            values[at] = _moment(values[at])
        if len(values) > _U_LEFT and values[_U_LEFT] is not None:
            values[_U_LEFT] = decoded(Cut, values[_U_LEFT])
        submission = values[_U_SUBMISSION]
        if submission is not None:
            given = submission[_S_KEY]
            submission[_S_KEY] = key if given == four else UnitKey(*given)
            values[_U_SUBMISSION] = Submission(*submission)
        return UnitRecord(*values)

    def _version(self, triple: tuple[str, int, str]) -> Version:
        found = self._versions.get(triple)
        if found is None:
            found = self._versions[triple] = Version(*triple)
        return found


def _triple(version: Version) -> tuple[str, int, str]:
    return version.logical, version.number, version.physical


def _four(key: UnitKey) -> tuple[str, str, int, int]:
    return key.deployment, key.unit, key.version, key.attempt


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


_V_VERSION, _V_STATE = map(_VERSION.index, ("version", "state"))
_V_TIMES = tuple(map(_VERSION.index, ("created_at", "retired_at")))
_U_KEY, _U_STATE, _U_EXTERNAL, _U_SUBMISSION, _U_LEFT = map(
    _UNIT.index, ("key", "state", "external_sql", "submission", "left_at")
)
_U_VERSIONS = tuple(map(_UNIT.index, ("targets", "inputs")))
_U_TIMES = tuple(map(_UNIT.index, ("started_at", "caught_up_at")))
_S_KEY, _S_SETTINGS = map(_SUBMISSION.index, ("key", "settings"))
