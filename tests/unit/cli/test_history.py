"""Every release is kept with who, when, from where, on what evidence, and how long it took."""

from __future__ import annotations

import pytest
from tests.unit.cli.flow import flow
from tests.unit.cli.terminal import Terminal


@pytest.fixture
def released(terminal: Terminal) -> Terminal:
    """A first release that serves and a second that was promoted without proof."""
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    terminal.teal("deploy")
    flow(bench.kafka, 10)
    terminal.teal("validate")
    terminal.teal("promote")
    terminal.teal("retire", "--yes")
    return terminal


@pytest.mark.slow
def test_releases_come_newest_first_with_all_that_is_known(released: Terminal) -> None:
    releases = released.teal("history", "--json").json["releases"]
    assert [each["release"]["id"] for each in releases] == ["r2", "r1"]
    second = releases[0]
    assert second["release"]["actor"].startswith("ada on ")
    assert second["origin"] == "deploy"
    assert [(each["version"]["number"], each["before"]) for each in second["rebuilt"]] == [(2, 1)]
    assert second["verdict"] == "PASS"
    assert [phase["phase"] for phase in second["phases"]] == [
        "starting",
        "catching up",
        "validating",
        "promoting",
        "soaking",
        "retiring",
    ]
    assert all(phase["is_over"] for phase in second["phases"])
    assert [run["kind"] for run in second["runs"]] == ["deploy", "validate", "promote", "retire"]


@pytest.mark.slow
def test_a_person_reads_a_paragraph_a_release(released: Terminal) -> None:
    newest, first = released.teal("history").out.split("\n\n")
    assert newest.startswith("r2  done  ")
    assert "    rebuilt fct_regions v1 → v2\n" in newest
    assert "    evidence: PASS at " in newest
    assert "    took starting " in newest
    assert "created fct_regions v1, int_orders v1" in first


@pytest.mark.slow
def test_forecast_and_truth_stand_side_by_side(released: Terminal) -> None:
    newest = released.teal("history").out.split("\n\n")[0]
    assert "    forecast records to replay: " in newest
    assert "; in truth " in newest


@pytest.mark.slow
def test_a_release_without_proof_keeps_the_reason(terminal: Terminal) -> None:
    terminal.keep()
    terminal.teal("deploy")
    terminal.teal("validate", code=4)
    terminal.teal("promote", "--unproven", "the shop opens tomorrow")
    said = terminal.teal("history").out
    assert "evidence: INCONCLUSIVE at " in said
    assert "promoted without proof: the shop opens tomorrow" in said


@pytest.mark.slow
def test_what_is_under_way_is_so_far(terminal: Terminal) -> None:
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    terminal.teal("deploy", "--no-wait")
    said = terminal.teal("history").out
    assert "catching up " in said.split("\n\n")[0]
    assert " so far" in said.split("\n\n")[0]
    assert bench.store.load() is not None


def test_before_anything_was_deployed_it_says_so(terminal: Terminal) -> None:
    assert terminal.teal("history").out.startswith("Nothing has been deployed here yet.")
    assert terminal.teal("history", "--json").json["releases"] == []
