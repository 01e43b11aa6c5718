"""Letting readers see the old versions again, at once; also out of a promotion that failed while it
changed units in place."""

from __future__ import annotations

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Phase
from teal.planning.rollback import rollback_plan
from teal.usecases.acting import acting, run_plan, unfinished_run
from teal.usecases.choosing import open_release
from teal.usecases.deployed import deployed
from teal.usecases.midway import stopped_midway
from teal.usecases.word import word
from teal.usecases.workbench import Workbench


def rollback(
    bench: Workbench, on_event: OnEvent, take_over: bool = False, unproven: str = ""
) -> Acted:
    """A promotion in reverse; green stays fed and can be promoted again. `unproven` is a person's
    reason to go back where it cannot be proven that no record is lost or doubled."""
    with acting(bench, take_over) as leasing:
        deployment = deployed(bench)
        release = stopped_midway(bench, deployment) or open_release(
            deployment,
            frozenset({Phase.SOAKING}),
            "roll back",
            "Only a promoted release that is not being retired can be rolled back.",
        )
        given = word(bench.store, unfinished_run(bench, release), unproven)
        points = tuple(bench.switch_points)
        plan = rollback_plan(deployment, release, bench.environment, points, given)
        return run_plan(bench, leasing, plan, on_event)
