"""`naming: versioned`: a release is refused where the number in a file is not free. A number is
never used again, since a retired topic may still hold rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from teal.model.changes import UnitAction
from teal.model.deployment import VersionRecord, VersionState
from teal.model.environment import Environment, Naming
from teal.model.errors import Refused
from teal.model.names import Version
from teal.model.project import Unit
from teal.planning.deployed import Deployed

_HINT = (
    "Run `teal versions write`: it gives them, and what reads them, the next number. What did not "
    "change and shall be built anew is named with --table."
)


def refuse_used_numbers(
    green: Mapping[str, Version],
    deployed: Deployed,
    units: Sequence[Unit],
    actions: Sequence[UnitAction],
    environment: Environment,
) -> None:
    """Raises Refused, naming each unit of the release whose file has a number that is taken, and
    why the unit needs another one."""
    if environment.naming is Naming.LOGICAL:
        return
    why = {action.unit: action.reasons[0] for action in actions}
    reasons = tuple(_taken(green, deployed, units, why))
    if reasons:
        raise Refused("the files do not say a new number for what has to be built.", reasons, _HINT)


def _taken(
    green: Mapping[str, Version],
    deployed: Deployed,
    units: Sequence[Unit],
    why: Mapping[str, str],
) -> Iterator[str]:
    owners = {version.physical: version.logical for version in deployed.records}
    said: set[str] = set()
    for unit in units:
        for table in unit.targets:
            version = green[table]
            obstacle = _obstacle(version, deployed) or _foreign(version, owners)
            if obstacle and table not in said:
                said.add(table)
                where = f"{unit.place.file}:{unit.place.line}"
                yield f"{table} has to be built anew, because {why[unit.name]}; {where} {obstacle}"


def _obstacle(version: Version, deployed: Deployed) -> str:
    highest = deployed.highest.get(version.logical, 0)
    if version.number > highest:
        return ""
    record = _record_of(version, deployed)
    says = f"says `{version.physical}`"
    if record is None:
        return f"{says}, and v{highest} was made already: numbers only grow"
    release = record.release
    match record.state:
        case VersionState.SERVING:
            return f"says `{version.physical}`, which serves"
        case VersionState.STANDBY:
            return f"{says}, which stands by since it was replaced"
        case VersionState.GREEN:
            return f"{says}, which is on its way in release {release}"
        case VersionState.ABORTED | VersionState.RETIRED:
            return f"{says}, a number that release {release} used ({record.state.value})"


def _record_of(version: Version, deployed: Deployed) -> VersionRecord | None:
    for record in deployed.records.values():
        if (record.version.logical, record.version.number) == (version.logical, version.number):
            return record
    return None


def _foreign(version: Version, owners: Mapping[str, str]) -> str:
    owner = owners.get(version.physical, version.logical)
    if owner == version.logical:
        return ""
    return f"says `{version.physical}`, which the record knows as a version of {owner}"
