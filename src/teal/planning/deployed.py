"""A deployment, indexed: records by version, units by what they write, what serves now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from teal.model.deployment import Deployment, UnitRecord, VersionRecord
from teal.model.names import Version


class Deployed(Struct, frozen=True):
    """The index. `units` are the newest attempts, ordered by unit and version.

    `serving` maps a table to the record that serves, `serving_units` a unit's name to its record
    that writes what serves: nothing green, aborted or retired counts there.
    """

    id: str
    records: Mapping[Version, VersionRecord]
    units: tuple[UnitRecord, ...]
    writers: Mapping[Version, tuple[UnitRecord, ...]]
    serving: Mapping[str, VersionRecord]
    serving_units: Mapping[str, UnitRecord]
    highest: Mapping[str, int]

    def unit_of_view(self, version: Version) -> UnitRecord | None:
        """The record of the view that a version is, or None for a table."""
        record = self.records.get(version)
        if record is None or not record.is_view:
            return None
        return next(iter(self.writers.get(version, ())), None)

    def read_through(self, inputs: Iterable[Version]) -> tuple[Version, ...]:
        """All versions that reading these means: themselves, and what their views read."""
        found: dict[Version, None] = {}
        ahead = list(inputs)
        while ahead:
            version = ahead.pop()
            if version not in found:
                found[version] = None
                view = self.unit_of_view(version)
                ahead += view.inputs if view is not None else ()
        return tuple(found)

    def tables_read(self, inputs: Iterable[Version]) -> tuple[Version, ...]:
        """The versions of tables that reading these means, without views."""
        return tuple(v for v in self.read_through(inputs) if self.unit_of_view(v) is None)


@lru_cache(maxsize=2)
def deployed(deployment: Deployment) -> Deployed:
    """The index of a deployment. All parts of a plan ask for the same one."""
    units = _newest_attempts(deployment.units)
    records = {record.version: record for record in deployment.versions}
    serving = {
        version.logical: record
        for version, record in records.items()
        if deployment.serving.get(version.logical) == version.number
    }
    return Deployed(
        id=deployment.id,
        records=records,
        units=units,
        writers=_writers(units),
        serving=serving,
        serving_units=_serving_units(units, serving),
        highest=_highest(records),
    )


def _newest_attempts(units: Iterable[UnitRecord]) -> tuple[UnitRecord, ...]:
    newest: dict[tuple[str, int], UnitRecord] = {}
    for unit in units:
        name = (unit.key.unit, unit.key.version)
        if name not in newest or newest[name].key.attempt < unit.key.attempt:
            newest[name] = unit
    return tuple(newest[name] for name in sorted(newest))


def _writers(units: Iterable[UnitRecord]) -> dict[Version, tuple[UnitRecord, ...]]:
    found: dict[Version, list[UnitRecord]] = {}
    for unit in units:
        for target in unit.targets:
            found.setdefault(target, []).append(unit)
    return {version: tuple(writers) for version, writers in found.items()}


def _serving_units(
    units: Iterable[UnitRecord], serving: Mapping[str, VersionRecord]
) -> dict[str, UnitRecord]:
    return {
        unit.key.unit: unit
        for unit in units
        if any(
            target.logical in serving and serving[target.logical].version == target
            for target in unit.targets
        )
    }


def _highest(versions: Iterable[Version]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for version in versions:
        highest[version.logical] = max(version.number, highest.get(version.logical, 0))
    return highest
