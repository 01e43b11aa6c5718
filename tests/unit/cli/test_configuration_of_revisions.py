"""A plan between two revisions reads each of them by its own configuration."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import CONFIG, Terminal

PIPELINES = "pipelines: pipelines\n"


def session(number: int) -> str:
    return (
        "session:\n  statements:\n"
        f"    - CREATE FUNCTION clean AS 'x.Clean' USING JAR 'clean-{number}.jar'\n"
    )


@pytest.fixture
def repository(terminal: Terminal) -> Terminal:
    """int_orders calls a function of the session, on main."""
    terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(region)", "LAST_VALUE(clean(region))")
    terminal.write("teal.yaml", CONFIG + PIPELINES + session(1))
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    terminal.git("checkout", "-q", "-b", "branch")
    return terminal


@pytest.mark.parametrize("to", [(), ("--to", "branch")])
def test_a_changed_function_is_seen(repository: Terminal, to: tuple[str, ...]) -> None:
    repository.write("teal.yaml", CONFIG + PIPELINES + session(2))
    if to:
        repository.commit("another function")
        repository.write("teal.yaml", CONFIG + PIPELINES)  # neither side's
    said = repository.teal("plan", "--from", "main", *to).out
    assert "the function `clean` changed in teal.yaml:13" in said
    assert "rebuild  int_orders" in said
    assert "rebuild  fct_regions" in said
    changed = repository.teal("changes", "--from", "main", *to).out
    assert changed.startswith("int_orders: functions\n")
    assert "the function `clean` changed in teal.yaml:13" in changed


def test_a_changed_option_of_the_session_is_told(repository: Terminal) -> None:
    more = "  settings: {table.exec.state.ttl: 2 d}\n"
    repository.write("teal.yaml", CONFIG + PIPELINES + session(1) + more)
    said = repository.teal("plan", "--from", "main").out
    assert "Nothing to do" in said
    assert "option table.exec.state.ttl is '2 d' now, while 2 units run with not set" in said
    assert told_by_both(repository, "main")


def told_by_both(repository: Terminal, base: str) -> list[str]:
    """The notes of the changes, which the plan tells too."""
    notes = repository.teal("changes", "--from", base, "--json").json["notes"]
    assert isinstance(notes, list)
    plan = repository.teal("plan", "--from", base, "--json").json["plan"]
    assert set(notes) <= set(plan["notes"])
    said = repository.teal("changes", "--from", base).out
    assert said.splitlines()[-len(notes) :] == [f"  {note}" for note in notes]
    return notes


def test_a_changed_variable_is_told_with_who_uses_it(repository: Terminal) -> None:
    repository.edit("facts/fct_regions.sql", "FROM int_orders", "FROM int_orders WHERE ${only}")
    repository.write("teal.yaml", CONFIG + PIPELINES + session(1) + "variables: {only: 1 = 1}\n")
    repository.commit("with a variable")
    repository.write("teal.yaml", CONFIG + PIPELINES + session(1) + "variables: {only: 2 = 2}\n")
    said = repository.teal("plan", "--from", "branch").out
    assert "The variable only was '1 = 1', and is '2 = 2' now; it stands in fct_regions." in said
    assert len(told_by_both(repository, "branch")) == 2


def test_a_name_that_is_an_external_on_one_side_alone_is_read_so(repository: Terminal) -> None:
    """Before, what each side declares counted for both, and one of them was in error."""
    repository.sql("dims/dim.sql", "CREATE TABLE dim (id BIGINT) WITH ('changelog.mode'='append');")
    repository.write(
        "teal.yaml", CONFIG.replace("[raw_orders]", "[raw_orders, dim]") + PIPELINES + session(1)
    )
    repository.commit("one more external")
    assert "Nothing to do" in repository.teal("plan", "--from", "branch", "--to", "main").out
    repository.teal("changes", "--from", "main", "--to", "branch")


def test_a_configuration_that_is_not_kept_in_git_counts_for_both_and_that_is_told(
    repository: Terminal,
) -> None:
    repository.git("rm", "-q", "--cached", "teal.yaml")
    repository.git("commit", "-q", "-m", "without it")
    said = repository.teal("plan", "--from", "branch", "--json").json["plan"]["notes"]
    assert "teal.yaml does not stand in branch: the present one counts for it." in said
    assert told_by_both(repository, "branch") == said


def test_a_configuration_that_cannot_be_used_is_told(repository: Terminal) -> None:
    repository.write("teal.yaml", "version: 7\n")
    repository.commit("another Teal's")
    repository.write("teal.yaml", CONFIG + PIPELINES + session(1))
    said = repository.teal("plan", "--from", "branch").out
    assert "teal.yaml as it stands in branch cannot be used" in said
    assert "branch:teal.yaml:1:" in said


def test_its_folders_need_not_be_there_any_more(repository: Terminal) -> None:
    (repository.folder / "pipelines").rename(repository.folder / "sql")
    repository.write("teal.yaml", CONFIG + "pipelines: sql\n" + session(1))
    repository.commit("moved")
    assert "Nothing to do" in repository.teal("plan", "--from", "main").out
