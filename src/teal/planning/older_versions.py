"""Older versions that would live on for units that stay, and who has to move so that they do not
pile up into a second environment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from teal.model.deployment import UnitRecord
from teal.model.names import Version
from teal.model.project import UnitKind
from teal.model.wording import plural
from teal.planning.deployed import Deployed


class Burden(Struct, frozen=True):
    """A unit that stays would hold an older version: itself, or through what it reads."""

    unit: str
    holds: Version


def held_versions(now: Deployed, kept: Iterable[str], replaced: Collection[str]) -> set[Version]:
    """The older versions that live on if the units `kept` stay and the tables `replaced` get new
    ones: what they read, and what feeds that."""
    ahead = [now.serving_units[name] for name in kept if name in now.serving_units]
    seen = {str(unit.key) for unit in ahead}
    held: set[Version] = set()
    while ahead:
        unit = ahead.pop()
        for version in unit.inputs:
            if not _is_older(version, now, replaced):
                continue
            held.add(version)
            for writer in now.writers.get(version, ()):
                if str(writer.key) not in seen:
                    seen.add(str(writer.key))
                    ahead.append(writer)
    return held


_ONE_IN = 20
_OF_A_TABLE = "and no more than {} of a table may live on (keep_at_most)"
_IN_ALL = "and no more than {} may run for older versions alone beside the project's {}"


def too_many(
    limit: int, jobs: int, now: Deployed, kept: Collection[str], replaced: Collection[str]
) -> Iterator[tuple[Mapping[str, Burden], str]]:
    """For each bound on what lives on, the kept units that have to move to keep it, and why.
    `limit` is how many older versions of each table may, `jobs` how many jobs the project has."""
    yield (
        beyond(limit, now, kept, replaced),
        _OF_A_TABLE.format(plural(limit, "older version")),
    )
    most = most_older_jobs(limit, jobs)
    yield beyond_all(most, now, kept, replaced), _IN_ALL.format(plural(most, "job"), jobs)


def most_older_jobs(limit: int, jobs: int) -> int:
    """How many jobs may run for older versions alone in a project of so many: one in twenty (but
    one in any), times the bound for each table."""
    return limit * max(1, jobs // _ONE_IN)


def beyond(
    limit: int, now: Deployed, kept: Collection[str], replaced: Collection[str]
) -> Mapping[str, Burden]:
    """The kept units that have to move so that at most `limit` older versions of each table live
    on; the oldest ones go first."""
    by_table: dict[str, list[Version]] = {}
    for version in held_versions(now, kept, replaced):
        by_table.setdefault(version.logical, []).append(version)
    surplus = {
        version
        for versions in by_table.values()
        for version in sorted(versions, key=lambda each: each.number)[: len(versions) - limit]
        if len(versions) > limit
    }
    return holders(surplus, now, kept)


def beyond_all(
    limit: int, now: Deployed, kept: Collection[str], replaced: Collection[str]
) -> Mapping[str, Burden]:
    """The kept units that have to move so that at most `limit` jobs run for older versions alone;
    the versions with the fewest readers go first, of those the oldest."""
    written: dict[str, list[Version]] = {}
    for version in held_versions(now, kept, replaced):
        for writer in now.writers.get(version, ()):
            if writer.kind != UnitKind.VIEW.value:
                written.setdefault(str(writer.key), []).append(version)
    if len(written) <= limit:
        return {}
    readers = _readers(now)

    def price(versions: list[Version]) -> tuple[int, list[tuple[int, str]]]:
        staying = (
            unit
            for version in versions
            for unit in readers.get(version, ())
            if unit.key.unit in kept and _serves(unit, now)
        )
        numbered = sorted((version.number, version.logical) for version in versions)
        return sum(1 for _ in staying), numbered

    cheapest = sorted(written.values(), key=price)[: len(written) - limit]
    surplus = {version for versions in cheapest for version in versions}
    return holders(surplus, now, kept)


def holders(
    versions: Collection[Version], now: Deployed, kept: Collection[str]
) -> Mapping[str, Burden]:
    """The kept units that depend on these versions, themselves or through others that run for them
    (units that move are among these: their older versions may be held too)."""
    if not versions:
        return {}
    readers = _readers(now)
    found: dict[str, Burden] = {}
    ahead = [(version, version) for version in sorted(versions)]
    seen = set(versions)
    while ahead:
        version, root = ahead.pop()
        for unit in readers.get(version, ()):
            if unit.key.unit in kept and _serves(unit, now):
                found.setdefault(unit.key.unit, Burden(unit.key.unit, root))
            for target in unit.targets:
                if target not in seen:
                    seen.add(target)
                    ahead.append((target, root))
    return found


def _is_older(version: Version, now: Deployed, replaced: Collection[str]) -> bool:
    if version.logical in replaced:
        return True
    serving = now.serving.get(version.logical)
    return serving is None or serving.version != version


def _serves(unit: UnitRecord, now: Deployed) -> bool:
    return now.serving_units.get(unit.key.unit) == unit


def _readers(now: Deployed) -> dict[Version, list[UnitRecord]]:
    found: dict[Version, list[UnitRecord]] = {}
    for unit in now.units:
        is_live = any(now.records[target].state.is_live for target in unit.targets)
        if is_live:
            for version in unit.inputs:
                found.setdefault(version, []).append(unit)
    return found
