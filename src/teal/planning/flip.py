"""A plan that moves the pointer, forward or back: COMMIT in one transaction, then everybody else
is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.in_line import NOBODYS_WORD, InLineChange, PersonsWord
from teal.model.plan import AnyStep, Flip, Plan, PlanKind, PublishServing
from teal.planning.in_line.steps import in_line_steps
from teal.planning.notes import exposures
from teal.planning.release_plan import release_plan

_COMMIT = "flip"


def flipping_plan(
    kind: PlanKind,
    deployment: Deployment,
    release: Release,
    environment: Environment,
    switch_points: tuple[str, ...],
    serving: Mapping[str, int | None],
    word: PersonsWord = NOBODYS_WORD,
) -> Plan:
    """The plan after which these versions serve (None: the table is served no more); what the
    release changes in place comes behind COMMIT and the switch points, and goes back likewise.
    `word` is for units that somebody goes on with unproven."""
    told = tuple(f"tell:{name}" for name in sorted(switch_points))
    steps: tuple[AnyStep, ...] = (
        Flip(key=_COMMIT, serving=dict(sorted(serving.items()))),
        *(
            PublishServing(key=f"tell:{name}", after=(_COMMIT,), switch_point=name)
            for name in sorted(switch_points)
        ),
        *in_line_steps(
            deployment,
            release.in_line,
            environment,
            kind is PlanKind.ROLLBACK,
            after=(_COMMIT, *told),
            word=word,
        ),
    )
    notes = (*_notes(switch_points), *(_in_line(kind, each) for each in release.in_line))
    plan = release_plan(kind, deployment, release, environment, steps, notes)
    moved = (table for table in serving if table in deployment.serving)
    return replace(plan, exposures=exposures(moved, environment))


def _in_line(kind: PlanKind, change: InLineChange) -> str:
    way = "goes back" if kind is PlanKind.ROLLBACK else "is changed"
    if not change.restarts:
        return f"{change.key} {way} in line; its job runs on."
    return (
        f"{change.key} {way} in line, by a savepoint: no output for some seconds. If that does not "
        "work, `teal rollback` starts the text that ran before from the same savepoint."
    )


def _notes(switch_points: tuple[str, ...]) -> Iterator[str]:
    yield "The pointer moves in one transaction: no reader of it sees a mixture."
    for name in sorted(switch_points):
        yield f"Readers of {name} see the change a moment later, all tables at once."
