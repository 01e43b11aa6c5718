"""What there is to say of one table: what serves and since when, what the present plan does with it
and why, who reads it, what it reads, and where it is defined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.changes import UnitAction, UnitChange
from teal.model.deployment import Deployment
from teal.model.errors import Mistake, Refused, Unreachable
from teal.model.explanation import (
    Explanation,
    OutsideReader,
    TableKind,
    VersionStanding,
    Writer,
)
from teal.model.names import consumer_group
from teal.model.project import Project
from teal.planning.adoption.topic_fitness import fitness_notes
from teal.planning.catalogue import Catalogue, external_version
from teal.planning.choice import WHATEVER_CHANGED
from teal.planning.decision import decide
from teal.planning.deployed import Deployed, deployed
from teal.planning.graph import Graph
from teal.planning.nearest import did_you_mean
from teal.planning.standing_of import live_versions
from teal.usecases.explaining_readers import Readers, unused
from teal.usecases.kept_shapes import KeptShapes
from teal.usecases.looking import seen_topics
from teal.usecases.reading import asked_project, deployment_or_new
from teal.usecases.workbench import Workbench


def explain(bench: Workbench, table: str, revision: str | None = None) -> Explanation:
    """Everything about a table. Raises Mistake for a name that nobody knows, offering the nearest.
    What engine and Kafka cannot say now is named and left out."""
    asked = asked_project(bench, revision)
    project, graph = asked.project, asked.graph
    deployment = deployment_or_new(bench)
    now = deployed(deployment)
    kind = _kind(table, project, now)
    unknown = [f"{each.message} {each.hint}" for each in asked.warnings]
    versions = live_versions(table, deployment, _phases(bench, unknown) if deployment.units else {})
    record = now.serving.get(table)
    serving = next((each for each in versions if record and each.version == record.version), None)
    shapes = KeptShapes(bench.cache)
    found = _plan(bench, project, graph, deployment, shapes, unknown)
    asking = Readers(project, graph, now, bench.environment, shapes)
    columns, readers = asking.columns(table), tuple(asking.of(table))
    shapes.save()
    writers = frozenset(graph.writers_of(table)) | _recorded_writers(table, now)
    topic = _topic(bench, table, project, now, serving)
    return Explanation(
        table=table,
        kind=kind,
        defined=_defined(table, project),
        topic=topic,
        serving=serving,
        beside=tuple(version for version in versions if version is not serving),
        writers=tuple(_writers(table, project, graph, now)),
        changes=tuple(each for each in found[0] if each.unit in writers),
        actions=tuple(each for each in found[1] if each.unit in writers),
        columns=columns,
        readers=readers,
        unused=unused(columns, readers),
        outside=(*_exposures(bench, table), *_groups(bench, topic, deployment, unknown)),
        notes=tuple(_notes(bench, table, project, serving, unknown)),
        unknown=tuple(unknown),
    )


def _kind(table: str, project: Project, now: Deployed) -> TableKind:
    if table in project.externals:
        return TableKind.EXTERNAL
    views = {unit.name for unit in project.units if not unit.has_job}
    owned = {target for unit in project.units for target in unit.targets}
    gone = {version.logical: record for version, record in now.records.items()}
    if table in views or (table not in owned and table in gone and gone[table].is_view):
        return TableKind.VIEW
    if table in owned or table in gone:
        return TableKind.TABLE
    units = {unit.name for unit in project.units}
    if table in units:
        unit = project.unit(table)
        assert unit is not None
        raise Mistake(
            f"`{table}` is a unit that writes {', '.join(unit.targets)}.", "Ask for that."
        )
    known = {*owned, *views, *project.externals, *gone}
    raise Mistake(
        f"there is no table `{table}` here.",
        did_you_mean(table, known) or "`teal graph` lists the tables.",
    )


def _defined(table: str, project: Project) -> str:
    source = project.tables.get(table)
    if source is not None:
        return f"{source.place.file}:{source.place.line}"
    unit = project.unit(table)
    return f"{unit.place.file}:{unit.place.line}" if unit is not None else ""


def _phases(bench: Workbench, unknown: list[str]) -> Mapping[str, str]:
    try:
        jobs = bench.engine.list_all()
    except (Unreachable, Mistake) as error:
        unknown.append(f"what jobs do now: {error}")
        return {}
    return {str(job.key): job.phase.value for job in jobs if job.key is not None}


def _plan(
    bench: Workbench,
    project: Project,
    graph: Graph,
    deployment: Deployment,
    shapes: KeptShapes,
    unknown: list[str],
) -> tuple[tuple[UnitChange, ...], tuple[UnitAction, ...]]:
    """What a plan of this revision would do now."""
    try:
        decision = decide(project, graph, deployment, bench.environment, WHATEVER_CHANGED, shapes)
    except Refused as error:
        unknown.append(f"what a plan would do: {error}")
        return (), ()
    return tuple(decision.changes), tuple(decision.actions)


def _recorded_writers(table: str, now: Deployed) -> frozenset[str]:
    record = now.serving.get(table)
    writers = now.writers.get(record.version, ()) if record is not None else ()
    return frozenset(unit.key.unit for unit in writers)


def _topic(
    bench: Workbench,
    table: str,
    project: Project,
    now: Deployed,
    serving: VersionStanding | None,
) -> str | None:
    if serving is not None:
        return serving.topic
    if table not in project.externals or table not in project.tables:
        return None
    catalogue = Catalogue(project, now, bench.environment, {})
    return catalogue.source(external_version(table)).topic


def _writers(table: str, project: Project, graph: Graph, now: Deployed) -> Iterator[Writer]:
    for name in graph.writers_of(table):
        unit = graph.units[name]
        reads = tuple(_with_version(each, name, project, now) for each in unit.inputs)
        yield Writer(name, f"{unit.place.file}:{unit.place.line}", reads, unit.stateful)


def _with_version(table: str, unit: str, project: Project, now: Deployed) -> str:
    """An input with the version that the running unit reads."""
    if table in project.externals:
        return f"{table} (external)"
    record = now.serving_units.get(unit)
    read = next((v for v in record.inputs if v.logical == table), None) if record else None
    return table if read is None else str(read)


def _exposures(bench: Workbench, table: str) -> Iterator[OutsideReader]:
    for exposure in bench.environment.exposures:
        if table in exposure.tables:
            groups = ", ".join(exposure.consumer_groups)
            seen_as = f", seen as {groups}" if groups else ", cannot be seen"
            who = f"exposure of {exposure.owner}{seen_as}; all columns count, it names none"
            yield OutsideReader(exposure.name, who)


def _groups(
    bench: Workbench, topic: str | None, deployment: Deployment, unknown: list[str]
) -> Iterator[OutsideReader]:
    if topic is None:
        return
    ours = {
        consumer_group(deployment.id, unit.key.unit, unit.key.version): f"unit {unit.key}"
        for unit in deployment.units
    }
    declared = {
        group: f"exposure {exposure.name}"
        for exposure in bench.environment.exposures
        for group in exposure.consumer_groups
    }
    try:
        found = bench.topics.groups(topic)
    except (Unreachable, Mistake) as error:
        unknown.append(f"consumer groups: {error}")
        return
    for group in found:
        who = ours.get(group.name) or declared.get(group.name) or "declared nowhere"
        yield OutsideReader(group.name, f"consumer group, {who}", group.members, group.lag)


def _notes(
    bench: Workbench,
    table: str,
    project: Project,
    serving: VersionStanding | None,
    unknown: list[str],
) -> Iterator[str]:
    if serving is None or serving.topic is None or serving.owns_topic:
        return
    yield f"Topic {serving.topic} was adopted; Teal did not create it and never deletes it."
    source = project.tables.get(table)
    if source is None or any(each.startswith("consumer groups") for each in unknown):
        return
    topic = seen_topics(bench, (serving.topic,)).get(serving.topic)
    if topic is not None:
        yield from fitness_notes(table, topic, source.definition, bench.environment)
