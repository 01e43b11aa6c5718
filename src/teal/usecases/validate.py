"""Comparing a release's new versions with the old ones while both move."""

from __future__ import annotations

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.deployment import Phase
from teal.planning.validate import compares_something, validation_plan
from teal.usecases.acting import acting, run_plan
from teal.usecases.choosing import open_release
from teal.usecases.deployed import deployed
from teal.usecases.workbench import Workbench

_COMPARABLE = frozenset({Phase.VALIDATING, Phase.READY, Phase.SOAKING})


def validate(
    bench: Workbench, on_event: OnEvent, show_rows: bool = False, take_over: bool = False
) -> Acted | None:
    """Measure until the judge is sure; the verdict becomes the release's evidence. None where the
    release makes nothing that could be measured."""
    with acting(bench, take_over) as leasing:
        deployment = deployed(bench)
        release = open_release(
            deployment,
            _COMPARABLE,
            "validate",
            "A release can be validated once `teal wait` says that it has caught up.",
        )
        plan = validation_plan(deployment, release, bench.environment, show_rows)
        if not compares_something(plan):
            return None
        return run_plan(bench, leasing, plan, on_event)
