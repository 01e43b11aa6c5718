"""`kill -9` anywhere, then `teal resume`: the same end, no second job, no second writer.

One project goes through three releases, in the order of the tests; each release is killed at
several places in turn, so that every kill but the first hits a process that was resuming.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from tests.live.small_project import SmallProject, small_project

from teal.ports.stack import StackAddresses

pytestmark = pytest.mark.live

NEW_COLUMN = (
    (
        "int_orders.sql",
        "amount DECIMAL(12, 2),\n",
        "amount DECIMAL(12, 2), twice DECIMAL(14, 2),\n",
    ),
    ("int_orders.sql", "region, amount FROM", "region, amount, amount * 2 FROM"),
)
DEPLOYING = (
    "before-create",
    "after-create",
    "before-submit",
    "after-submit",
    "waiting",
)


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, stack: StackAddresses
) -> Iterator[SmallProject]:
    """Three units, version 1 serving, and a change of the intermediate in the working tree."""
    project = small_project(tmp_path_factory.mktemp("kills") / "project", stack)
    try:
        project.teal("deploy")
        project.teal("validate")
        project.teal("promote")
        for file, old, new in NEW_COLUMN:
            project.edit(file, old, new)
        # other rows as far as anybody can read, so that what reads it moves too; the same in truth
        project.edit("int_orders.sql", "WHERE amount >= 0", "WHERE amount > -1")
        yield project
    finally:
        project.clean()


def one_job_each(project: SmallProject, versions: dict[str, set[int]]) -> None:
    """Every unit runs in exactly these versions, once each; so no topic has two writers."""
    bench = project.bench()
    try:
        keys = [
            job.key for job in bench.engine.list_all() if job.key is not None and job.phase.is_live
        ]
        topics = {n for n in bench.topics.list_names() if n.startswith(f"{project.name}.")}
    finally:
        bench.close()
    running = Counter((key.unit, key.version) for key in keys)
    wanted = {(unit, number) for unit, numbers in versions.items() for number in numbers}
    assert running == Counter(wanted)
    tables = {
        f"{project.name}.{unit}" + (f"_v{number}" if number > 1 else "") for unit, number in wanted
    }
    assert topics - {f"{project.name}.raw", f"{project.name}.serving"} == tables


def both(number: int) -> dict[str, set[int]]:
    """Version 1 of everything, and what a release puts beside it."""
    return {"src_orders": {1}, "int_orders": {1, number}, "fct_regions": {1, number}}


OLD = {"src_orders": {1}, "int_orders": {1}, "fct_regions": {1}}


def test_a_killed_deployment_goes_on_and_a_killed_abort_undoes_it(project: SmallProject) -> None:
    project.killed(DEPLOYING[0], "deploy")
    for place in DEPLOYING[1:]:
        project.killed(place, "resume")
    project.teal("resume")
    one_job_each(project, both(2))
    assert project.asked("status")["open_releases"][0]["phase"] == "validating"
    project.teal("doctor")
    project.killed("after-stop", "abort")
    project.killed("between-deletions", "resume")
    project.teal("resume")
    one_job_each(project, OLD)
    project.teal("doctor")


@pytest.mark.parametrize("place", ["after-create", "after-submit"])
def test_a_killed_deployment_can_be_aborted_at_once(project: SmallProject, place: str) -> None:
    project.killed(place, "deploy")
    project.teal("abort")
    one_job_each(project, OLD)
    project.teal("doctor")


def test_a_killed_promotion_and_a_killed_retirement_go_on(project: SmallProject) -> None:
    project.teal("deploy")
    project.teal("validate")
    project.killed("before-commit", "promote")
    assert serving(project) == 1
    project.teal("resume")
    new = serving(project)
    assert new > 1
    project.teal("rollback")
    assert serving(project) == 1
    project.killed("after-commit", "promote")
    assert serving(project) == new
    project.teal("resume")
    assert shown(project) == {"src_orders": 1, "int_orders": new, "fct_regions": new}
    project.killed("before-stop", "retire", "--yes")
    for place in ("after-stop", "between-deletions", "after-deletion"):
        project.killed(place, "resume")
    project.teal("resume")
    one_job_each(project, {"src_orders": {1}, "int_orders": {new}, "fct_regions": {new}})
    assert project.asked("status")["open_releases"] == []
    project.teal("doctor")


def serving(project: SmallProject) -> int:
    """The version of the fact that `teal resolve` tells."""
    tables = project.asked("resolve", "fct_regions")["tables"]
    version = tables["fct_regions"]["version"]
    assert isinstance(version, int)
    return version


def shown(project: SmallProject) -> dict[str, int]:
    """What the control topic tells readers."""
    bench = project.bench()
    try:
        (point,) = bench.switch_points.values()
        current = point.current()
    finally:
        bench.close()
    assert current is not None
    return {name: table.version for name, table in current.tables.items()}
