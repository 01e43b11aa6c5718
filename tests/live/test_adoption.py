"""Jobs started by hand, under names and in topics of their own, go through adoption, a release, its
retirement and the loss of the store; none of them is restarted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.live.foreign_jobs import HandWork
from tests.live.small_project import SmallProject, small_project

from teal.ports.stack import StackAddresses
from teal.ports.topics import TopicSpec

pytestmark = pytest.mark.live

COLUMNS = {
    "raw_orders": "order_id BIGINT, region STRING, amount DECIMAL(12, 2)",
    "src_orders": "order_id BIGINT NOT NULL, region STRING, amount DECIMAL(12, 2), "
    "PRIMARY KEY (order_id) NOT ENFORCED",
    "int_orders_v3": "order_id BIGINT NOT NULL, region STRING, amount DECIMAL(12, 2), "
    "PRIMARY KEY (order_id) NOT ENFORCED",
    "fct_regions": "region STRING NOT NULL, orders BIGINT, amount DECIMAL(38, 2), "
    "PRIMARY KEY (region) NOT ENFORCED",
}
TOPICS = {
    "raw_orders": "raw",
    "src_orders": "src-by-hand",
    "int_orders_v3": "orders_v3",
    "fct_regions": "regions.final",
}
WORK = {
    "src_orders": "INSERT INTO src_orders SELECT order_id, LAST_VALUE(region), LAST_VALUE(amount) "
    "FROM raw_orders GROUP BY order_id",
    "int_orders_v3": "INSERT INTO int_orders_v3 SELECT o.order_id, o.region, o.amount "
    "FROM src_orders AS o WHERE o.amount >= 0",
    "fct_regions": "INSERT INTO fct_regions SELECT region, COUNT(*), SUM(amount) "
    "FROM int_orders_v3 GROUP BY region",
}


@pytest.fixture(scope="module")
def by_hand(stack: StackAddresses) -> Iterator[HandWork]:
    """Sessions of somebody without Teal."""
    hands = HandWork(stack)
    try:
        yield hands
    finally:
        hands.close()


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, stack: StackAddresses, by_hand: HandWork
) -> Iterator[SmallProject]:
    """Three units whose jobs somebody has started, and no store."""
    project = small_project(tmp_path_factory.mktemp("adoption") / "project", stack)
    bench = project.bench()
    try:
        for table in WORK:
            spec = TopicSpec(f"{project.name}.{TOPICS[table]}", 1, 1, {"cleanup.policy": "compact"})
            bench.topics.create(spec)
    finally:
        bench.close()
    definitions = [definition(table, project) for table in COLUMNS]
    try:
        for table, statement in WORK.items():
            by_hand.start(table, statement, definitions)
        yield project
    finally:
        project.clean()


def definition(table: str, project: SmallProject) -> str:
    """The table as its first author wrote it."""
    options = {
        "topic": f"{project.name}.{TOPICS[table]}",
        "properties.bootstrap.servers": project.addresses.kafka_bootstrap,
    }
    if table == "raw_orders":
        options |= {"connector": "kafka", "format": "json", "properties.group.id": project.name}
        options["scan.startup.mode"] = "earliest-offset"
    else:
        options |= {"connector": "upsert-kafka", "key.format": "json", "value.format": "json"}
    listed = ", ".join(f"'{key}' = '{value}'" for key, value in options.items())
    return f"CREATE TABLE {table} ({COLUMNS[table]}) WITH ({listed})"


def mapping(project: SmallProject) -> str:
    """A mapping file with the one thing that nothing tells: where the last table is written."""
    path = project.folder / "adopt.yaml"
    path.write_text(f"tables: {{fct_regions: {project.name}.regions.final}}\n")
    return str(path)


def test_what_runs_is_found_proven_and_recorded(project: SmallProject, by_hand: HandWork) -> None:
    said = project.teal("adopt", "--dry-run", expect=3)
    assert "table fct_regions: no topic is known to be its own" in said
    found = project.asked("adopt", "--map", mapping(project), "--yes")
    units = {each["unit"]: each for each in found["units"]}
    assert {name: unit["job"] for name, unit in units.items()} == {
        "src_orders": by_hand.jobs["src_orders"],
        "int_orders": by_hand.jobs["int_orders_v3"],
        "fct_regions": by_hand.jobs["fct_regions"],
    }
    assert {unit["proof"] for unit in units.values()} == {
        "Flink makes of this text the plan that runs"
    }
    tables = {each["version"]["logical"]: each for each in found["tables"]}
    assert tables["int_orders"]["version"]["number"] == 3
    assert tables["int_orders"]["topic"] == f"{project.name}.orders_v3"
    assert tables["int_orders"]["how"] == "told by fct_regions, which reads it"
    assert "unfit for trajectories" in " ".join(found["notes"])
    project.teal("plan", "--detailed-exitcode")
    project.teal("doctor")


def test_a_change_is_built_beside_compared_and_takes_its_place(
    project: SmallProject, by_hand: HandWork
) -> None:
    project.edit("fct_regions.sql", "FROM int_orders", "FROM int_orders WHERE order_id > 0")
    plan = project.asked("plan")["plan"]
    assert {each["unit"]: each["action"] for each in plan["actions"]} == {
        "src_orders": "keep",
        "int_orders": "keep",
        "fct_regions": "rebuild",
    }
    project.teal("deploy")
    project.feed([(n, f"region-{n % 3}", f"{n}.25") for n in range(301, 401)])
    assert project.teal("validate").startswith("PASS after ")
    project.teal("promote")
    assert "was adopted: Teal did not create it" in project.teal("retire")
    project.teal("retire", "--yes")
    assert by_hand.state("fct_regions") in ("CANCELED", "FINISHED")
    assert by_hand.state("int_orders_v3") == by_hand.state("src_orders") == "RUNNING"
    bench = project.bench()
    try:
        assert f"{project.name}.regions.final" in bench.topics.list_names()
    finally:
        bench.close()
    project.teal("doctor")


def test_a_lost_store_is_rebuilt_from_both_kinds_of_jobs(project: SmallProject) -> None:
    before = project.asked("resolve")
    (project.folder / ".teal" / "state.db").unlink()
    project.teal("plan", expect=3)
    found = project.asked("adopt", "--rebuild", "--yes")
    assert {unit["unit"]: unit["proof"] for unit in found["units"]} == {
        "src_orders": "Flink makes of this text the plan that runs",
        "int_orders": "Flink makes of this text the plan that runs",
        "fct_regions": "it carries the mark of this very text",
    }
    assert project.asked("resolve") == before
    project.teal("plan", "--detailed-exitcode")
    project.teal("doctor")
