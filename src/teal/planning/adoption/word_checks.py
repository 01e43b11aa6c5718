"""A mapping file against the project, the jobs and the topics: whatever it names has to be there,
once. All mistakes come at once, with their lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from teal.model.adoption import RunningJob, Seen, TableWord, UnitWord, Words
from teal.model.diagnostics import Diagnostic, Place
from teal.model.project import Project
from teal.planning.mistakes import Code, error
from teal.planning.nearest import did_you_mean


def word_mistakes(words: Words, project: Project, seen: Seen) -> tuple[Diagnostic, ...]:
    """What cannot be as it is said, line by line."""
    return tuple(sorted(_mistakes(words, project, seen), key=_line))


def _line(found: Diagnostic) -> int:
    return found.place.line if found.place is not None else 0


def _mistakes(words: Words, project: Project, seen: Seen) -> Iterator[Diagnostic]:
    units = {unit.name: unit for unit in project.units}
    for name, unit_word in sorted(words.units.items()):
        unit = units.get(name)
        if unit is None:
            yield _unknown(f"there is no unit `{name}`", name, units, unit_word.place)
        elif not unit.has_job:
            message = f"`{name}` is a view: it has no job of its own."
            yield error(Code.MAPPING, message, unit_word.place, "Remove the line.")
        elif unit_word.job:
            yield from _of_job(name, unit_word, seen.jobs)
    yield from _claimed_twice(words, seen.jobs)
    owned = {target for unit in project.units for target in unit.targets}
    for name, table_word in sorted(words.tables.items()):
        if name not in owned:
            yield _unknown(_no_table(name, project), name, owned, table_word.place)
        elif table_word.topic and table_word.topic not in seen.topics:
            what = f"the topic `{table_word.topic}` of `{name}` does not exist"
            yield _unknown(what, table_word.topic, seen.topics, table_word.place)
    yield from _topics_twice(words.tables.items())


def _unknown(what: str, name: str, known: Collection[str], place: Place | None) -> Diagnostic:
    hint = did_you_mean(name, known) or "`teal graph` lists what there is."
    return error(Code.MAPPING, f"{what}.", place, hint)


def _no_table(name: str, project: Project) -> str:
    if name in project.externals:
        return f"`{name}` is an external: Teal does not own it, and its topic stands in `externals`"
    return f"there is no table `{name}` that a statement writes"


def _of_job(name: str, word: UnitWord, jobs: Sequence[RunningJob]) -> Iterator[Diagnostic]:
    named = [job for job in jobs if word.job in (job.handle, job.name)]
    live = [job for job in named if job.is_live]
    if len(live) == 1:
        return
    if len(live) > 1:
        ids = ", ".join(sorted(job.handle for job in live))
        message = f"`{name}`: {len(live)} running jobs are called `{word.job}`: {ids}."
        yield error(Code.MAPPING, message, word.place, "Give the id of one of them.")
    elif named:
        message = f"`{name}`: job {named[-1]} does not run, it is {named[-1].phase}."
        hint = "Only what runs can be adopted; start it, or say `absent` for the unit."
        yield error(Code.MAPPING, message, word.place, hint)
    else:
        known = {text for job in jobs if job.is_live for text in (job.handle, job.name)}
        message = f"`{name}`: the engine knows no job `{word.job}`."
        hint = did_you_mean(word.job, known) or "Give a job's id or name as the engine has it."
        yield error(Code.MAPPING, message, word.place, hint)


def _claimed_twice(words: Words, jobs: Sequence[RunningJob]) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for name, word in words.units.items():
        live = [job for job in jobs if job.is_live and word.job in (job.handle, job.name)]
        if not word.job or len(live) != 1:
            continue
        before = first.setdefault(live[0].handle, name)
        if before != name:
            message = f"job {live[0]} is said to run both `{before}` and `{name}`."
            hint = "A unit is what runs as one job: make them one statement set, or mend the line."
            yield error(Code.MAPPING, message, word.place, hint)


def _topics_twice(tables: Collection[tuple[str, TableWord]]) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for name, word in tables:
        before = first.setdefault(word.topic, name) if word.topic else name
        if before != name:
            message = f"the topic `{word.topic}` is said to hold both `{before}` and `{name}`."
            yield error(Code.MAPPING, message, word.place, "One topic holds one table.")
