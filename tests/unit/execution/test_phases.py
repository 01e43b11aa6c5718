"""The phase of a release while a plan runs and after it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.execution.small_plans import (
    NOW,
    plan,
    release,
    version,
    version_record,
)

from teal.execution.phases import ended_versions, when_done, while_running
from teal.model.deployment import Phase, Release, VersionState
from teal.model.plan import PlanKind

BLUE = version("orders", 1)
GREEN = version("orders", 2)


def changing(phase: Phase) -> Release:
    """A release that replaces a version."""
    return replace(release(phase), created=(GREEN,), replaced=(BLUE,))


@pytest.mark.parametrize(
    ("kind", "before", "running", "after"),
    [
        (PlanKind.DEPLOY, Phase.PLANNED, Phase.DEPLOYING, Phase.VALIDATING),
        (PlanKind.VALIDATE, Phase.CATCHING_UP, Phase.VALIDATING, Phase.VALIDATING),
        (PlanKind.VALIDATE, Phase.READY, Phase.VALIDATING, Phase.VALIDATING),
        (PlanKind.VALIDATE, Phase.SOAKING, Phase.SOAKING, Phase.SOAKING),
        (PlanKind.PROMOTE, Phase.READY, Phase.PROMOTING, Phase.SOAKING),
        (PlanKind.ROLLBACK, Phase.SOAKING, Phase.PROMOTING, Phase.READY),
        (PlanKind.ABORT, Phase.READY, Phase.ABORTING, Phase.ABORTED),
        (PlanKind.RETIRE, Phase.SOAKING, Phase.RETIRING, Phase.DONE),
    ],
)
def test_each_kind_of_plan_moves_the_phase(
    kind: PlanKind, before: Phase, running: Phase, after: Phase
) -> None:
    walked = plan(kind=kind)
    during = while_running(walked, changing(before))
    assert during == changing(running)
    done = when_done(walked, during, NOW)
    assert done == replace(changing(after), closed_at=None if after.is_open else NOW)


def test_a_release_that_replaces_nothing_is_done_when_it_serves() -> None:
    first = replace(release(Phase.PROMOTING), created=(BLUE,))
    assert when_done(plan(kind=PlanKind.PROMOTE), first, NOW) == replace(
        first, phase=Phase.DONE, closed_at=NOW
    )


def test_a_release_that_only_removes_soaks() -> None:
    removing = replace(release(Phase.PROMOTING), removed=(BLUE,))
    assert when_done(plan(kind=PlanKind.PROMOTE), removing, NOW).phase is Phase.SOAKING


@pytest.mark.parametrize(
    ("kind", "state"),
    [(PlanKind.ABORT, VersionState.ABORTED), (PlanKind.RETIRE, VersionState.RETIRED)],
)
def test_what_had_no_deletion_of_its_own_ends_with_the_plan(
    kind: PlanKind, state: VersionState
) -> None:
    view = version_record("seen", 1, VersionState.STANDBY, is_view=True)
    dropped = version_record("orders", 1, VersionState.RETIRED)
    ended = ended_versions(plan(kind=kind), (view, dropped), NOW)
    assert ended == (replace(view, state=state, retired_at=NOW),)


@pytest.mark.parametrize(
    "kind", [PlanKind.DEPLOY, PlanKind.VALIDATE, PlanKind.PROMOTE, PlanKind.ROLLBACK]
)
def test_no_version_ends_with_a_plan_that_deletes_nothing(kind: PlanKind) -> None:
    assert ended_versions(plan(kind=kind), (version_record("orders"),), NOW) == ()
