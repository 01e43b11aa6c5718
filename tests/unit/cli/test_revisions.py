"""Git: none at all, an unknown revision, uncommitted changes, work that would be undone."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import Terminal


@pytest.fixture
def kept(terminal: Terminal) -> Terminal:
    """The project in a repository with one commit."""
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    return terminal


WITH_REVISION = [
    ("check", "--revision", "main"),
    ("graph", "--revision", "main"),
    ("plan", "--revision", "main"),
    ("deploy", "--revision", "main"),
    ("changes", "--from", "main"),
    ("project", "list-modified-files", "main"),
]


@pytest.mark.parametrize("command", WITH_REVISION, ids=" ".join)
def test_without_git_there_is_no_revision(terminal: Terminal, command: tuple[str, ...]) -> None:
    assert terminal.teal(*command, code=1).err == (
        f"error: {terminal.folder} is not in a git repository, so there is no revision 'main'. "
        "Leave the revision out, or keep the project in git.\n"
    )


def test_without_git_the_working_tree_is_enough(terminal: Terminal) -> None:
    assert "working tree (no commit" in terminal.teal("plan").out


@pytest.mark.parametrize("command", WITH_REVISION, ids=" ".join)
def test_an_unknown_revision_is_answered_with_the_nearest(
    kept: Terminal, command: tuple[str, ...]
) -> None:
    wrong = [word.replace("main", "mian") for word in command]
    assert kept.teal(*wrong, code=1).err == (
        f"error: there is no revision 'mian' in {kept.folder}. Did you mean main?\n"
    )


def test_a_dirty_tree_is_allowed_and_said(kept: Terminal) -> None:
    commit = kept.git("rev-parse", "--short=10", "HEAD")
    assert f"from main ({commit})\n" in kept.teal("plan").out
    kept.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 1")
    said = kept.teal("plan", "-o", "dirty.plan")
    assert f"from main ({commit}, with uncommitted changes)\n" in said.out
    assert kept.teal("plan", "--json").json["plan"]["revision"]["dirty"] is True


def test_git_is_read_and_never_written(kept: Terminal) -> None:
    kept.git("checkout", "-q", "-b", "branch")
    kept.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 1")
    before = (kept.git("status", "--porcelain"), kept.git("rev-parse", "HEAD"))
    for command in WITH_REVISION[:3]:
        kept.teal(*command)
    assert (kept.git("status", "--porcelain"), kept.git("rev-parse", "HEAD")) == before


def test_changes_say_the_meaning_and_see_through_layout(kept: Terminal) -> None:
    kept.edit("intermediates/int_orders.sql", "SELECT order_id", "-- why\nselect\n  order_id")
    kept.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 1")
    said = kept.teal("changes", "--from", "main", "--json")
    meaning = {each["unit"]: each["meaningful"] for each in said.json["changes"]}
    assert meaning == {"int_orders": False, "fct_regions": True}
    modified = kept.teal("project", "list-modified-files", "main", "--json").json
    assert [each["path"] for each in modified["files"]] == [
        "pipelines/facts/fct_regions.sql",
        "pipelines/intermediates/int_orders.sql",
    ]


def test_a_branch_that_lacks_deployed_work_is_refused(kept: Terminal) -> None:
    """It would undo what somebody else has deployed."""
    kept.git("branch", "old")
    kept.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 1")
    kept.commit("second")
    kept.keep()
    kept.teal("deploy")
    kept.serve()
    kept.git("checkout", "-q", "old")
    kept.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 2")
    kept.commit("third")
    said = kept.teal("plan", code=3)
    assert said.err.startswith(
        "error: this revision lacks work that is deployed, and would undo it.\n  - fct_regions"
    )
    assert "--allow-older" in said.err
    kept.teal("plan", "--allow-older")


def test_a_shallow_clone_is_told_to_fetch_its_history_first(kept: Terminal) -> None:
    """What is missing may only be missing here."""
    kept.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 1")
    kept.commit("second")
    kept.keep()
    kept.teal("deploy")
    kept.serve()
    kept.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(*) + 2")
    kept.commit("third")
    head = kept.git("rev-parse", "HEAD").strip()
    (kept.folder / ".git" / "shallow").write_text(f"{head}\n")  # as `git clone --depth 1` does
    assert "git fetch --unshallow" in kept.teal("plan", code=3).err
