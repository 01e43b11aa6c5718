"""The phase of a release before and after each kind of plan."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from teal.model.deployment import Phase, Release, VersionRecord, VersionState
from teal.model.plan import Plan, PlanKind


def while_running(plan: Plan, release: Release) -> Release:
    """The release as it stands while the plan is walked."""
    match plan.kind:
        case PlanKind.DEPLOY:
            return replace(release, phase=Phase.DEPLOYING)
        case PlanKind.VALIDATE:
            waiting = (Phase.CATCHING_UP, Phase.READY)
            return replace(release, phase=Phase.VALIDATING) if release.phase in waiting else release
        case PlanKind.PROMOTE | PlanKind.ROLLBACK:
            return replace(release, phase=Phase.PROMOTING)
        case PlanKind.ABORT:
            return replace(release, phase=Phase.ABORTING)
        case PlanKind.RETIRE:
            return replace(release, phase=Phase.RETIRING)
        case _:
            assert_never(plan.kind)


def when_done(plan: Plan, release: Release, now: datetime) -> Release:
    """The release after the last step of the plan."""
    match plan.kind:
        case PlanKind.DEPLOY if plan.is_empty and not (release.created or release.removed):
            return replace(release, phase=Phase.DONE, closed_at=now)
        case PlanKind.DEPLOY:
            return replace(release, phase=Phase.VALIDATING)
        case PlanKind.VALIDATE:
            return release
        case PlanKind.PROMOTE:
            if not (release.replaced or release.removed or release.in_line):
                return replace(release, phase=Phase.DONE, closed_at=now)
            return replace(release, phase=Phase.SOAKING)
        case PlanKind.ROLLBACK:
            return replace(release, phase=Phase.READY)
        case PlanKind.ABORT:
            return replace(release, phase=Phase.ABORTED, closed_at=now)
        case PlanKind.RETIRE:
            return replace(release, phase=Phase.DONE, closed_at=now)
        case _:
            assert_never(plan.kind)


def ended_versions(
    plan: Plan, records: tuple[VersionRecord, ...], now: datetime
) -> tuple[VersionRecord, ...]:
    """Versions that end with the plan without a step of their own: views, and tables that were
    never made."""
    match plan.kind:
        case PlanKind.ABORT:
            state = VersionState.ABORTED
        case PlanKind.RETIRE:
            state = VersionState.RETIRED
        case _:
            return ()
    return tuple(
        replace(record, state=state, retired_at=now) for record in records if record.state.is_live
    )
