"""What a deployment plan tells beside its steps: what runs twice, what cannot be compared, who
outside has to move, what cannot be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from teal.model.changes import Action, UnitAction
from teal.model.deployment import VersionRecord
from teal.model.environment import Environment
from teal.model.names import Version
from teal.model.project import Unit
from teal.model.wording import plural, verb
from teal.planning.catalogue import Catalogue
from teal.planning.graph import Graph
from teal.planning.older_versions import held_versions
from teal.planning.reliance import RUNNING, Aspect, Situation
from teal.sql.tokens import lexed

_MOST_NAMES = 10
_CALLS = frozenset({"NOW", "RAND", "RAND_INTEGER", "UUID", "PROCTIME", "UNIX_TIMESTAMP"})
_WORDS = frozenset(
    {
        "CURRENT_TIMESTAMP",
        "CURRENT_ROW_TIMESTAMP",
        "CURRENT_DATE",
        "CURRENT_TIME",
        "LOCALTIME",
        "LOCALTIMESTAMP",
    }
)


def notes(
    actions: Sequence[UnitAction],
    graph: Graph,
    catalogue: Catalogue,
    situation: Situation,
    kept_writers: Iterable[str],
    removed: Sequence[Version],
) -> tuple[str, ...]:
    """The sentences, most weighty first."""
    return (
        *_twice(actions, graph, catalogue),
        *_lives_on(actions, catalogue),
        *_not_running(kept_writers, situation),
        *_not_comparable(actions, graph, catalogue),
        *_removed(removed, catalogue),
        *_undoing(actions, removed, catalogue),
        *_adopted_topics(removed, catalogue),
    )


def exposures(tables: Iterable[str], environment: Environment) -> tuple[str, ...]:
    """Declared consumers of tables that get another version or go, each with its owner."""
    touched = frozenset(tables)
    return tuple(
        f"{exposure.name} ({exposure.owner}) reads "
        f"{', '.join(sorted(touched & {*exposure.tables}))}"
        for exposure in sorted(environment.exposures, key=lambda each: each.name)
        if not touched.isdisjoint(exposure.tables)
    )


def wall_clock_calls(sql: str) -> tuple[str, ...]:
    """Functions in a text that give something else each time, by name (a best effort)."""
    keys = lexed(sql).keys
    found = {
        key
        for key, following in zip(keys, [*keys[1:], ""], strict=True)
        if key in _WORDS or (key in _CALLS and following == "(")
    }
    return tuple(sorted(found))


def _twice(actions: Sequence[UnitAction], graph: Graph, catalogue: Catalogue) -> Iterator[str]:
    """Jobs that run in two versions: until retirement, or as long as somebody reads the older."""
    deployed = catalogue.deployed
    kept = [each.unit for each in actions if each.action is Action.KEEP]
    held = held_versions(deployed, kept, frozenset(catalogue.green))
    until: list[str] = []
    beyond: list[str] = []
    for each in actions:
        if each.action is Action.REBUILD and graph.units[each.unit].has_job:
            record = deployed.serving_units.get(each.unit)
            lives_on = record is not None and not held.isdisjoint(record.targets)
            (beyond if lives_on else until).append(each.unit)
    if until:
        yield f"{_statements(until)} twice until retirement: {listed(until)}."
    if beyond:
        older = "its older version is" if len(beyond) == 1 else "their older versions are"
        yield (
            f"{_statements(beyond)} twice beyond retirement, as long as {older} read: "
            f"{listed(beyond)}."
        )


def _statements(names: Sequence[str]) -> str:
    return f"{plural(len(names), 'statement')} {verb(len(names), 'run')}"


def _lives_on(actions: Sequence[UnitAction], catalogue: Catalogue) -> Iterator[str]:
    serving = catalogue.deployed.serving
    readers: dict[tuple[str, ...], list[str]] = {}
    for each in actions:
        record = catalogue.deployed.serving_units.get(each.unit)
        if record is None or each.action is not Action.KEEP:
            continue
        left = tuple(
            str(version)
            for version in record.inputs
            if version.logical in catalogue.green and serving[version.logical].version == version
        )
        if left:
            readers.setdefault(left, []).append(each.unit)
    for versions, units in readers.items():
        yield (
            f"{listed(units)} {verb(len(units), 'stay')} on {listed(versions)}, which "
            f"{verb(len(versions), 'live')} on for {'it' if len(units) == 1 else 'them'} after "
            "retirement."
        )


def _not_running(kept_writers: Iterable[str], situation: Situation) -> Iterator[str]:
    for key in kept_writers:
        state = situation.state(Aspect.JOB, key)
        if state != RUNNING:
            what = "not there" if state == "none" else state
            yield f"{key} feeds this release and is {what}: its table does not move."


def _not_comparable(
    actions: Sequence[UnitAction], graph: Graph, catalogue: Catalogue
) -> Iterator[str]:
    for each in actions:
        if each.action is Action.REBUILD:
            calls = wall_clock_calls(_texts(graph.units[each.unit], catalogue))
            if calls:
                yield (
                    f"{each.unit} calls {listed(calls)}: what comes from there differs with every "
                    "run and cannot be compared; name such columns under `validation.ignore`."
                )


def _texts(unit: Unit, catalogue: Catalogue) -> str:
    tables = (catalogue.project.tables.get(target) for target in unit.targets)
    return "\n;\n".join([unit.sql, *(table.sql for table in tables if table is not None)])


def _removed(removed: Sequence[Version], catalogue: Catalogue) -> Iterator[str]:
    if not removed:
        return
    it, has, stops = ("it", "it is", "stops") if len(removed) == 1 else ("they", "they are", "stop")
    names = listed([str(version) for version in removed])
    have_jobs = not all(catalogue.deployed.records[version].is_view for version in removed)
    ended = f", with the retirement {has} stopped and deleted" if have_jobs else ""
    yield f"No more in the project: {names}. With the promotion {it} {stops} being served{ended}."


def _undoing(
    actions: Sequence[UnitAction], removed: Sequence[Version], catalogue: Catalogue
) -> Iterator[str]:
    if any(each.action in (Action.CARRY_OVER, Action.ALTER) for each in actions):
        yield (
            "Until the promotion nothing touches what serves, and `teal abort` undoes all of it; "
            "what is in line changes with the promotion."
        )
    elif any(each.action is not Action.KEEP for each in actions):
        yield "Nothing in this plan touches what serves; `teal abort` undoes all of it."
    if topics := _deleted_topics(actions, removed, catalogue):
        named = f"the topic{'' if len(topics) == 1 else 's'} {listed(topics)}"
        yield f"What cannot be undone comes later: `teal retire` deletes {named}."


def _deleted_topics(
    actions: Sequence[UnitAction], removed: Sequence[Version], catalogue: Catalogue
) -> list[str]:
    """The topics of versions that serve or are read now, and will not be any more."""
    now = catalogue.deployed
    kept = [each.unit for each in actions if each.action is Action.KEEP]
    older = held_versions(now, now.serving_units, ())
    stay = held_versions(now, kept, frozenset(catalogue.green))
    leaving = {record.version for record in _leaving(removed, catalogue)}
    records = (now.records[version] for version in (leaving | older) - stay)
    owned = (r for r in records if r.owns_topic and not r.is_view)
    return sorted(record.topic or record.version.physical for record in owned)


def _adopted_topics(removed: Sequence[Version], catalogue: Catalogue) -> Iterator[str]:
    kept = [r.topic for r in _leaving(removed, catalogue) if r.topic and not r.owns_topic]
    if kept:
        named = listed(kept)
        yield f"Adopted, so that `teal retire` stops their jobs and leaves the topics: {named}."


def _leaving(removed: Sequence[Version], catalogue: Catalogue) -> tuple[VersionRecord, ...]:
    """The versions that serve and would not any more."""
    serving = catalogue.deployed.serving
    replaced = (serving[table] for table in sorted(catalogue.green) if table in serving)
    return (*replaced, *(catalogue.deployed.records[version] for version in removed))


def listed(names: Sequence[str]) -> str:
    """Names for a sentence, the first few."""
    more = len(names) - _MOST_NAMES
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown
