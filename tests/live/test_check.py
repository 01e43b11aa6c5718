"""`teal check --with-flink`: Flink's own planner is asked, and nothing is left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from tests.live.small_project import FILES, SmallProject, written_project
from tests.unit.checks.page import Example, examples, project_of

from teal.bootstrap import SystemClock
from teal.engines.flink.planner import FlinkPlanner
from teal.ports.stack import StackAddresses
from teal.usecases.asking_planner import planner_findings

pytestmark = pytest.mark.live

JUDGED = [e for e in examples() if e.is_sql and e.code[:7] in ("TEAL-22", "TEAL-23", "TEAL-26")]


class NoSecrets:
    """The port where no text holds a secret."""

    def filled(self, text: str) -> str:
        """See the port."""
        return text

    def masked(self, text: str) -> str:
        """See the port."""
        return text


@pytest.fixture
def planner(stack: StackAddresses) -> Iterator[FlinkPlanner]:
    with closing(FlinkPlanner(stack.gateway_url, NoSecrets(), SystemClock())) as planner:
        yield planner


@pytest.fixture
def project(tmp_path: Path, stack: StackAddresses) -> SmallProject:
    """Three units, never deployed, with a raw topic that does not exist."""
    return written_project(tmp_path, "asked", stack, FILES)


def test_a_correct_project_is_sound_and_leaves_nothing(
    project: SmallProject, stack: StackAddresses
) -> None:
    before = httpx.get(f"{stack.jobmanager_url}/jobs").json()
    assert project.asked("check", "--with-flink")["diagnostics"] == []
    assert httpx.get(f"{stack.jobmanager_url}/jobs").json() == before
    assert not (project.folder / ".teal").exists()


def test_several_mistakes_are_told_at_their_lines(project: SmallProject) -> None:
    project.edit("src_orders.sql", "LAST_VALUE(region)", "SHOUTED(region)")
    project.edit("int_orders.sql", "region, amount FROM", "region, amuont FROM")
    project.edit("fct_regions.sql", "orders BIGINT, amount", "orders TIMESTAMP(3), amount")
    (project.folder / "pipelines" / "odd.sql").write_text(
        "CREATE TABLE odd (\n  region STRING,\n  total DECIMALL\n);\n"
        "INSERT INTO odd SELECT region, amount FROM raw_orders;\n"
    )
    found = project.asked("check", "--with-flink", expect=1)["diagnostics"]
    told = {
        (each["place"]["file"], each["place"]["line"], each["place"]["column"]): each["message"]
        for each in found
    }
    function = told["pipelines/src_orders.sql", 6, 18]
    assert "No match found for function signature SHOUTED" in function
    assert "`int_orders` uses `amuont`" in told["pipelines/int_orders.sql", 6, 26]
    wrong_type = told["pipelines/fct_regions.sql", 5, 1]
    assert "Incompatible types for sink column 'orders'" in wrong_type
    assert "Unknown identifier 'DECIMALL'" in told["pipelines/odd.sql", 3, 9]
    assert len(told) == 4


def test_a_mistake_of_the_projects_own_comes_first(project: SmallProject) -> None:
    project.edit("int_orders.sql", "FROM src_orders", "FROM src_ordres")
    found = project.asked("check", "--with-flink", expect=1)["diagnostics"]
    assert {each["code"] for each in found} == {"TEAL-204", "TEAL-403"}


def test_a_wrong_statement_of_the_session_is_named(project: SmallProject) -> None:
    path = project.folder / "teal.yaml"
    path.write_text(path.read_text() + 'session: {statements: ["CREATE FUNKTION f AS 1"]}\n')
    said = json.loads(project.teal("check", "--with-flink", "--json", expect=1))
    assert said["schema"] == "teal.error/1"
    assert said["message"].startswith("CREATE FUNKTION f AS 1: the engine refused it: ")


@pytest.mark.parametrize("example", JUDGED, ids=lambda each: f"{each.code}-{each.kind}")
def test_flink_agrees_with_the_page(
    planner: FlinkPlanner, stack: StackAddresses, example: Example, tmp_path: Path
) -> None:
    """What Teal calls an error Flink refuses; what the page calls good it takes."""
    project, environment, findings = project_of(example, tmp_path)
    environment = replace(environment, kafka_bootstrap=stack.kafka_bootstrap)
    refused = planner_findings(planner, project, environment)
    if example.kind == "good":
        assert refused == ()
    elif any(found.is_error for found in findings):
        assert refused
