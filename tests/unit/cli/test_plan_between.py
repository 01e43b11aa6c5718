"""`teal plan --from --to`: a plan from git alone, and plans as Markdown."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import CONFIG, Terminal


@pytest.fixture
def branched(terminal: Terminal) -> Terminal:
    """The project on main, and a branch that changes one fact."""
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    terminal.git("checkout", "-q", "-b", "branch")
    terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 1")
    terminal.commit("second")
    return terminal


def test_the_plan_between_revisions_rebuilds_what_the_second_changes(branched: Terminal) -> None:
    said = branched.teal("plan", "--from", "main", "--to", "branch")
    assert "rebuild  fct_regions" in said.out
    assert "fct_regions_v2" in said.out
    assert "is not there" not in said.out
    assert branched.teal("plan", "--from", "main", "--json").json["plan"]["steps"]


def test_it_asks_git_alone(branched: Terminal) -> None:
    """No store is made, and one that cannot be reached does not matter."""
    branched.config(CONFIG + "store: {url: postgresql://nobody@127.0.0.1:1/nothing}\n")
    assert "fct_regions_v2" in branched.teal("plan", "--from", "main", "--to", "branch").out
    assert not (branched.folder / ".teal").exists()


def test_options_that_change_in_place_are_planned_so(terminal: Terminal) -> None:
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    old = "INTO 1 BUCKETS;\nINSERT INTO fct_regions"
    new = old.replace(";", " WITH ('kafka.retention.time' = '1 d');")
    terminal.edit("facts/fct_regions.sql", old, new)
    assert "alter    fct_regions" in terminal.teal("plan", "--from", "main").out


def test_equal_revisions_have_nothing_to_do(branched: Terminal) -> None:
    said = branched.teal("plan", "--from", "branch", "--detailed-exitcode")
    assert "Nothing to do: both revisions mean the same.\n" in said.out
    branched.teal("plan", "--from", "main", "--detailed-exitcode", code=2)


def test_it_says_what_it_compares_with(branched: Terminal) -> None:
    commit = branched.git("rev-parse", "main")[:10]
    told = (
        f"Compared with main ({commit}), as if it served; what really serves was not asked, so "
        "versions may have other numbers."
    )
    for command in (("plan", "--markdown"), ("changes",)):
        assert told in branched.teal(*command, "--from", "main", "--to", "branch").out


def test_it_cannot_be_saved_for_a_deployment(branched: Terminal) -> None:
    said = branched.teal("plan", "--from", "main", "-o", "some.plan", code=64)
    assert "cannot be" in said.err
    assert not (branched.folder / "some.plan").exists()


def test_to_needs_from(branched: Terminal) -> None:
    assert "--to needs --from" in branched.teal("plan", "--to", "main", code=64).err


def test_markdown_has_a_table_a_picture_and_the_plan_folded(branched: Terminal) -> None:
    said = branched.teal("plan", "--from", "main", "--markdown").out
    assert said.startswith("### Plan: 0 to create, 1 to rebuild, 0 to remove, ")
    assert "| rebuild | `fct_regions` | `fct_regions_v2` | " in said
    assert "```mermaid\nflowchart LR\n" in said
    assert '["fct_regions v2"]:::made' in said
    assert said.count("<details>") == said.count("</details>") == 2


def test_a_saved_plan_is_shown_as_markdown(branched: Terminal) -> None:
    branched.teal("plan", "-o", "first.plan")
    said = branched.teal("show", "first.plan", "--markdown").out
    assert said.startswith("### Plan: ")
    assert "| create |" in said
