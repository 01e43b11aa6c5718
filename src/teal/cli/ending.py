"""How a command that walked a plan ends: what was done, what failed, what to do next."""

from __future__ import annotations

import click

from teal.cli.options import answer
from teal.execution.result import Acted
from teal.model.codec import Json, encoded
from teal.model.deployment import Release
from teal.model.errors import EngineRefused, NeedsWord
from teal.model.plan import AnyStep, PlanKind, StartUnit
from teal.model.wording import plural
from teal.render.plan_text import step_text
from teal.render.words import listed


def end(context: click.Context, acted: Acted, as_json: bool, done: str) -> None:
    """Print the ending and leave with its exit code. `done` is said where all went well."""
    if as_json:
        answer("teal.run/1", fields(acted))
    elif acted.result.failures:
        click.echo(_failed(acted), err=True)
    else:
        click.echo(done)
    if acted.exit_code:
        context.exit(acted.exit_code)


def fields(acted: Acted) -> dict[str, Json]:
    """The run as data."""
    return {
        "run": acted.run.id,
        "kind": acted.run.kind,
        "release": release_fields(acted.release),
        "exit_code": acted.exit_code,
        "failures": [
            {"step": each.step.key, "error": each.error, "kind": each.kind}
            for each in acted.result.failures
        ],
        "blocked": list(acted.result.blocked),
        "left": list(acted.result.left),
    }


def release_fields(release: Release) -> dict[str, Json]:
    """A release as data, without the evidence's full report."""
    return {
        "id": release.id,
        "phase": release.phase.value,
        "commit": release.commit,
        "created": encoded(release.created),
        "replaced": encoded(release.replaced),
        "removed": encoded(release.removed),
        "units": list(release.units),
        "verdict": release.evidence.verdict.value if release.evidence else None,
    }


def _failed(acted: Acted) -> str:
    failures = acted.result.failures
    lines = [f"{plural(len(failures), 'step')} of {acted.run.kind} failed:"]
    lines += [f"  {_place(acted, failure.step)}{failure.error}" for failure in failures]
    if acted.result.blocked:
        lines.append(f"  not begun because of that: {listed(acted.result.blocked, 6)}")
    return "\n".join([*lines, _advice(acted)])


def _place(acted: Acted, step: AnyStep) -> str:
    """The file and line of a unit that did not start, else what was tried."""
    if isinstance(step, StartUnit):
        for unit in acted.plan.units:
            if unit.key == step.submission.key:
                return f"{unit.file}:{unit.line}: "
    return f"{step_text(step)}: "


def _advice(acted: Acted) -> str:
    kinds = {failure.kind for failure in acted.result.failures}
    if NeedsWord.__name__ in kinds:
        return "Nothing goes on until somebody has chosen one of these ways."
    if acted.plan.kind not in _UNDONE_BY_ABORT:
        return "Mend the cause and run `teal resume`."
    if EngineRefused.__name__ in kinds:
        return (
            "A plan keeps its SQL: to change it run `teal abort`, correct the file and plan again. "
            "Where the cause lies in Flink itself, mend it there and run `teal resume`."
        )
    return "Mend the cause and run `teal resume`, or undo it with `teal abort`."


_UNDONE_BY_ABORT = (PlanKind.DEPLOY, PlanKind.VALIDATE)
