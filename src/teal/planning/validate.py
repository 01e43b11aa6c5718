"""The plan that compares a release's new versions with those that they replace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from teal.model.deployment import Deployment, Release, UnitRecord, VersionRecord
from teal.model.environment import Environment
from teal.model.plan import Measure, Plan, PlanKind, WatchedUnit
from teal.model.validation import Comparison
from teal.planning.comparisons import comparison
from teal.planning.deployed import Deployed, deployed
from teal.planning.notes import listed
from teal.planning.record_topics import RecordTopics
from teal.planning.release_plan import release_plan
from teal.planning.stored import means_the_same
from teal.planning.topology import topology


def validation_plan(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    show_rows: bool = False,
) -> Plan:
    """One step that measures in rounds: every table that the release made against its blue, while
    the units that write either are watched."""
    now = deployed(deployment)
    green = [now.records[version] for version in sorted(release.created)]
    blue = {version.logical: now.records[version] for version in release.replaced}
    units = _watched(now, environment, (*green, *blue.values()))
    comparisons = tuple(
        comparison(record, blue.get(record.version.logical), environment)
        for record in green
        if not record.is_view
    )
    comparisons += tuple(_changed_views(green, blue))
    measure = Measure(
        key="measure",
        comparisons=comparisons,
        units=units,
        entering=_entering(units),
        show_rows=show_rows,
    )
    notes = (*_notes(green, blue), *_retyped(comparisons, environment))
    return release_plan(PlanKind.VALIDATE, deployment, release, environment, (measure,), notes)


def compares_something(plan: Plan) -> bool:
    """Whether a validation has anything to measure; a release that only removes, or adds views,
    has nothing."""
    return any(isinstance(step, Measure) and step.comparisons for step in plan.steps)


def _watched(
    now: Deployed, environment: Environment, records: Iterable[VersionRecord]
) -> tuple[WatchedUnit, ...]:
    topics = RecordTopics(now, environment)
    units: dict[str, UnitRecord] = {
        str(unit.key): unit
        for record in records
        for unit in now.writers.get(record.version, ())
        if not record.is_view
    }
    inputs = {name: topics.inputs(unit) for name, unit in units.items()}
    outputs = {name: topics.outputs(unit) for name, unit in units.items()}
    writers: dict[str, list[str]] = {}
    for name, written in outputs.items():
        for topic in written:
            writers.setdefault(topic, []).append(name)
    needs = {
        name: {writer for topic in read for writer in writers.get(topic, ())}
        for name, read in inputs.items()
    }
    return tuple(
        WatchedUnit(unit=units[name].key, inputs=inputs[name], outputs=outputs[name])
        for name in topology(needs).order
    )


def _entering(units: Iterable[WatchedUnit]) -> tuple[str, ...]:
    watched = tuple(units)
    written = {topic for unit in watched for topic in unit.outputs}
    return tuple(sorted({topic for unit in watched for topic in unit.inputs} - written))


def _changed_views(
    green: Iterable[VersionRecord], blue: Mapping[str, VersionRecord]
) -> Iterator[Comparison]:
    """Views whose own text changed: nothing here can prove them right, and that has to be said. An
    unchanged view is as good as the tables that it reads, a new one has no blue."""
    for record in green:
        before = blue.get(record.version.logical)
        if record.is_view and before is not None and not means_the_same(before.sql, record.sql):
            yield Comparison(
                table=record.version.logical,
                blue_topic=None,
                green_topic="",
                key=(),
                columns=(),
                not_comparable="its text changed, and a view has no rows of its own to compare",
            )


def _notes(green: Iterable[VersionRecord], blue: Mapping[str, VersionRecord]) -> Iterator[str]:
    for record in green:
        if record.is_view:
            yield (
                f"{record.version} is a view: it has no rows of its own and is judged by the "
                "tables that it reads."
            )
        elif record.version.logical not in blue:
            yield f"{record.version} is new: it has no blue and is judged by its own checks."


def _retyped(comparisons: Iterable[Comparison], environment: Environment) -> Iterator[str]:
    for each in comparisons:
        wished = environment.validation.ignore.get(each.table, ())
        names = [name for name in each.ignored if name not in wished]
        if names:
            yield f"{each.table}: {listed(names)} changed type and cannot be compared."
