"""The record against what really runs: jobs and topics that one has and the other has not."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.deployment import Deployment, UnitRecord, UnitState, VersionRecord
from teal.model.diagnosis import Diagnosis, Finding, FindingKind
from teal.model.names import UnitKey, Version
from teal.ports.engine import UnitStatus
from teal.ports.topics import TopicDescription
from teal.usecases.workbench import Workbench


def doctor(bench: Workbench) -> Diagnosis:
    """Ask engine and Kafka, and compare."""
    deployment = bench.store.load()
    jobs = tuple(bench.engine.list_all())
    recorded = deployment.versions if deployment else ()
    names = tuple(
        record.topic
        for record in recorded
        if record.topic and (record.owns_topic or record.state.is_live)
    )
    topics = bench.topics.describe(names)
    findings = (*_jobs(deployment, jobs), *_topics(deployment, dict(topics)))
    ours = sum(1 for job in jobs if job.key is not None and job.phase.is_live)
    foreign = sum(1 for job in jobs if job.key is None and job.phase.is_live)
    return Diagnosis(findings, ours, len(topics), foreign)


def _jobs(deployment: Deployment | None, jobs: tuple[UnitStatus, ...]) -> Iterator[Finding]:
    by_key = {job.key: job for job in jobs if job.key is not None}
    records: dict[UnitKey, UnitRecord] = {u.key: u for u in deployment.units} if deployment else {}
    for key, record in sorted(records.items()):
        if record.state is not UnitState.STARTED or record.submission is None:
            continue
        job = by_key.get(key)
        if job is None:
            yield Finding(
                FindingKind.JOB_GONE,
                str(key),
                "the record says it was started; the engine does not know it.",
                "Look at the cluster's history; nothing restarts it by itself.",
            )
        elif not job.phase.is_live:
            reason = f" ({job.reason})" if job.reason else ""
            yield Finding(
                FindingKind.JOB_NOT_RUNNING,
                str(key),
                f"the engine says {job.phase.value}{reason}.",
                "Look at its log before anything else.",
            )
    yield from _left_over(records, by_key)


def _left_over(
    records: dict[UnitKey, UnitRecord], by_key: dict[UnitKey, UnitStatus]
) -> Iterator[Finding]:
    for key, job in sorted(by_key.items()):
        record = records.get(key)
        if job.phase.is_live and (record is None or record.state is UnitState.STOPPED):
            yield Finding(
                FindingKind.JOB_LEFT_OVER,
                str(key),
                f"it runs ({job.handle.value}) and the record says that it should not."
                if records
                else f"it runs ({job.handle.value}) and the store is empty.",
                "Cancel it in Flink if nobody else needs it."
                if records
                else "Look first whether `store.url` names the store that it was deployed from.",
            )


def _topics(
    deployment: Deployment | None, topics: dict[str, TopicDescription]
) -> Iterator[Finding]:
    if deployment is None:
        return
    for record in deployment.versions:
        if record.topic is None or record.is_view:
            continue
        yield from _topic(record, topics.get(record.topic))


def _topic(record: VersionRecord, found: TopicDescription | None) -> Iterator[Finding]:
    version: Version = record.version
    if record.state.is_live and record.topic_id is not None:
        if found is None:
            yield Finding(
                FindingKind.TOPIC_GONE,
                str(version),
                f"topic {record.topic} does not exist any more.",
                "Its content is lost to readers; plan a rebuild of its unit.",
            )
        elif found.id != record.topic_id:
            yield Finding(
                FindingKind.TOPIC_REPLACED,
                str(version),
                f"topic {record.topic} is not the one that Teal {_came_by(record)}.",
                "Somebody deleted and created it again; find out who.",
            )
    elif record.state.is_live or not record.owns_topic or found is None:
        return
    elif found.id == record.topic_id:
        yield Finding(
            FindingKind.TOPIC_LEFT_OVER,
            str(version),
            f"topic {record.topic} still exists although the version is {record.state.value}.",
            "Delete it by hand if nobody needs it.",
        )


def _came_by(record: VersionRecord) -> str:
    return "created" if record.owns_topic else "adopted"
