"""`teal check`: how it tells what it finds, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal

STAR = "CREATE VIEW all_orders AS\nSELECT *\nFROM int_orders;\n"
WRONG = "CREATE VIEW v (a, b) AS SELECT order_id FROM int_orders;\n"


def test_a_warning_is_told_and_fails_nothing(terminal: Terminal) -> None:
    terminal.sql("a.sql", STAR)
    said = terminal.teal("check")
    assert said.out == (
        "pipelines/a.sql:2:8: warning [TEAL-224]: `*` passes on whatever columns `int_orders` has: "
        "a column added there changes `all_orders` too, or no longer fits its table.\n"
        "  2 | SELECT *\n"
        "    |        ^\n"
        "  help: Write the columns out.\n"
        "3 units, 3 tables in working tree (no commit): sound, 1 warning.\n"
    )


def test_strict_fails_on_warnings(terminal: Terminal) -> None:
    assert terminal.teal("check", "--strict").code == 0
    terminal.sql("a.sql", STAR)
    terminal.teal("check", "--strict", code=1)


def test_a_mistake_fails(terminal: Terminal) -> None:
    terminal.sql("a.sql", STAR + WRONG)
    said = terminal.teal("check", code=1)
    assert said.out.endswith(": 1 mistake, 1 warning.\n")


def test_a_warning_hinders_no_other_command(terminal: Terminal) -> None:
    terminal.sql("a.sql", STAR)
    terminal.teal("plan")


def test_json_is_the_same_by_both_names(terminal: Terminal) -> None:
    terminal.sql("a.sql", STAR)
    said = terminal.teal("check", "--format", "json")
    assert said.out == terminal.teal("check", "--json").out
    assert [each["code"] for each in said.json["diagnostics"]] == ["TEAL-224"]


def test_github_names_files_from_the_root_of_the_checkout(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.sql("a.sql", WRONG)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(terminal.folder.parent))
    said = terminal.teal("check", "--format", "github", code=1)
    name = terminal.folder.name
    assert said.out.startswith(
        f"::error file={name}/pipelines/a.sql,line=1,col=1,title=TEAL-221::the view `v` lists 2 "
    )
    assert len(said.out.splitlines()) == 1


def test_github_says_nothing_of_a_sound_project(terminal: Terminal) -> None:
    assert terminal.teal("check", "--format", "github").out == ""


def test_sarif_is_one_object(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(terminal.folder)
    terminal.sql("a.sql", STAR)
    (run,) = terminal.teal("check", "--format", "sarif").json["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "pipelines/a.sql"
    assert place["region"] == {"startLine": 2, "startColumn": 8}


@pytest.mark.parametrize("form", ["sarif", "github"])
def test_files_that_are_no_text_are_told_in_the_same_form(terminal: Terminal, form: str) -> None:
    (terminal.folder / "pipelines" / "a.sql").write_bytes(b"SELECT '\xff'")
    said = terminal.teal("check", "--format", form, code=1)
    assert "TEAL-011" in said.out
    assert said.err == ""
    if form == "sarif":
        assert json.loads(said.out)["runs"][0]["results"][0]["ruleId"] == "TEAL-011"


def test_an_error_is_an_object_where_json_is_asked_for(terminal: Terminal) -> None:
    said = terminal.teal("check", "--format", "json", "--revision", "gone", code=1)
    assert said.json["schema"] == "teal.error/1"


def test_two_forms_at_once_are_wrong_usage(terminal: Terminal) -> None:
    assert (
        "cannot be sarif as well"
        in terminal.teal("check", "--json", "--format", "sarif", code=64).all
    )


def test_the_memory_engine_has_no_flink_to_ask(terminal: Terminal) -> None:
    said = terminal.teal("check", "--with-flink", code=1)
    assert said.err == (
        "error: asking Flink about the project with `engine: {kind: memory}` is not supported "
        "here. Choose a configuration whose engine is `flink` or `local`.\n"
    )


def test_a_gateway_that_is_not_there_is_named(terminal: Terminal, tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:1"
    terminal.config(
        engine=f'{{kind: flink, gateway: "{nobody}", jobmanager: "{nobody}"}}',
        kafka='{bootstrap: "127.0.0.1:1"}',
    )
    said = terminal.teal("check", "--with-flink", code=1)
    assert said.err.startswith(f"error: SQL Gateway at {nobody} cannot be reached: ")
    assert not (terminal.folder / ".teal").exists()


def test_a_variable_in_the_file_moves_no_caret(terminal: Terminal) -> None:
    terminal.config(variables="{a_long_name_of_a_table: int_orders}")
    query = "SELECT 1 AS a FROM ${a_long_name_of_a_table} UNION ALL SELECT * FROM int_orders"
    terminal.sql("a.sql", f"CREATE VIEW v AS {query};")
    line, caret = terminal.teal("check").out.splitlines()[1:3]
    assert line[caret.index("^")] == "*"
