"""The plan that removes what a release replaced, and the evidence that nobody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment, Exposure
from teal.model.names import Version, consumer_group, job_id
from teal.model.observed import Observed, ObservedGroup
from teal.model.plan import DropTable, Plan, PlanKind
from teal.model.wording import plural, verb
from teal.planning.deployed import Deployed, deployed
from teal.planning.living_on import Leaving, leaving
from teal.planning.notes import listed
from teal.planning.release_plan import release_plan, removal_steps

_ASKED = (
    "Asked: the units of this deployment, consumer groups in Kafka, declared exposures. A reader "
    "that commits no position and is declared nowhere cannot be seen."
)
_UNDOING = "Deleting a topic cannot be undone: after the first one there is no way back."


def retirement_plan(
    deployment: Deployment, release: Release, environment: Environment, observed: Observed
) -> Plan:
    """Stop the replaced and removed units, readers first, then delete their topics. What units
    that stay still read lives on. A topic whose id is not the one that Teal recorded is not ours
    and is left alone. `removed` of the plan are the versions that end with it."""
    now = deployed(deployment)
    leaves = leaving(deployment, release)
    foreign = dict(_foreign(now, leaves.gone, observed))
    steps = tuple(
        step
        for step in removal_steps(deployment, leaves.gone, environment, is_undo=False)
        if not isinstance(step, DropTable) or step.version not in foreign
    )
    left = (
        f"Topic {topic} is not the one that Teal created for {version}; it is left alone."
        for version, topic in foreign.items()
    )
    is_deleting = any(isinstance(step, DropTable) for step in steps)
    notes = (
        *left,
        *_adopted(now, leaves.gone),
        *_living_on(leaves),
        _ASKED,
        *((_UNDOING,) if is_deleting else ()),
    )
    plan = release_plan(PlanKind.RETIRE, deployment, release, environment, steps, notes)
    return replace(plan, removed=leaves.gone)


def retirement_refusals(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    observed: Observed,
    moved_exposures: tuple[str, ...],
    now: datetime,
) -> tuple[str, ...]:
    """Why nothing may be removed yet, a sentence each; nothing where it may."""
    index = deployed(deployment)
    gone = leaving(deployment, release).gone
    groups = tuple(_groups(index, gone, observed))
    return (
        *_too_early(release, environment, now),
        *_still_serving(index, gone),
        *_reading_groups(deployment, groups, environment),
        *_reading_exposures(gone, environment, groups, moved_exposures),
    )


def _living_on(leaves: Leaving) -> Iterator[str]:
    for version, readers in leaves.lives_on.items():
        yield (
            f"{version} lives on: {listed(readers)} still {verb(len(readers), 'read')} it."
            if readers
            else (f"{version} lives on: a job that writes it is still needed.")
        )


def _adopted(now: Deployed, gone: Iterable[Version]) -> Iterator[str]:
    """What becomes of topics that Teal did not create."""
    for version in sorted(gone):
        record = now.records[version]
        is_adopted = any(
            u.handle not in (None, job_id(u.key)) for u in now.writers.get(version, ())
        )
        if record.topic is None or not is_adopted:
            continue
        if record.owns_topic:
            yield (
                f"Topic {record.topic} of {version} was adopted, with the word that Teal may "
                "delete it: it goes."
            )
        else:
            yield (
                f"Topic {record.topic} of {version} was adopted: Teal did not create it and leaves "
                "it alone. Delete it by hand when nobody needs it."
            )


def _foreign(
    now: Deployed, gone: tuple[Version, ...], observed: Observed
) -> Iterator[tuple[Version, str]]:
    for version in gone:
        record = now.records[version]
        found = observed.topics.get(record.topic or "")
        if found is not None and record.topic_id is not None and found.id != record.topic_id:
            yield version, found.name


def _too_early(release: Release, environment: Environment, now: datetime) -> Iterator[str]:
    if release.promoted_at is None:
        yield f"release {release.id} does not serve"
        return
    until = release.promoted_at + environment.soak
    if now < until:
        yield f"it soaks until {_shown(until)}, so that it can be rolled back"
    elif now < until + environment.quarantine:
        yield f"what it replaced is in quarantine until {_shown(until + environment.quarantine)}"


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _still_serving(index: Deployed, gone: tuple[Version, ...]) -> Iterator[str]:
    for version in sorted(gone):
        record = index.serving.get(version.logical)
        if record is not None and record.version == version:
            yield f"{version} serves"


def _groups(
    index: Deployed, gone: tuple[Version, ...], observed: Observed
) -> Iterator[ObservedGroup]:
    topics = {index.records[version].topic for version in gone}
    for group in sorted(observed.groups, key=lambda each: (each.topic, each.group)):
        if group.topic in topics:
            yield group


def _reading_groups(
    deployment: Deployment, groups: tuple[ObservedGroup, ...], environment: Environment
) -> Iterator[str]:
    keys = (unit.key for unit in deployment.units)
    known = {consumer_group(deployment.id, key.unit, key.version) for key in keys}
    known.update(name for exposure in environment.exposures for name in exposure.consumer_groups)
    for group in groups:
        if group.members and group.group not in known:
            members = plural(group.members, "member")
            yield f"consumer group {group.group} reads {group.topic} ({members})"


def _reading_exposures(
    gone: tuple[Version, ...],
    environment: Environment,
    groups: tuple[ObservedGroup, ...],
    moved: tuple[str, ...],
) -> Iterator[str]:
    tables = {version.logical for version in gone}
    by_name: dict[str, list[ObservedGroup]] = {}
    for group in groups:
        by_name.setdefault(group.group, []).append(group)
    for exposure in environment.exposures:
        if not tables.isdisjoint(exposure.tables):
            yield from _reading_exposure(exposure, by_name, exposure.name in moved)


def _reading_exposure(
    exposure: Exposure, by_name: Mapping[str, list[ObservedGroup]], is_said_to_have_moved: bool
) -> Iterator[str]:
    """Members are seen and count whatever was said; being behind may mean that it has left."""
    who = f"exposure {exposure.name} ({exposure.owner})"
    say_so = f"when it has moved, say so with --moved {exposure.name!r}"
    if not exposure.consumer_groups and not is_said_to_have_moved:
        yield f"{who} cannot be observed; {say_so}"
    for group in (group for name in exposure.consumer_groups for group in by_name.get(name, ())):
        if group.members:
            yield f"{who} reads {group.topic} now, as consumer group {group.group}"
        elif group.lag and not is_said_to_have_moved:
            yield (
                f"{who} has {group.lag:,} records of {group.topic} ahead as consumer group "
                f"{group.group}; {say_so}"
            )
