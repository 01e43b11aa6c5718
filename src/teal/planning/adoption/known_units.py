"""What the store holds already: adopting again changes nothing of it, and contradicts none of it.
A unit whose recorded job is gone may be given another one, by a person's word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from teal.model.adoption import Doubt, DoubtKind, Problem, RunningJob, Seen, Words
from teal.model.deployment import Deployment, UnitRecord
from teal.model.project import Project
from teal.planning.deployed import Deployed, deployed


class KnownUnits(Struct, frozen=True):
    """`recorded` are units that serve, `handles` their jobs; `rebound` are records that get
    another job."""

    recorded: frozenset[str]
    handles: frozenset[str]
    rebound: tuple[UnitRecord, ...]
    doubts: tuple[Doubt, ...]
    problems: tuple[Problem, ...]


def known_units(project: Project, deployment: Deployment, seen: Seen, words: Words) -> KnownUnits:
    """What of the project is in the record, and what the words say against it."""
    now = deployed(deployment)
    jobs = {job.handle: job for job in seen.jobs}
    rebound: list[UnitRecord] = []
    doubts: list[Doubt] = []
    problems: list[Problem] = []
    for unit in project.units:
        record, word = now.serving_units.get(unit.name), words.units.get(unit.name)
        if record is None or word is None or not word.job:
            continue
        job = next(j for j in seen.jobs if j.is_live and word.job in (j.handle, j.name))
        if job.handle == record.handle:
            continue
        recorded = jobs.get(record.handle or "")
        if recorded is not None and recorded.is_live:
            what = f"the record says that job {recorded} is it, and it runs"
            problems.append(Problem(f"unit {unit.name}", what))
            continue
        rebound.append(replace(record, handle=job.handle, started_at=job.started_at))
        doubts.append(_rebound(unit.name, record, recorded, job))
    problems += _other_topics(now, words)
    return KnownUnits(
        recorded=frozenset(unit.name for unit in project.units if unit.name in now.serving_units),
        handles=frozenset(unit.handle for unit in deployment.units if unit.handle),
        rebound=tuple(rebound),
        doubts=tuple(doubts),
        problems=tuple(problems),
    )


def _rebound(unit: str, record: UnitRecord, recorded: RunningJob | None, job: RunningJob) -> Doubt:
    state = "gone" if recorded is None else recorded.phase
    return Doubt(
        DoubtKind.REBOUND,
        f"unit {unit}",
        f"the record says job {record.handle}, which is {state}; {job} takes its place",
        f"Say why under `units: {unit}: {{job: {job.handle}, trust: …}}`.",
    )


def _other_topics(now: Deployed, words: Words) -> Iterator[Problem]:
    said: Mapping[str, str] = {name: word.topic for name, word in words.tables.items()}
    for table, record in sorted(now.serving.items()):
        topic = said.get(table)
        if topic and topic != record.topic:
            what = f"the record says topic {record.topic}, the mapping file {topic}"
            yield Problem(f"table {table}", what)
