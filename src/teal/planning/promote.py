"""The plan that lets readers see a release's new versions: COMMIT, then every switch point."""

from __future__ import annotations

from msgspec.structs import replace

from teal.model.deployment import Deployment, Release
from teal.model.environment import Environment
from teal.model.in_line import NOBODYS_WORD, PersonsWord
from teal.model.plan import Plan, PlanKind
from teal.planning.flip import flipping_plan

_WITHOUT_PROOF = "Promoted without proof, because: "


def promotion_plan(
    deployment: Deployment,
    release: Release,
    environment: Environment,
    switch_points: tuple[str, ...],
    unproven: str = "",
    word: PersonsWord = NOBODYS_WORD,
) -> Plan:
    """All of a release's tables move in one transaction; removed tables stop being served.
    `unproven` is the reason that somebody gave for promoting without proof, `word` is for units
    that somebody goes on with although they may have lost their place."""
    serving: dict[str, int | None] = {version.logical: None for version in release.removed}
    serving |= {version.logical: version.number for version in release.created}
    plan = flipping_plan(
        PlanKind.PROMOTE, deployment, release, environment, switch_points, serving, word
    )
    if not unproven:
        return plan
    return replace(plan, notes=(*plan.notes, f"{_WITHOUT_PROOF}{unproven}"))


def reason_without_proof(plan: Plan) -> str:
    """The reason that somebody gave for promoting without proof, "" for none."""
    notes = (note for note in plan.notes if note.startswith(_WITHOUT_PROOF))
    return next(notes, "").removeprefix(_WITHOUT_PROOF)
