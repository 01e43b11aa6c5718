"""Everything of a project deployed once, as far as the store knows: what a plan of an edit is made
against. Nothing is started."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from teal.bootstrap import assemble
from teal.model.deployment import Deployment, UnitRecord, UnitState, VersionRecord, VersionState
from teal.model.plan import Plan
from teal.usecases.opening import opening_records
from teal.usecases.plan import Wish, make_plan


def deploy_all(folder: Path) -> None:
    """Write into the project's own store that its first release serves."""
    bench = assemble(str(folder / "teal.yaml"))
    try:
        bench.store.found(_served(make_plan(bench, Wish())))
    finally:
        bench.close()


def deploy_apart(folder: Path) -> None:
    """The same in a process of its own: a child's peak begins with what its parent holds, so one
    that measures must stay small."""
    process = multiprocessing.get_context("spawn").Process(target=deploy_all, args=(folder,))
    process.start()
    process.join()
    if process.exitcode != 0:
        raise RuntimeError(f"deploying {folder} ended with {process.exitcode}")


def _served(plan: Plan) -> Deployment:
    empty = Deployment(plan.deployment, plan.project, plan.environment, 1, pointer_serial=1)
    records = opening_records(plan, empty, "bench", datetime(2024, 1, 1, tzinfo=UTC))
    return replace(
        empty,
        versions=tuple(
            replace(each, state=VersionState.SERVING)
            for each in records
            if isinstance(each, VersionRecord)
        ),
        units=tuple(
            replace(each, state=UnitState.STARTED)
            for each in records
            if isinstance(each, UnitRecord)
        ),
        serving={each.version.logical: each.version.number for each in plan.versions},
    )
