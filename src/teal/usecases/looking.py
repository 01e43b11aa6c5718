"""Looking at everything that runs, whoever started it: jobs with what they read and write, topics
with their settings, the last record of each, and what readers are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from teal.model.adoption import (
    NOTHING_TOLD,
    RunningJob,
    SampledRecord,
    Seen,
    SeenTopic,
    ShownTable,
)
from teal.model.errors import Refused
from teal.model.names import UnitKey, job_id, owner_tag, parsed_job_name
from teal.model.validation import Cut
from teal.ports.engine import UnitStatus
from teal.ports.switching import Serving
from teal.ports.topics import Record
from teal.usecases.workbench import Workbench


def seen(bench: Workbench, deployment: str, is_rebuild: bool) -> Seen:
    """All jobs and topics. What readers are told counts for a rebuild only."""
    names = tuple(sorted(bench.topics.list_names()))
    serving = shown_serving(bench) if is_rebuild else None
    is_ours = serving is not None and serving.deployment == deployment
    return Seen(
        jobs=tuple(_job(bench, job, deployment, names) for job in bench.engine.list_all()),
        topics=seen_topics(bench, names),
        shown={
            name: ShownTable(table.version, table.physical, table.topic)
            for name, table in (serving.tables.items() if serving and is_ours else ())
        },
        shown_serial=serving.serial if serving and is_ours else 0,
    )


def seen_topics(bench: Workbench, names: Sequence[str]) -> dict[str, SeenTopic]:
    """Those of the topics that exist, with their settings."""
    return {
        name: SeenTopic(name, found.id, found.partitions, dict(found.config))
        for name, found in sorted(bench.topics.describe(names).items())
    }


def own_jobs(found: Seen) -> tuple[RunningJob, ...]:
    """Live jobs that the deployment has started itself."""
    return tuple(job for job in found.jobs if job.key is not None and job.is_live)


def shown_serving(bench: Workbench) -> Serving | None:
    """What switch points tell readers; None where none tells anything that can be read."""
    for point in bench.switch_points.values():
        try:
            found = point.told()
        except Refused:  # somebody else's record stands there
            continue
        if found is not None:
            return found
    return None


def last_records(bench: Workbench, topics: Iterable[str]) -> dict[str, SampledRecord]:
    """The last record of each topic that holds any."""
    names = tuple(sorted(set(topics)))
    found: dict[str, SampledRecord] = {}
    cut = bench.topics.ends(names) if names else Cut(())
    for name in names:
        record = _last_record(bench, cut.of(frozenset({name})))
        if record is not None:
            found[name] = SampledRecord(record.key, record.value)
    return found


def _last_record(bench: Workbench, cut: Cut) -> Record | None:
    end = next((end for end in cut.ends if end.last_data >= end.start), None)
    if end is None:
        return None
    one = Cut((end,))
    records = list(bench.topics.read({(end.topic, end.partition): end.last_data}, one))
    return records[-1] if records else None


def _job(bench: Workbench, job: UnitStatus, deployment: str, topics: tuple[str, ...]) -> RunningJob:
    live = job.phase.is_live
    picture = bench.engine.picture(job.handle, topics) if live else None
    return RunningJob(
        handle=job.handle.value,
        name=job.name,
        phase=job.phase.value,
        is_live=live,
        started_at=job.started_at,
        key=_own_key(job, deployment),
        picture=picture or NOTHING_TOLD,
    )


def _own_key(job: UnitStatus, deployment: str) -> UnitKey | None:
    """The key of a job that this deployment started: its id proves it, whatever its name says."""
    parsed = parsed_job_name(job.name)
    if parsed is None or parsed.owner != owner_tag(deployment):
        return None
    key = UnitKey(deployment, parsed.unit, parsed.version, parsed.attempt)
    return key if job_id(key) == job.handle.value else None
