"""Which running job is which unit: by a person's word, by Teal's own mark, by the tables that it
writes (and reads, where that does not tell), at last by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from teal.model.adoption import Doubt, DoubtKind, Problem, RunningJob, ShownTable, Words
from teal.model.names import parsed_job_name
from teal.model.project import Project, Unit
from teal.planning.adoption.running_names import RunningNames


class Match(Struct, frozen=True):
    """A unit with its job; `how` says by what it was found."""

    unit: str
    job: RunningJob
    how: str


class Matching(Struct):
    """What was found; `problems` says of each other unit that it has no job, or several."""

    matches: dict[str, Match] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def claim(self, unit: str, job: RunningJob, how: str) -> None:
        """The unit has found its job."""
        self.matches[unit] = Match(unit, job, how)


def matched(
    project: Project,
    jobs: Sequence[RunningJob],
    names: RunningNames,
    words: Words,
    wanted: frozenset[str],
    shown: Mapping[str, ShownTable],
) -> Matching:
    """A job for each of the wanted units that have one. Words have been checked before; `shown`
    tells which version of Teal's own jobs serves."""
    found = Matching()
    live = [job for job in jobs if job.is_live]
    units = [unit for unit in project.units if unit.name in wanted and unit.has_job]
    for unit in units:
        word = words.units.get(unit.name)
        if word is not None and word.job:
            _by_word(unit, word.job, live, names, found)
    _by_mark(_left(units, found, words), live, shown, found)
    _by_tables(project, _left(units, found, words), _unclaimed(live, found), names, found)
    _by_name(_left(units, found, words), _unclaimed(live, found), found)
    for unit in _left(units, found, words):
        found.problems[unit.name] = _nothing_runs(unit)
    return found


def tables_behind(project: Project, unit: Unit) -> frozenset[str]:
    """The tables and externals that a unit reads, through views too."""
    views = {each.name: each for each in project.units if not each.has_job}
    found: set[str] = set()
    seen: set[str] = set()
    ahead = list(unit.inputs)
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in views:
            ahead += views[name].inputs
        else:
            found.add(name)
    return frozenset(found)


def _left(units: Iterable[Unit], found: Matching, words: Words) -> list[Unit]:
    return [
        unit
        for unit in units
        if unit.name not in found.matches
        and unit.name not in found.problems
        and not (unit.name in words.units and words.units[unit.name].is_absent)
    ]


def _unclaimed(live: Iterable[RunningJob], found: Matching) -> list[RunningJob]:
    """Jobs that may be anybody's: not those that this or another deployment of Teal started."""
    taken = {match.job.handle for match in found.matches.values()}
    return [job for job in live if job.handle not in taken and parsed_job_name(job.name) is None]


def _by_word(
    unit: Unit, said: str, live: Sequence[RunningJob], names: RunningNames, found: Matching
) -> None:
    job = next(job for job in live if said in (job.handle, job.name))
    tables = names.tables(job.picture.writes)
    if tables and tables != frozenset(unit.targets):
        what = f"job {job} writes {_listed(tables)}, and it writes {_listed(unit.targets)}"
        found.problems[unit.name] = _problem(unit, what)
        return
    found.claim(unit.name, job, "by the mapping file")


def _by_mark(
    units: Iterable[Unit],
    live: Iterable[RunningJob],
    shown: Mapping[str, ShownTable],
    found: Matching,
) -> None:
    """Jobs that Teal started: their ids prove it. Of several versions the one that serves."""
    own: dict[str, dict[int, RunningJob]] = {}
    for job in sorted((job for job in live if job.key is not None), key=_attempt):
        assert job.key is not None
        own.setdefault(job.key.unit, {})[job.key.version] = job
    for unit in units:
        versions = own.get(unit.name, {})
        serving = shown.get(unit.targets[0])
        if serving is not None and serving.number in versions:
            found.claim(unit.name, versions[serving.number], "by Teal's own mark")
        elif len(versions) > 1:
            jobs = ", ".join(f"v{number} is {job}" for number, job in sorted(versions.items()))
            found.problems[unit.name] = _problem(
                unit, f"several versions run and nothing tells which one serves: {jobs}"
            )
        elif versions:
            found.claim(unit.name, next(iter(versions.values())), "by Teal's own mark")


def _attempt(job: RunningJob) -> int:
    return 0 if job.key is None else job.key.attempt


def _by_tables(
    project: Project,
    units: Sequence[Unit],
    jobs: Sequence[RunningJob],
    names: RunningNames,
    found: Matching,
) -> None:
    writers = _by_targets(jobs, names)
    groups: dict[frozenset[str], list[Unit]] = {}
    for unit in units:
        groups.setdefault(frozenset(unit.targets), []).append(unit)
    for targets, members in groups.items():
        candidates = writers.get(targets, [])
        if len(members) == 1 and len(candidates) == 1:
            found.claim(members[0].name, candidates[0], "by the tables that it writes")
        elif candidates:
            _by_inputs(project, members, candidates, names, found)


def _by_targets(
    jobs: Iterable[RunningJob], names: RunningNames
) -> Mapping[frozenset[str], list[RunningJob]]:
    found: dict[frozenset[str], list[RunningJob]] = {}
    for job in jobs:
        tables = names.tables(job.picture.writes)
        if tables:
            found.setdefault(tables, []).append(job)
    return found


def _by_inputs(
    project: Project,
    units: Sequence[Unit],
    jobs: Sequence[RunningJob],
    names: RunningNames,
    found: Matching,
) -> None:
    """Several jobs write the same tables: what they read tells them apart, or a person does."""
    reads = {job.handle: names.tables(job.picture.reads) for job in jobs}
    wanted = {unit.name: tables_behind(project, unit) for unit in units}
    for unit in units:
        fitting = [job for job in jobs if reads[job.handle] == wanted[unit.name]]
        rivals = [name for name, tables in wanted.items() if tables == wanted[unit.name]]
        if len(fitting) == 1 and len(rivals) == 1 and len(jobs) <= len(units):
            found.claim(unit.name, fitting[0], "by the tables that it writes and reads")
        else:
            found.problems[unit.name] = _several(unit, jobs)


def _by_name(units: Iterable[Unit], jobs: Iterable[RunningJob], found: Matching) -> None:
    """The weakest ground: the engine does not tell what the job writes."""
    silent: dict[str, list[RunningJob]] = {}
    for job in jobs:
        if not job.picture.writes:
            silent.setdefault(job.name, []).append(job)
    for unit in units:
        named = silent.get(unit.name, [])
        if len(named) > 1:
            found.problems[unit.name] = _several(unit, named)
        elif named:
            found.claim(unit.name, named[0], "by its name")
            found.doubts.append(
                Doubt(
                    DoubtKind.JOB_BY_NAME,
                    f"unit {unit.name}",
                    f"job {named[0]} has its name; the engine does not tell what it writes",
                    f"Say `{unit.name}: {named[0].handle}` under `units`, with `trust`.",
                )
            )


def strangers(jobs: Iterable[RunningJob], found: Matching) -> Iterator[RunningJob]:
    """Live jobs that no unit claims."""
    taken = {match.job.handle for match in found.matches.values()}
    return (job for job in jobs if job.is_live and job.handle not in taken)


def _problem(unit: Unit, what: str) -> Problem:
    return Problem(f"unit {unit.name}", what)


def _nothing_runs(unit: Unit) -> Problem:
    where = f"{unit.place.file}:{unit.place.line}"
    return _problem(unit, f"no running job is known to write {_listed(unit.targets)} ({where})")


def _several(unit: Unit, jobs: Sequence[RunningJob]) -> Problem:
    listed = ", ".join(map(_since, sorted(jobs, key=lambda each: each.handle)))
    return _problem(unit, f"several jobs may be it: {listed}")


def _since(job: RunningJob) -> str:
    return f"{job} since {job.started_at:%Y-%m-%d %H:%M} UTC" if job.started_at else str(job)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
