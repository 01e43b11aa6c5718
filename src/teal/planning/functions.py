"""Functions and models of the session: units that call one whose definition is another than when
they were started. Each unit is compared with the session that it runs with, so that a unit which
was started since does not count again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from teal.model.changes import ChangeKind, UnitChange
from teal.model.environment import Environment
from teal.model.project import Project
from teal.model.statements import NameRole, StatementKind
from teal.planning.binding import session_statements
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.lineage.phrases import happened
from teal.planning.lineage.views_behind import calls, inputs_behind, views_behind
from teal.planning.stored import means_the_same
from teal.sql.scanner import scan

_DEFINES = frozenset(
    {
        StatementKind.CREATE_FUNCTION,
        StatementKind.ALTER_FUNCTION,
        StatementKind.CREATE_MODEL,
        StatementKind.ALTER_MODEL,
    }
)
_BRINGS_ITS_JAR = re.compile(r"(?i)\bUSING\s+JAR\b")
_MENTIONED = frozenset({NameRole.FUNCTION, NameRole.MODEL, NameRole.DEFINITION, NameRole.TARGET})


class FunctionChange(Struct, frozen=True):
    """A function or model by the lower case of its last name, and what became of it."""

    name: str
    said: str
    where: str


def changed_functions(
    project: Project, graph: Graph, now: Deployed, environment: Environment
) -> dict[str, tuple[FunctionChange, ...]]:
    """For each unit that runs, the functions that it calls, itself, through views or by what the
    definitions of its inputs compute, and that are others now."""
    after = session_statements(environment)
    found: dict[str, tuple[FunctionChange, ...]] = {}
    for name, record in now.serving_units.items():
        if record.submission is None or name not in graph.units:
            continue
        if record.submission.session == after:
            continue
        changes = _changes(record.submission.session, after, _places(environment))
        called = tuple(each for each in changes if _calls(name, project, graph, each.name))
        if called:
            found[name] = called
    return found


def _places(environment: Environment) -> tuple[tuple[str, str], ...]:
    """Where each of the session's own statements stands."""
    session = environment.session
    return tuple(zip(session.statements, session.places, strict=False))


@lru_cache(maxsize=64)
def _changes(
    before: tuple[str, ...], after: tuple[str, ...], places: tuple[tuple[str, str], ...]
) -> tuple[FunctionChange, ...]:
    old, new, where = _defined(before), _defined(after), dict(places)
    found = []
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was == now or (was and now and means_the_same(was.text, now.text)):
            continue
        known = now or was
        assert known is not None
        at = "" if now is None else where.get(now.statement, "")
        what = happened(was.text if was else None, now.text if now else None, at)
        found.append(FunctionChange(name, f"the {known.kind} `{known.written}` {what}", at))
    return tuple(found)


class _Definition(Struct, frozen=True):
    """What a session says of a function or model: its statement, with the JARs that it may come
    from where it does not name its own."""

    kind: str
    written: str
    statement: str
    text: str


@lru_cache(maxsize=64)
def _defined(session: tuple[str, ...]) -> Mapping[str, _Definition]:
    jars: list[str] = []
    found: dict[str, _Definition] = {}
    for sql in session:
        for statement in scan(sql, "session").statements:
            if statement.kind is StatementKind.ADD_JAR:
                jars.append(statement.text)
                continue
            names = [name for name in statement.names if name.role in _MENTIONED]
            if statement.kind not in _DEFINES or not names:
                continue
            parts = names[0].parts
            kind = statement.kind.value.split()[-1]
            text = statement.text
            before = found.get(parts[-1].lower())
            text = f"{before.text}; {text}" if before is not None else text
            found[parts[-1].lower()] = _Definition(kind, ".".join(parts), sql, text)
    return {name: _with_jars(each, jars) for name, each in found.items()}


def _with_jars(found: _Definition, jars: list[str]) -> _Definition:
    if not jars or found.kind != "function" or _BRINGS_ITS_JAR.search(found.text):
        return found
    text = "; ".join([found.text, *jars])
    return _Definition(found.kind, found.written, found.statement, text)


def _calls(unit: str, project: Project, graph: Graph, name: str) -> bool:
    word = re.compile(rf"(?i)(?<!\w){re.escape(name)}(?!\w)")
    texts = (graph.units[unit].sql, *views_behind(unit, graph))
    if any(word.search(text) is not None for text in texts):
        return True
    found = (project.tables.get(table) for table in inputs_behind(unit, graph))
    return any(calls(definition.sql, name) for definition in found if definition is not None)


def with_functions(
    changes: Sequence[UnitChange], functions: Mapping[str, Sequence[FunctionChange]]
) -> tuple[UnitChange, ...]:
    """The changes of units, with those of the functions that they call."""
    if not functions:
        return tuple(changes)
    found = {each.unit: each for each in changes}
    for unit, called in functions.items():
        before = found.get(unit) or UnitChange(unit, ())
        kinds = before.kinds if before.is_meaningful else ()
        found[unit] = replace(
            before,
            kinds=tuple(kind for kind in ChangeKind if kind in (*kinds, ChangeKind.FUNCTIONS)),
            details=(*before.details, *(each.said for each in called)),
            files=tuple(dict.fromkeys((*before.files, *(e.where for e in called if e.where)))),
        )
    return tuple(found[unit] for unit in sorted(found))
