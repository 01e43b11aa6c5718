"""One table for a person: what serves, why it moves or stays, who reads it, where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.changes import Action
from teal.model.explanation import Explanation, OutsideReader, TableKind, VersionStanding
from teal.model.wording import visible
from teal.render.readers_text import reader_lines

_WIDTH = 10


def explanation_text(found: Explanation) -> str:
    """A page of text."""
    return visible("\n".join(_lines(found)))


def _lines(found: Explanation) -> Iterator[str]:
    where = found.defined or "in no file of this revision any more"
    yield f"{found.table}: {found.kind.value}, defined {'in ' if found.defined else ''}{where}"
    if found.kind is TableKind.EXTERNAL:
        topic = f" (topic {found.topic})" if found.topic else ""
        yield from _part("owned by", [f"somebody else{topic}: Teal only reads it"])
    else:
        yield from _part("serving", list(_serving(found)))
        beside = [line for each in found.beside for line in _version(each)]
        yield from _part("beside", beside)
        yield from _part("plan", list(_plan(found)))
        written = [
            f"{each.unit} ({each.place}){', keeps state' if each.is_stateful else ''}"
            for each in found.writers
        ]
        yield from _part("written by", written)
        reads = dict.fromkeys(table for each in found.writers for table in each.reads)
        yield from _part("reads", [", ".join(reads)] if reads else [])
    yield from _part("read by", list(reader_lines(found)))
    yield from _part("outside", [_outside(each) for each in found.outside])
    yield from _part("note", list(found.notes))
    yield from _part("unknown", list(found.unknown))


def _part(title: str, lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"  {title if number == 0 else '':<{_WIDTH}}  {line}"


def _serving(found: Explanation) -> Iterator[str]:
    if found.serving is None:
        yield "nothing: no version of it has been promoted"
        return
    yield from _version(found.serving)


def _version(standing: VersionStanding) -> Iterator[str]:
    version = standing.version
    since = f" since {standing.since:%Y-%m-%d %H:%M:%S} UTC" if standing.since else ""
    commit = f", from commit {standing.commit[:10]}" if standing.commit else ""
    yield (
        f"v{version.number} ({version.physical}), {standing.state}{since}, by release "
        f"{standing.release}{commit}"
    )
    if standing.topic:
        yield f"  topic {standing.topic}{'' if standing.owns_topic else ' (adopted)'}"
    yield from (f"  job {job}" for job in standing.jobs)
    if standing.kept_for:
        yield f"  read by {', '.join(standing.kept_for)}"


def _plan(found: Explanation) -> Iterator[str]:
    if not found.actions:
        return
    for action in found.actions:
        first, *rest = action.reasons or ("",)
        yield f"{action.action.value} {action.unit}: {first}"
        yield from (f"  {reason}" for reason in rest)
    if all(action.action is Action.KEEP for action in found.actions):
        return
    reasons = {reason for action in found.actions for reason in action.reasons}
    for change in found.changes:
        yield from (f"  {column}" for column in change.columns)
        yield from (f"  {detail}" for detail in change.details if detail not in reasons)


def _outside(reader: OutsideReader) -> str:
    parts = [f"{reader.name}: {reader.who}"]
    if reader.members is not None:
        parts.append(f"{reader.members} member{'' if reader.members == 1 else 's'} now")
    if reader.lag is not None:
        parts.append(f"{reader.lag:,} records behind")
    return ", ".join(parts)
