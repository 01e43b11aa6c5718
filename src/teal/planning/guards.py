"""Why a deployment may not be planned now: another release in the way, a topic that stands where
one is to be made, inputs that are not there, or an environment that is not empty though the store
is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes, Refused, ReleaseOpen
from teal.model.in_line import InLineChange
from teal.model.names import Version, parsed_job_name
from teal.model.observed import Observed
from teal.model.wording import plural
from teal.planning.catalogue import Catalogue, Source
from teal.planning.graph import Graph
from teal.planning.logical import place_of
from teal.planning.mistakes import Code, error
from teal.planning.reliance import ABSENT, RUNNING, Aspect, Situation, is_promoted
from teal.planning.versions import topic_of


def refuse_overlap(deployment: Deployment, graph: Graph, moving: frozenset[str]) -> None:
    """Raises ReleaseOpen where an open release is in the way: any that has not been promoted, or
    one that shares a unit with this one, or feeds it, or is fed by it."""
    for release in deployment.open_releases:
        related = _related(release, graph, moving)
        if not is_promoted(release) or related:
            raise ReleaseOpen(release.id, release.phase.value, related)


def _related(release: Release, graph: Graph, moving: frozenset[str]) -> tuple[str, ...]:
    tables = (*release.created, *release.replaced, *release.removed)
    writers = (name for version in tables for name in graph.writers_of(version.logical))
    theirs = frozenset((*release.units, *writers))
    touched = theirs | graph.descendants(theirs)
    reaching = moving | graph.descendants(moving)
    return tuple(sorted((moving & touched) | (reaching & theirs)))


def refuse_foreign(
    deployment: Deployment,
    graph: Graph,
    green: Mapping[str, Version],
    environment: Environment,
    observed: Observed,
) -> None:
    """Raises Refused where the store holds nothing but jobs or topics with our names exist."""
    if deployment.versions:
        return
    jobs = (
        f"job {job.name} is {job.phase}"
        for job in observed.jobs
        if job.is_live and (found := parsed_job_name(job.name)) and found.unit in graph.units
    )
    tables = {target for unit in graph.units.values() if unit.has_job for target in unit.targets}
    topics = (
        f"topic {topic} exists with {plural(observed.topics[topic].partitions, 'partition')}"
        for table, version in sorted(green.items())
        if table in tables and (topic := topic_of(version, environment)) in observed.topics
    )
    reasons = (*sorted(jobs), *topics)
    if reasons:
        raise Refused(
            "the store holds no deployment, but names of this project are in use.",
            reasons,
            "If they are of this project, restore the store they were deployed from (`store.url` "
            "of the configuration), or rebuild it from what runs: `teal adopt --rebuild` for jobs "
            "that Teal started, `teal adopt` for others. If they are foreign, stop and remove "
            "them, or set other names with `tables.topic`.",
        )


def refuse_taken_topics(
    tables: Iterable[Source], externals: Iterable[Source], observed: Observed
) -> None:
    """Raises Refused where the topic of a new version exists already or is an external's."""
    theirs = {source.topic: source.version.logical for source in externals}
    reasons = tuple(_taken(tables, theirs, observed))
    if reasons:
        raise Refused(
            "topics that this plan would create are there already, and Teal did not create them.",
            reasons,
            "Remove or rename them, or set another `tables.topic` template.",
        )


def _taken(
    tables: Iterable[Source], theirs: Mapping[str | None, str], observed: Observed
) -> Iterator[str]:
    for source in tables:
        topic = source.topic
        assert topic is not None
        assert source.kafka is not None
        if topic in theirs:
            yield f"topic {topic}, for {source.version}, is the external table {theirs[topic]}"
        elif (found := observed.topics.get(topic)) is not None:
            wanted = source.kafka.partitions
            other = "" if found.partitions == wanted else f"; the plan wants {wanted}"
            yield (
                f"topic {topic}, for {source.version}, exists with "
                f"{plural(found.partitions, 'partition')}{other}"
            )


def refuse_missing_inputs(
    catalogue: Catalogue, kept: Iterable[Version], observed: Observed
) -> None:
    """Raises ProjectMistakes for externals without a topic, Refused for kept tables whose topic
    is gone or is not the one that Teal created."""
    sources = [catalogue.source(version) for version in sorted(kept)]
    missing = [
        error(
            Code.NO_TOPIC,
            f"the topic `{source.topic}` of the external table `{source.version.logical}` does "
            "not exist.",
            place_of(source.statement),
            "Create it, or correct `externals` of the configuration.",
        )
        for source in sources
        if source.is_external and source.topic and source.topic not in observed.topics
    ]
    if missing:
        raise ProjectMistakes(tuple(missing))
    reasons = tuple(_lost(catalogue, (s for s in sources if not s.is_external), observed))
    if reasons:
        hint = "Look with `teal doctor`."
        raise Refused("tables that this plan would go on reading are not whole.", reasons, hint)


def refuse_stopped(changes: Iterable[InLineChange], now: Situation) -> None:
    """Raises Refused for units that shall go on from a savepoint and do not run."""
    reasons = tuple(
        f"{change.key} is {'not there' if state == ABSENT else state}"
        for change in changes
        if change.restarts and (state := now.state(Aspect.JOB, str(change.key))) != RUNNING
    )
    if reasons:
        raise Refused(
            "what shall go on from a savepoint has to run.",
            reasons,
            "Look with `teal doctor`; a unit that does not run can be rebuilt with --rebuild.",
        )


def _lost(catalogue: Catalogue, kept: Iterable[Source], observed: Observed) -> Iterator[str]:
    for source in kept:
        record = catalogue.deployed.records[source.version]
        found = observed.topics.get(source.topic or "")
        if found is None:
            yield f"topic {source.topic} of {source.version} does not exist"
        elif record.topic_id is not None and found.id != record.topic_id:
            yield f"topic {source.topic} of {source.version} is not the one that Teal created"
