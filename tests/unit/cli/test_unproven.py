"""What cannot be compared is not promoted on its own; a person may accept that, with a reason."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import Terminal

VIEW = "views/vw_regions.sql"


@pytest.fixture
def with_view(terminal: Terminal) -> Terminal:
    """Version 1 serving, a view among it."""
    terminal.write(f"pipelines/{VIEW}", "CREATE VIEW vw_regions AS SELECT region FROM fct_regions;")
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    return terminal


def test_a_changed_view_is_promoted_only_with_a_reason(with_view: Terminal) -> None:
    with_view.edit(VIEW, "SELECT region", "SELECT region, orders")
    with_view.teal("deploy")
    said = with_view.teal("validate", code=4)
    assert "INCONCLUSIVE vw_regions: its text changed" in said.out
    assert "--unproven REASON" in with_view.teal("promote", code=4).err
    with_view.teal("promote", "--unproven", "looked at it with the finance team")
    assert with_view.teal("resolve", "vw_regions", "--json").json["tables"]["vw_regions"] == {
        "version": 2,
        "physical": "vw_regions_v2",
        "topic": None,
    }


def test_a_release_that_only_removes_needs_no_proof(with_view: Terminal) -> None:
    (with_view.folder / "pipelines" / VIEW).unlink()
    with_view.teal("deploy")
    with_view.teal("promote")
    assert "vw_regions" not in with_view.teal("resolve", "--json").json["tables"]
    with_view.teal("retire", "--yes")
    assert with_view.teal("status", "--json").json["open_releases"] == []
