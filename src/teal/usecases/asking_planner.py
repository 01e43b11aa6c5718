"""Asking the engine's own parser and planner what they say of a project: all of it in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from teal.model.diagnostics import Diagnostic, Place, Severity
from teal.model.environment import Environment
from teal.model.project import Project
from teal.planning.binding import session_statements
from teal.planning.probes import Probe, probes
from teal.ports.planner import Planner, Refusal, Sketch


class Code(Enum):
    """The stable codes of what the engine says."""

    STATEMENT_REFUSED = "TEAL-401"
    DEFINITION_REFUSED = "TEAL-402"
    NOT_ASKED = "TEAL-403"


def planner_findings(
    planner: Planner, project: Project, environment: Environment, told: Iterable[Diagnostic] = ()
) -> tuple[Diagnostic, ...]:
    """What the planner refuses of a project that can be planned. It is not asked about statements
    with errors among what was `told`. Raises Unreachable."""
    settings = dict(environment.session.settings)
    errors = tuple(found.place for found in told if found.is_error and found.place)
    with planner.sketch(session_statements(environment), settings) as sketch:
        asked = (each for each in probes(project, environment) if not _holds(each, errors))
        return tuple(_asked(sketch, asked))


def _holds(probe: Probe, places: Iterable[Place]) -> bool:
    start = probe.place(None, None)
    end = probe.statement.line + probe.statement.text.count("\n")
    return not probe.is_definition and any(
        start <= place and place.file == start.file and place.line <= end for place in places
    )


def not_asked() -> Diagnostic:
    """What is told where a project has mistakes that leave nothing to ask about."""
    return Diagnostic(
        Code.NOT_ASKED.value,
        Severity.INFO,
        "Flink was not asked: it would stumble over the mistakes above.",
        hint="Correct them and run `teal check --with-flink` again.",
    )


def _asked(sketch: Sketch, asked: Iterable[Probe]) -> Iterator[Diagnostic]:
    """Of what needs something refused nothing is said: it may be right."""
    refused: set[str] = set()
    for probe in asked:
        if not refused.isdisjoint(probe.needs):
            refused.update([probe.name] if probe.is_definition else [])
            continue
        ask = sketch.define if probe.is_definition else sketch.plan
        found = ask(probe.sql)
        if found is None and probe.reading:
            found = sketch.plan(probe.reading)
            found = found and Refusal(found.reason)
        if found is None:
            continue
        if probe.is_definition:
            refused.add(probe.name)
        yield _finding(probe, found)


def _finding(probe: Probe, refusal: Refusal) -> Diagnostic:
    place = probe.place(refusal.line, refusal.column)
    if probe.is_definition and not probe.reading:
        message = f"Flink refuses the table `{probe.name}`: {_sentence(refusal.reason)}"
        hint = "Correct the definition; the statements that use it were not asked about."
        return _error(Code.DEFINITION_REFUSED, message, place, hint)
    message = f"Flink refuses `{probe.name}`: {_sentence(refusal.reason)}"
    return _error(Code.STATEMENT_REFUSED, message, place, "")


def _error(code: Code, message: str, place: Place, hint: str) -> Diagnostic:
    return Diagnostic(code.value, Severity.ERROR, message, place, hint)


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "…")) else f"{reason}."
