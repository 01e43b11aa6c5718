"""An external that stands in a catalog of real Flink and in no file: planned, read, and watched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.live.small_project import SmallProject, small_project

from teal.ports.stack import StackAddresses

pytestmark = pytest.mark.live

SESSION = """session:
  statements:
    - "CREATE CATALOG shared WITH ('type' = 'generic_in_memory')"
    - "CREATE DATABASE shared.landing"
    - "CREATE TABLE shared.landing.raw_orders (order_id BIGINT, region STRING, amount {amount})
      WITH ('connector' = 'kafka', 'topic' = '{name}.raw', 'format' = 'json',
      'properties.bootstrap.servers' = '{kafka}', 'scan.startup.mode' = 'latest-offset')"
"""


@pytest.fixture
def project(tmp_path: Path, stack: StackAddresses) -> Iterator[SmallProject]:
    """The small project, without a file that defines what it reads."""
    made = small_project(tmp_path / "project", stack)
    (made.folder / "pipelines" / "raw_orders.sql").unlink()
    made.edit("src_orders.sql", "FROM raw_orders", "FROM shared.landing.raw_orders")
    flink_tells(made, "DECIMAL(12, 2)")
    try:
        yield made
    finally:
        made.clean()


def flink_tells(project: SmallProject, amount: str) -> None:
    file = project.folder / "teal.yaml"
    lines = file.read_text().split("\nsession:")[0].splitlines()
    at = lines.index("externals:")
    lines[at : at + 2] = ["externals:", "  shared.landing.raw_orders:"]
    kafka = project.addresses.kafka_bootstrap
    session = SESSION.format(name=project.name, kafka=kafka, amount=amount)
    file.write_text("\n".join(lines) + "\n" + session)


def test_it_is_read_from_its_beginning_and_a_moved_type_rebuilds(project: SmallProject) -> None:
    """The catalog says "latest": all 300 orders arrive all the same."""
    project.teal("deploy")
    bench = project.bench()
    try:
        ends = bench.topics.ends([f"{project.name}.src_orders"]).ends
        assert sum(end.last_data + 1 for end in ends) >= 300
    finally:
        bench.close()
    project.teal("validate")
    project.teal("promote")
    assert "Nothing to do" in project.teal("plan")
    flink_tells(project, "DECIMAL(14, 2)")
    assert "an external that it reads" in project.teal("plan")
