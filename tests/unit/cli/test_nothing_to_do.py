"""A clear answer where there is nothing to do, and where it is too early or too late."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import Terminal

EMPTY_STORE = "nothing has been deployed here yet. Start with `teal plan -o release.plan`."


def test_an_empty_project_is_told_where_its_files_are_looked_for(empty: Terminal) -> None:
    empty.config()
    assert empty.teal("check").out.endswith(
        "No statement was found; `pipelines` in the configuration says where to look.\n"
    )
    assert "There is no statement in" in empty.teal("graph").out
    assert empty.teal("changes").out == "No change.\n"
    assert "Nothing to do: no statement was found" in empty.teal("plan").out
    assert empty.teal("deploy").out.endswith("Nothing to deploy.\n")
    assert not (empty.folder / ".teal").exists()


def test_where_nothing_was_deployed_status_says_how_to_start(terminal: Terminal) -> None:
    assert terminal.teal("status").out == f"N{EMPTY_STORE[1:]}\n"
    assert terminal.teal("status", "--json").json == {
        "schema": "teal.status/1",
        "deployment": None,
    }


@pytest.mark.parametrize(
    "command",
    [
        ("wait",),
        ("resume",),
        ("validate",),
        ("promote",),
        ("rollback",),
        ("retire",),
        ("retire", "--yes"),
        ("abort",),
        ("resolve",),
    ],
    ids=" ".join,
)
def test_where_nothing_was_deployed_no_verb_has_a_meaning(
    terminal: Terminal, command: tuple[str, ...]
) -> None:
    assert terminal.teal(*command, code=1).err in (
        f"error: {EMPTY_STORE}\n",
        "error: the store holds no deployment of shop in test. Deploy first.\n",
    )
    assert terminal.teal(*command, "--json", code=1).json["kind"] == "Mistake"
    assert not (terminal.folder / ".teal").exists()


def test_what_serves_already_needs_nothing(terminal: Terminal) -> None:
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    assert "Nothing to do: what is deployed means the same" in terminal.teal("plan").out
    terminal.teal("plan", "--detailed-exitcode")
    assert terminal.teal("deploy").out.endswith("Nothing to deploy.\n")
    assert terminal.teal("deploy", "--json").json["run"] is None
    assert terminal.teal("changes").out == "No change.\n"
    assert terminal.teal("wait").out.startswith("Nothing to wait for:")
    assert terminal.teal("resume").out.startswith("Nothing to resume:")
    assert terminal.teal("resume", "--json").json["run"] is None
    for verb in ("validate", "promote", "rollback", "retire", "abort"):
        said = terminal.teal(verb, code=3)
        assert said.err.startswith("error: there is no open release to "), verb


def test_each_verb_says_what_comes_before_it(terminal: Terminal) -> None:
    terminal.keep()
    terminal.teal("deploy", "--no-wait")
    for verb in ("validate", "promote", "rollback", "retire"):
        said = terminal.teal(verb, code=3)
        assert "\n  - r1 is catching up\n" in said.err, verb
    assert "next: teal wait" in terminal.teal("status").out
    assert terminal.teal("wait").out == "Caught up: r1. Next: teal validate\n"
    assert terminal.teal("promote", code=4).err == (
        "error: release r1 has not been validated. Run `teal validate`.\n"
    )


def test_a_plan_with_changes_can_be_told_by_its_exit_code(terminal: Terminal) -> None:
    terminal.keep()
    terminal.teal("plan", "--detailed-exitcode", code=2)


def test_what_does_not_serve_is_named(terminal: Terminal) -> None:
    terminal.keep()
    terminal.teal("deploy")
    assert terminal.teal("resolve").err == "Nothing serves yet.\n"
    terminal.serve()
    said = terminal.teal("resolve", "fct_regions", "fct_gone", code=3)
    assert said.err == (
        "error: not every table has a serving version.\n  - fct_gone does not serve\n"
        "`teal status` lists what serves.\n"
    )


@pytest.mark.parametrize("content", ["", "# nothing\n\n"])
def test_an_empty_list_of_tables_is_a_mistake(terminal: Terminal, content: str) -> None:
    terminal.write("tables.list", content)
    said = terminal.teal("pipeline", "deploy", "--table-list-file-name", "tables.list", code=1)
    assert said.err == "error: tables.list names no table. Write one table name a line.\n"


def test_a_list_that_is_not_there_is_a_mistake(terminal: Terminal) -> None:
    said = terminal.teal("pipeline", "deploy", "--table-list-file-name", "gone.list", code=1)
    assert said.err.startswith("error: gone.list cannot be read: ")


def test_a_table_that_is_not_in_the_project_is_named(terminal: Terminal) -> None:
    terminal.keep()
    said = terminal.try_teal("pipeline", "build-execution-plan", "--table-name", "int_ordrs")
    assert said.code in (1, 64)
    assert "int_ordrs" in said.err
    assert "int_orders" in said.err


def test_a_release_of_comments_is_recorded_without_steps(terminal: Terminal) -> None:
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.edit("facts/fct_regions.sql", "INSERT INTO", "-- by region\nINSERT INTO")
    terminal.commit("a comment")
    before = bench.flink.list_all()
    said = terminal.teal("deploy")
    assert said.out.endswith(
        "Release r2 is recorded: it changes no meaning, so nothing was started.\n"
    )
    assert bench.flink.list_all() == before
    assert "release r2 done" in terminal.teal("status").out
    assert terminal.teal("deploy").out.endswith("Nothing to deploy.\n")
