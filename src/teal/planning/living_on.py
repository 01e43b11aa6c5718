"""Which older versions live on after a release, and for whom: what units that stay still read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from teal.model.deployment import Deployment, Release, UnitRecord, UnitState, VersionState
from teal.model.names import Version
from teal.planning.deployed import Deployed, deployed


class Leaving(Struct, frozen=True):
    """The older versions of a deployment, as one release ends. `gone` can be removed, `lives_on`
    maps the others to the units (or other versions that live on) for which they are kept."""

    gone: tuple[Version, ...]
    lives_on: Mapping[Version, tuple[str, ...]]


def leaving(deployment: Deployment, release: Release) -> Leaving:
    """What the retirement of a release removes: what it replaced or took out of the project, and
    older versions that lived on for readers which are gone now; less what is still read."""
    now = deployed(deployment)
    older = {*release.replaced, *release.removed, *_left_by_earlier(deployment)}
    readers = _readers(now, older)
    return Leaving(
        gone=tuple(sorted(older - readers.keys())),
        lives_on={version: tuple(sorted(readers[version])) for version in sorted(readers)},
    )


def living_on(deployment: Deployment) -> Mapping[Version, tuple[str, ...]]:
    """Older versions that no open release will retire, with those for whom they live on."""
    older = set(_left_by_earlier(deployment))
    readers = _readers(deployed(deployment), older)
    return {version: tuple(sorted(readers.get(version, ()))) for version in sorted(older)}


def _left_by_earlier(deployment: Deployment) -> Iterable[Version]:
    """Versions that stand by though the release which replaced them has ended."""
    held = {
        version
        for release in deployment.open_releases
        for version in (*release.replaced, *release.removed)
    }
    for record in deployment.versions:
        if record.state is VersionState.STANDBY and record.version not in held:
            yield record.version


def _readers(now: Deployed, older: set[Version]) -> dict[Version, set[str]]:
    """The older versions that something which stays reads, itself or through what it reads."""
    found: dict[Version, set[str]] = {}
    ahead = [unit for unit in now.units if _stays(unit, now, older)]
    seen = {str(unit.key) for unit in ahead}
    while ahead:
        unit = ahead.pop()
        for version in (*unit.inputs, *unit.targets):
            if version not in older:
                continue
            if version not in unit.targets:
                found.setdefault(version, set()).add(str(unit.targets[0]))
            else:  # its job writes this one too, as long as it runs
                found.setdefault(version, set())
            for writer in now.writers.get(version, ()):
                if str(writer.key) not in seen and _runs(writer, now):
                    seen.add(str(writer.key))
                    ahead.append(writer)
    return found


def _stays(unit: UnitRecord, now: Deployed, older: set[Version]) -> bool:
    return _runs(unit, now) and not older.issuperset(unit.targets)


def _runs(unit: UnitRecord, now: Deployed) -> bool:
    """Whether it reads, or is about to: a job, or a view that somebody may ask."""
    if unit.state is UnitState.STOPPED:
        return False
    return any(now.records[target].state.is_live for target in unit.targets)
