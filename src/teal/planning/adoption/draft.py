"""The records that adopting would write, before the engine has been asked whether each job runs
what the revision says: jobs to units, topics to tables, versions, and the texts to compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from teal.model.adoption import BoundTable, Doubt, Problem, RunningJob, Seen, Words
from teal.model.deployment import (
    Deployment,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.names import UnitKey, Version
from teal.model.project import Project, Unit
from teal.planning.adoption.absent import left_out
from teal.planning.adoption.known_units import KnownUnits, known_units
from teal.planning.adoption.matching import Match, matched, strangers
from teal.planning.adoption.running_names import RunningNames
from teal.planning.adoption.table_places import Placing
from teal.planning.adoption.word_checks import word_mistakes
from teal.planning.binding import Binder
from teal.planning.catalogue import Catalogue, is_external
from teal.planning.deployed import deployed
from teal.planning.graph import Graph

UNKNOWN = "unknown"
"""Where reading began, and since when a table is whole, of what Teal did not start."""


class Question(Struct, frozen=True):
    """What is to be adopted, and all that is known about it. `now` and `release` are values."""

    project: Project
    graph: Graph
    environment: Environment
    deployment: Deployment
    seen: Seen
    words: Words
    release: str
    now: datetime


class Draft(Struct, frozen=True):
    """The records with their submissions, and how all was found. `deployment` is the one that
    would be; `strangers` are live jobs that no unit claims."""

    question: Question
    deployment: Deployment
    names: RunningNames
    matches: Mapping[str, Match]
    tables: Mapping[str, BoundTable]
    known: KnownUnits
    absent: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    problems: tuple[Problem, ...]
    strangers: tuple[RunningJob, ...]
    versions: tuple[VersionRecord, ...] = ()
    records: tuple[UnitRecord, ...] = ()

    @property
    def asked(self) -> tuple[UnitRecord, ...]:
        """The units whose jobs have to be compared with their texts."""
        records = (*self.known.rebound, *self.records)
        return tuple(unit for unit in records if unit.submission is not None)


def drafted(question: Question) -> Draft:
    """The draft; without records where something cannot be bound. Raises ProjectMistakes for a
    mapping file that names what is not there."""
    project, words, seen = question.project, question.words, question.seen
    if mistakes := word_mistakes(words, project, seen):
        raise ProjectMistakes(mistakes)
    names = RunningNames(project, question.environment, words)
    known = known_units(project, question.deployment, seen, words)
    absent, why_not = left_out(project, words, known.recorded)
    wanted = frozenset(unit.name for unit in project.units) - absent - known.recorded
    found = matched(project, seen.jobs, names, words, wanted, seen.shown)
    now = deployed(question.deployment)
    placing = Placing(project, question.environment, names, found.matches, seen, words, now)
    units = tuple(
        unit for unit in project.units if unit.name in (found.matches if unit.has_job else wanted)
    )
    places = placing.place(_new_tables(units, question.deployment))
    taken = {*(match.job.handle for match in found.matches.values()), *known.handles}
    others = (job for job in strangers(seen.jobs, found) if job.handle not in taken)
    draft = Draft(
        question=question,
        deployment=question.deployment,
        names=names,
        matches=found.matches,
        tables=places.tables,
        known=known,
        absent=tuple(sorted(absent)),
        doubts=(*known.doubts, *found.doubts, *places.doubts),
        problems=(*known.problems, *why_not, *found.problems.values(), *places.problems),
        strangers=tuple(sorted(others, key=lambda job: job.name)),
    )
    return draft if draft.problems else _recorded(draft, units, placing)


def _recorded(draft: Draft, units: tuple[Unit, ...], placing: Placing) -> Draft:
    """The draft with its records."""
    question = draft.question
    versions = {table: bound.version for table, bound in draft.tables.items()}
    versions |= {unit.name: placing.view(unit.name) for unit in units if not unit.has_job}
    records = tuple(_versions(question, units, versions, draft.tables, draft.matches))
    deployment = _with(question, units, versions, records, draft.matches)
    made = deployment.units[len(question.deployment.units) :]
    return replace(draft, deployment=deployment, versions=records, records=made)


def _new_tables(units: tuple[Unit, ...], deployment: Deployment) -> frozenset[str]:
    return frozenset(
        target
        for unit in units
        if unit.has_job
        for target in unit.targets
        if target not in deployment.serving
    )


def _versions(
    question: Question,
    units: tuple[Unit, ...],
    versions: Mapping[str, Version],
    tables: Mapping[str, BoundTable],
    matches: Mapping[str, Match],
) -> Iterator[VersionRecord]:
    seen: set[str] = set()
    for unit in units:
        match = matches.get(unit.name)
        is_foreign = match is not None and match.job.key is None
        for target in unit.targets:
            if target in seen or target not in versions:
                continue
            seen.add(target)
            bound = tables.get(target)
            text = question.project.tables[target].sql if unit.has_job else unit.sql
            yield VersionRecord(
                version=versions[target],
                state=VersionState.SERVING,
                sql=text,
                unit=unit.name,
                release=question.release,
                is_view=not unit.has_job,
                topic=None if bound is None else bound.topic,
                topic_id=None if bound is None else bound.topic_id,
                owns_topic=bound is None or bound.is_owned,
                complete_since=UNKNOWN if is_foreign else "earliest",
                created_at=question.now,
            )


def _with(
    question: Question,
    units: tuple[Unit, ...],
    versions: Mapping[str, Version],
    records: tuple[VersionRecord, ...],
    matches: Mapping[str, Match],
) -> Deployment:
    """The deployment that would be, with what each unit would be submitted as."""
    before = question.deployment
    serving = {**before.serving, **{name: each.number for name, each in versions.items()}}
    after = replace(before, versions=(*before.versions, *records), serving=serving)
    catalogue = Catalogue(question.project, deployed(after), question.environment, {})
    made = tuple(_unit(question, unit, catalogue, matches.get(unit.name)) for unit in units)
    after = replace(after, units=(*before.units, *made))
    binder = Binder(Catalogue(question.project, deployed(after), question.environment, {}))
    by_name = {unit.name: unit for unit in units}
    bound = tuple(
        replace(unit, submission=binder.submission(by_name[unit.key.unit], unit.key))
        if by_name[unit.key.unit].has_job
        else unit
        for unit in made
    )
    return replace(after, units=(*before.units, *bound))


def _unit(question: Question, unit: Unit, catalogue: Catalogue, match: Match | None) -> UnitRecord:
    reads = catalogue.reads_of(unit)
    targets = tuple(catalogue.version_of(target) for target in unit.targets)
    own = match.job.key if match is not None else None
    is_ours = own is not None or match is None
    return UnitRecord(
        key=own or UnitKey(question.deployment.id, unit.name, targets[0].number, 1),
        kind=unit.kind.value,
        targets=targets,
        inputs=tuple(version for version in reads if not is_external(version)),
        external_sql={
            version.logical: question.project.tables[version.logical].sql
            for version in sorted(reads)
            if is_external(version)
        },
        sql=unit.sql,
        file=unit.place.file,
        line=unit.place.line,
        commit=question.project.revision.commit,
        release=question.release,
        state=UnitState.STARTED if match is not None else UnitState.PLANNED,
        start="earliest" if is_ours else UNKNOWN,
        handle=match.job.handle if match is not None else None,
        started_at=match.job.started_at if match is not None else None,
    )
