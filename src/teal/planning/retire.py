"""The plan that removes what a release replaced, and the evidence that nobody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from teal.model.deployment import Deployment, Release, UnitState, VersionRecord
from teal.model.environment import Environment, Exposure
from teal.model.names import Version, consumer_group
from teal.model.observed import Observed, ObservedGroup
from teal.model.plan import Plan, PlanKind
from teal.planning.deployed import deployed
from teal.planning.release_plan import release_plan, removal_steps


def retirement_plan(
    deployment: Deployment, release: Release, environment: Environment, observed: Observed
) -> Plan:
    """Stop the replaced and removed units, readers first, then delete their topics."""
    gone = (*release.replaced, *release.removed)
    notes = (
        "Asked: units of this deployment, consumer groups in Kafka, declared exposures. "
        "A reader that commits no position and is declared nowhere cannot be seen.",
    )
    steps = removal_steps(deployment, gone)
    return release_plan(PlanKind.RETIRE, deployment, release, environment, steps, notes)


def retirement_refusals(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    observed: Observed,
    moved_exposures: tuple[str, ...],
    now: datetime,
) -> tuple[str, ...]:
    """Why nothing may be removed yet, a sentence each; nothing where it may."""
    gone = frozenset((*release.replaced, *release.removed))
    return tuple(
        (
            *_too_early(release, environment, now),
            *_reading_units(deployment, gone),
            *_reading_groups(deployment, gone, observed),
            *_reading_exposures(deployment, gone, environment, observed, moved_exposures),
        )
    )


def _too_early(release: Release, environment: Environment, now: datetime) -> Iterator[str]:
    if release.promoted_at is None:
        yield f"release {release.id} does not serve"
        return
    until = release.promoted_at + environment.soak + environment.quarantine
    if now < until:
        yield f"it soaks until {until:%Y-%m-%d %H:%M:%S} UTC (soak and quarantine)"


def _reading_units(deployment: Deployment, gone: frozenset[Version]) -> Iterator[str]:
    for unit in deployed(deployment).units:
        is_gone_itself = gone.issuperset(unit.targets)
        if is_gone_itself or unit.state is not UnitState.STARTED or unit.submission is None:
            continue
        for version in sorted(gone.intersection(_read(unit.inputs, deployment))):
            yield f"{unit.key} still reads {version}"


def _read(inputs: tuple[Version, ...], deployment: Deployment) -> frozenset[Version]:
    """What is read, through views too."""
    index = deployed(deployment)
    found: set[Version] = set()
    ahead = list(inputs)
    while ahead:
        version = ahead.pop()
        if version in found:
            continue
        found.add(version)
        view = index.unit_of_view(version)
        if view is not None:
            ahead += view.inputs
    return frozenset(found)


def _reading_groups(
    deployment: Deployment, gone: frozenset[Version], observed: Observed
) -> Iterator[str]:
    topics = _topics(deployment, gone)
    ours = {
        consumer_group(deployment.id, unit.key.unit, unit.key.version) for unit in deployment.units
    }
    for group in sorted(observed.groups, key=lambda each: (each.topic, each.group)):
        if group.topic in topics and group.members and group.group not in ours:
            members = f"{group.members} member{'' if group.members == 1 else 's'}"
            yield f"consumer group {group.group} reads {group.topic} ({members})"


def _reading_exposures(
    deployment: Deployment,
    gone: frozenset[Version],
    environment: Environment,
    observed: Observed,
    moved: tuple[str, ...],
) -> Iterator[str]:
    tables = {version.logical for version in gone}
    by_group: dict[str, list[ObservedGroup]] = {}
    for group in observed.groups:
        if group.topic in _topics(deployment, gone):
            by_group.setdefault(group.group, []).append(group)
    for exposure in environment.exposures:
        if tables.isdisjoint(exposure.tables) or exposure.name in moved:
            continue
        yield from _reading_exposure(exposure, by_group)


def _reading_exposure(
    exposure: Exposure, by_group: dict[str, list[ObservedGroup]]
) -> Iterator[str]:
    if not exposure.consumer_groups:
        yield (
            f"exposure {exposure.name} ({exposure.owner}) cannot be observed; when it has moved, "
            f"say so with --moved {exposure.name!r}"
        )
        return
    for name in exposure.consumer_groups:
        for group in by_group.get(name, []):
            if group.members or group.lag:
                yield f"exposure {exposure.name} ({exposure.owner}) reads {group.topic} as {name}"


def _topics(deployment: Deployment, gone: frozenset[Version]) -> dict[str, VersionRecord]:
    return {
        record.topic: record
        for record in deployment.versions
        if record.version in gone and record.topic
    }
