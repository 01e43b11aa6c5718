"""An adoption for a person: what is bound to what and by which ground, what is in doubt, what has
to be known. The mapping file that begins one, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from teal.model.adoption import Adoption, BoundTable, BoundUnit, Doubt
from teal.model.wording import plural
from teal.render.words import listed


def adoption_text(found: Adoption) -> str:
    """The whole adoption as text."""
    return "\n".join(_lines(found))


def _lines(found: Adoption) -> Iterator[str]:
    verb = "Rebuilding the record of" if found.is_rebuild else "Adopting what runs into"
    yield f"{verb} {found.project} in {found.environment}, from {found.revision}"
    if found.is_empty:
        yield ""
        yield _nothing(found)
        return
    yield from _units(found)
    yield from _tables(found)
    yield from _problems(found)
    yield from _doubts(found)
    yield from _notes(found)
    yield ""
    yield summary_line(found)


def summary_line(found: Adoption) -> str:
    """One line that counts."""
    jobs = sum(1 for unit in found.units if unit.job)
    parts = [
        f"{plural(jobs, 'job')}",
        f"{plural(len(found.units) - jobs, 'view')}",
        f"{plural(len(found.tables), 'topic')}",
    ]
    if found.problems:
        rest = plural(len(found.problems), "problem")
        return f"Adoption: {', '.join(parts)} found, {rest}. Nothing can be recorded yet."
    rest = plural(len(found.open_doubts), "open doubt")
    return f"Adoption: {', '.join(parts)} to record, {rest}. Nothing that runs is touched."


def _nothing(found: Adoption) -> str:
    held = plural(len(found.already), "unit")
    return f"Nothing to do: the store holds {held} of this revision already, as they run."


def _units(found: Adoption) -> Iterator[str]:
    if not found.units:
        return
    yield ""
    yield "Units"
    names = {unit.unit: _named(unit) for unit in found.units}
    width = max(map(len, names.values()))
    for unit in found.units:
        name = names[unit.unit]
        if not unit.job:
            yield f"  {name:<{width}}  a view ({unit.place})"
            continue
        yield f"  {name:<{width}}  job {unit.job}  {unit.job_name}"
        proof = f"; {unit.proof}" if unit.proof else ""
        yield f"  {'':<{width}}  found {unit.how}{proof} ({unit.place})"


def _named(unit: BoundUnit) -> str:
    return unit.unit if unit.version is None else f"{unit.unit} v{unit.version}"


def _problems(found: Adoption) -> Iterator[str]:
    if found.problems:
        yield ""
        yield "Cannot be bound as it stands"
        yield from (f"  {problem}" for problem in found.problems)


def _tables(found: Adoption) -> Iterator[str]:
    if not found.tables:
        return
    yield ""
    yield "Tables"
    width = max(len(str(table.version)) for table in found.tables)
    for table in found.tables:
        running = table.version.physical
        name = "" if running == table.version.logical else f", which runs as {running}"
        owned = "" if not table.is_owned else "; Teal may delete it one day"
        yield (
            f"  {table.version!s:<{width}}  topic {table.topic} (id {table.topic_id}){name}; "
            f"{table.how}{owned}"
        )


def _doubts(found: Adoption) -> Iterator[str]:
    trusted = [doubt for doubt in found.doubts if not doubt.is_open]
    for title, doubts in (
        ("In doubt: each needs a word in the mapping file", found.open_doubts),
        ("Not proven, taken on somebody's word", trusted),
    ):
        if doubts:
            yield ""
            yield title
            yield from _each_doubt(doubts)


def _each_doubt(doubts: Iterable[Doubt]) -> Iterator[str]:
    for doubt in doubts:
        yield f"  {doubt.subject}: {doubt.what}"
        if doubt.trusted:
            yield f"      trusted: {doubt.trusted}"
        elif doubt.hint:
            yield f"      {doubt.hint}"


def _notes(found: Adoption) -> Iterator[str]:
    if found.notes or found.left_alone or found.absent:
        yield ""
    yield from (f"  {note}" for note in found.notes)
    if found.absent:
        yield f"  Said to be absent; the next plan would create them: {listed(found.absent)}."
    if found.left_alone:
        jobs = plural(len(found.left_alone), "running job")
        yield f"  Left alone, as no unit claims them: {jobs}: {listed(found.left_alone, 4)}."


def mapping_text(found: Adoption) -> str:
    """A mapping file that says all that was found; what needs a reason has a line to fill in."""
    return "\n".join(_mapping(found)) + "\n"


def _mapping(found: Adoption) -> Iterator[str]:
    yield f"# What runs as what, for `teal adopt --map`: {found.project} in {found.environment}."
    yield "# `trust:` gives the reason to take for true what nothing proves."
    jobs = {unit.unit: unit for unit in found.units if unit.job}
    tables = {table.version.logical: table for table in found.tables}
    yield "units:"
    yield from (line for unit in jobs.values() for line in _unit(unit, found))
    yield from _missing("unit ", "JOB", found)
    yield "tables:"
    yield from (line for table in tables.values() for line in _table(table, found))
    yield from _missing("table ", "TOPIC", found)


def _missing(noun: str, what: str, found: Adoption) -> Iterator[str]:
    """A line to fill in for what could not be bound."""
    for problem in found.problems:
        if problem.subject.startswith(noun):
            yield f"  # {problem.what}"
            yield f"  # {_key(problem.subject.removeprefix(noun))}: {what}"


def _unit(unit: BoundUnit, found: Adoption) -> Iterator[str]:
    yield f"  {_key(unit.unit)}:"
    yield f"    job: {unit.job}  # {unit.job_name}, found {unit.how}"
    yield from _trust([d for d in found.doubts if d.subject == f"unit {unit.unit}"])


def _table(table: BoundTable, found: Adoption) -> Iterator[str]:
    name = table.version.logical
    yield f"  {_key(name)}:"
    yield f"    topic: {table.topic}  # {table.how}"
    yield "    owned: false  # true lets `teal retire` delete the topic one day"
    # Naming the topic here is all the word that a topic nobody told of needs.
    doubts = [d for d in found.doubts if d.subject == f"table {name}" and not d.kind.is_silence]
    yield from _trust(doubts)


def _trust(doubts: Sequence[Doubt]) -> Iterator[str]:
    for doubt in doubts:
        yield f"    # {doubt.what}"
        if doubt.trusted:
            yield f"    trust: {_quoted(doubt.trusted)}"
            return
    if doubts:
        yield "    # trust: why it is so all the same"


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() else _quoted(name)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
