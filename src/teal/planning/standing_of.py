"""Which versions of a table live, since when, from where, and for whom. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from teal.model.deployment import Deployment, Release, UnitRecord, UnitState, VersionRecord
from teal.model.explanation import VersionStanding
from teal.model.names import Version
from teal.planning.deployed import Deployed, deployed


def live_versions(
    table: str, deployment: Deployment, phases: Mapping[str, str]
) -> tuple[VersionStanding, ...]:
    """Versions of the table that live, newest first. `phases` are what the engine says of jobs, by
    the text of their keys; empty where it was not asked."""
    now = deployed(deployment)
    releases = {release.id: release for release in deployment.releases}
    found = [r for v, r in now.records.items() if v.logical == table and r.state.is_live]
    found.sort(key=lambda record: record.version.number, reverse=True)
    return tuple(_standing(record, now, releases, phases) for record in found)


def _standing(
    record: VersionRecord,
    now: Deployed,
    releases: Mapping[str, Release],
    phases: Mapping[str, str],
) -> VersionStanding:
    writers = now.writers.get(record.version, ())
    release = releases.get(record.release)
    return VersionStanding(
        version=record.version,
        state=record.state.value,
        since=_since(record, release),
        release=record.release,
        commit=next((unit.commit for unit in writers if unit.commit), ""),
        topic=record.topic,
        owns_topic=record.owns_topic,
        jobs=tuple(_job(unit, phases) for unit in writers if unit.submission is not None),
        kept_for=tuple(_readers(record.version, now)),
    )


def _since(record: VersionRecord, release: Release | None) -> datetime | None:
    """When readers came to see it; of one that they never saw, when it was made."""
    promoted = release.promoted_at if release is not None else None
    return promoted or record.created_at


def _job(unit: UnitRecord, phases: Mapping[str, str]) -> str:
    handle = f" {unit.handle}" if unit.handle else ""
    said = phases.get(str(unit.key)) if phases else None
    state = said or ("gone" if phases and unit.state is UnitState.STARTED else unit.state.value)
    since = f" since {unit.started_at:%Y-%m-%d %H:%M} UTC" if unit.started_at else ""
    return f"{unit.key}{handle} ({state}{since})"


def _readers(version: Version, now: Deployed) -> Iterator[str]:
    """Units whose jobs run, and views that serve, that read this version."""
    for unit in now.units:
        runs = unit.submission is not None and unit.state is UnitState.STARTED
        serves = unit.submission is None and now.serving_units.get(unit.key.unit) == unit
        if (runs or serves) and version in unit.inputs:
            yield str(unit.key)
