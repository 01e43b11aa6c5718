"""A terminal beside a cluster on which somebody else has started things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.adoption.cluster import Cluster
from tests.unit.cli.terminal import opened, small_pipeline


@pytest.fixture
def cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cluster]:
    """The small pipeline, with nothing recorded and both units running as foreign jobs."""
    for terminal in opened(tmp_path, capsys, monkeypatch):
        small_pipeline(terminal)
        cluster = Cluster(terminal, terminal.keep())
        cluster.topic("orders_v3")
        cluster.topic("fct.regions")
        cluster.runs("job-int", "insert-into_x", "int_orders", ("raw_orders",), INT)
        cluster.runs("job-fct", "nightly", "fct_regions", ("int_orders",), FCT)
        yield cluster


INT = (
    "INSERT INTO int_orders\nSELECT order_id, LAST_VALUE(region), LAST_VALUE(amount) "
    "FROM raw_orders GROUP BY order_id"
)
FCT = (
    "INSERT INTO fct_regions\nSELECT region, COUNT(*), SUM(amount) FROM int_orders GROUP BY region"
)
