"""`kill -9` anywhere, then `teal resume`: the same end, no second job, no second writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture
def project(tmp_path: Path, stack: StackAddresses) -> Iterator[SmallProject]:
    """Three units, version 1 serving."""
    project = small_project(tmp_path / "project", stack)
    try:
        project.teal("deploy")
        project.teal("validate")
        project.teal("promote")
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


def changed(project: SmallProject) -> None:
    """A new column in the intermediate: it and the fact need version 2."""
    for file, old, new in NEW_COLUMN:
        project.edit(file, old, new)


BOTH = {"src_orders": {1}, "int_orders": {1, 2}, "fct_regions": {1, 2}}
NEW = {"src_orders": {1}, "int_orders": {2}, "fct_regions": {2}}
OLD = {"src_orders": {1}, "int_orders": {1}, "fct_regions": {1}}


@pytest.mark.parametrize(
    "place", ["before-create", "after-create", "before-submit", "after-submit", "waiting"]
)
def test_a_killed_deployment_goes_on(project: SmallProject, place: str) -> None:
    changed(project)
    project.killed(place, "deploy")
    project.teal("resume")
    one_job_each(project, BOTH)
    assert project.asked("status")["open_releases"][0]["phase"] == "validating"
    assert project.teal("doctor")


@pytest.mark.parametrize("place", ["after-create", "after-submit"])
def test_a_killed_deployment_can_be_aborted(project: SmallProject, place: str) -> None:
    changed(project)
    project.killed(place, "deploy")
    project.teal("abort")
    one_job_each(project, OLD)
    assert project.teal("doctor")


def test_a_killed_promotion_and_retirement_go_on(project: SmallProject) -> None:
    changed(project)
    project.teal("deploy")
    project.teal("validate")
    project.killed("before-commit", "promote")
    assert project.asked("resolve", "fct_regions")["tables"]["fct_regions"]["version"] == 1
    project.teal("resume")
    assert project.asked("resolve", "fct_regions")["tables"]["fct_regions"]["version"] == 2
    project.teal("rollback")
    project.killed("after-commit", "promote")
    assert project.asked("resolve", "fct_regions")["tables"]["fct_regions"]["version"] == 2
    project.teal("resume")
    assert shown(project) == {"src_orders": 1, "int_orders": 2, "fct_regions": 2}
    for place in ("after-stop", "between-deletions"):
        retire = ("retire", "--yes") if place == "after-stop" else ("resume",)
        project.killed(place, *retire)
    project.teal("resume")
    one_job_each(project, NEW)
    assert project.asked("status")["open_releases"] == []
    assert project.teal("doctor")


def shown(project: SmallProject) -> dict[str, int]:
    """What the control topic tells readers."""
    bench = project.bench()
    try:
        (point,) = bench.switch_points.values()
        serving = point.current()
    finally:
        bench.close()
    assert serving is not None
    return {name: table.version for name, table in serving.tables.items()}
