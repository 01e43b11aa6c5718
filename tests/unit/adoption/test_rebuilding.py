"""A lost store comes back from what runs, and equals the lost one in all that still runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.adoption.cluster import Cluster
from tests.unit.cli.flow import flow
from tests.unit.cli.terminal import opened, small_pipeline

from teal.model.deployment import Deployment

VIEW = "CREATE VIEW big_orders AS SELECT order_id, region FROM int_orders WHERE amount > 10;\n"


@pytest.fixture
def served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cluster]:
    """A project that Teal has deployed and promoted, with a view."""
    for terminal in opened(tmp_path, capsys, monkeypatch):
        small_pipeline(terminal)
        terminal.sql("views/big_orders.sql", VIEW)
        cluster = Cluster(terminal, terminal.keep())
        cluster.teal("deploy")
        flow(cluster.bench.kafka, 30)
        cluster.teal("validate")
        cluster.teal("promote")
        yield cluster


def deployment(cluster: Cluster) -> Deployment:
    """What the store holds."""
    found = cluster.bench.store.load()
    assert found is not None
    return found


def lose(cluster: Cluster) -> Deployment:
    """Delete the store; what it held."""
    lost = deployment(cluster)
    cluster.bench.end()
    (cluster.terminal.folder / ".teal" / "state.db").unlink()
    fresh = cluster.terminal.keep()
    for name in ("store", "_at_opening", "switch_points"):
        fresh.__dict__.pop(name, None)
    cluster.bench = fresh
    return lost


def what_runs(found: Deployment) -> Deployment:
    """All but what only a store can know: releases and times."""
    return replace(
        found,
        serial=0,
        releases=(),
        versions=tuple(
            replace(record, release="", created_at=None, retired_at=None)
            for record in found.versions
        ),
        units=tuple(
            replace(unit, release="", started_at=None, caught_up_at=None, replayed=None)
            for unit in found.units
        ),
    )


def test_a_rebuilt_store_equals_the_lost_one(served: Cluster) -> None:
    lost = lose(served)
    out = served.teal("adopt", "--rebuild", "--yes").out
    assert "found by Teal's own mark; it carries the mark of this very text" in out
    assert "What only the store knew is lost: releases" in out
    assert what_runs(deployment(served)) == what_runs(lost)
    assert "Nothing to do" in served.teal("plan").out
    assert served.teal("doctor", "--json").json["diagnosis"]["findings"] == []
    assert "rebuilt from what runs" in served.teal("history").out


@pytest.mark.slow
def test_a_rebuilt_store_knows_the_second_version(served: Cluster) -> None:
    served.terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(amount)", "MAX(amount)")
    served.teal("deploy")
    flow(served.bench.kafka, 5)
    served.teal("validate")
    served.teal("promote")
    served.teal("retire", "--yes")
    lost = lose(served)
    served.teal("adopt", "--rebuild", "--yes")
    live = [record for record in lost.versions if record.state.is_live]
    keys = {unit.key for unit in lost.units if unit.targets[0].number == 2}
    gone = replace(
        lost,
        versions=tuple(live),
        units=tuple(unit for unit in lost.units if unit.key in keys),
    )
    assert what_runs(deployment(served)) == what_runs(gone)
    served.terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    assert "→ fct_regions_v3\n" in served.teal("plan").out


@pytest.mark.slow
def test_readers_follow_a_rebuilt_store(served: Cluster) -> None:
    """The pointer's serial has to go on from what readers have seen."""
    lost = lose(served)
    served.teal("adopt", "--rebuild", "--yes")
    assert deployment(served).pointer_serial == lost.pointer_serial
    served.terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    served.teal("deploy")
    flow(served.bench.kafka, 5)
    served.teal("validate")
    served.teal("promote")
    assert served.teal("resolve", "--json").json["serial"] == lost.pointer_serial + 1


def test_without_the_word_rebuild_own_jobs_are_not_adopted(served: Cluster) -> None:
    lose(served)
    said = served.teal("adopt", "--yes", code=3)
    assert (
        "the store holds no deployment, and jobs of its own run: it was lost, or moved." in said.err
    )
    assert "teal adopt --rebuild" in said.err
    assert "teal adopt --rebuild" in served.teal("plan", code=3).err


def test_a_store_that_is_there_is_not_rebuilt(served: Cluster) -> None:
    before = deployment(served)
    assert "Nothing to do: " in served.teal("adopt", "--rebuild", "--yes").out
    assert deployment(served) == before


def test_what_another_deployment_started_is_no_ground(served: Cluster) -> None:
    lose(served)
    served.bench.__dict__["switch_points"] = {}
    said = served.teal(
        "adopt", "--rebuild", "--deployment", "00000000-0000-4000-8000-000000000000", code=3
    )
    assert "nothing runs that the deployment 00000000-0000-4000-8000-000000000000 has" in said.err
    assert "(teal/" in said.err
    served.teal("adopt", "--deployment", "x", code=64)


def test_two_versions_that_run_need_what_readers_are_shown(served: Cluster) -> None:
    served.terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    served.teal("deploy")
    lost = lose(served)
    served.terminal.edit("facts/fct_regions.sql", "COUNT(order_id)", "COUNT(*)")
    assert lost.serving["fct_regions"] == 1
    out = served.teal("adopt", "--rebuild", "--yes").out
    assert "fct_regions@v2#1 (" in out
    assert "was started by Teal and is not recorded: its text is not in this revision" in out
    assert deployment(served).serving == lost.serving
    findings = served.teal("doctor", "--json", code=6).json["diagnosis"]["findings"]
    assert [each["kind"] for each in findings] == ["job left over"]


def test_without_what_readers_are_shown_two_versions_are_asked_about(served: Cluster) -> None:
    served.terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    served.teal("deploy")
    lose(served)
    served.bench.__dict__["switch_points"] = {}
    said = served.teal("adopt", "--rebuild", "--yes", code=3)
    assert "fct_regions: several versions run and nothing tells which one serves: v1 is" in said.err
