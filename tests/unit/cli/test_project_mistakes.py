"""A project that cannot be used as it stands: the file, the line, and what to do."""

from __future__ import annotations

import os

import pytest
from tests.unit.cli.permissions import entered_by_all, give_away, unprivileged
from tests.unit.cli.terminal import Terminal

KEYED = "(id INT NOT NULL, PRIMARY KEY (id) NOT ENFORCED)"

MISTAKES = {
    "a DML without DDL": (
        "INSERT INTO nowhere SELECT * FROM int_orders;",
        "pipelines/a.sql:1:13: error [TEAL-201]: `nowhere` is written, but no CREATE TABLE "
        "defines it. Add CREATE TABLE nowhere (…) in any .sql file.",
    ),
    "a DDL that nobody writes": (
        f"\nCREATE TABLE orphan {KEYED};",
        "pipelines/a.sql:2:1: error [TEAL-202]: no statement writes `orphan`. Add an INSERT INTO "
        "it, declare it under `externals` of the configuration if its rows come from elsewhere, "
        "or remove it.",
    ),
    "a cycle": (
        f"CREATE TABLE a {KEYED};\nCREATE TABLE b {KEYED};\n"
        "INSERT INTO a SELECT id FROM b;\nINSERT INTO b SELECT id FROM a;\n",
        "pipelines/a.sql:3:1: error [TEAL-203]: `a` and `b` feed each other: "
        "a (pipelines/a.sql:3) → b (pipelines/a.sql:4) → a. "
        "Remove one of these statements, or let one of them read another table.",
    ),
    "an unknown table in FROM": (
        f"CREATE TABLE a {KEYED};\nINSERT INTO a\nSELECT order_id FROM int_ordres;",
        "pipelines/a.sql:3:22: error [TEAL-204]: `a` reads `int_ordres`, which nothing defines. "
        "Did you mean `int_orders`? Else add its CREATE TABLE, with a statement that writes it "
        "or an entry under `externals` of the configuration.",
    ),
    "no SQL that is known": (
        "-- hello\nSELEKT 1;\n",
        "pipelines/a.sql:2:1: error [TEAL-101]: This is no statement of Flink SQL that Teal "
        'knows: it begins with "SELEKT". Correct it, or leave the file out: '
        "`pipelines` of the configuration names the folders that count.",
    ),
    "a literal without an end": (
        "INSERT INTO fct_regions SELECT 'abc\n",
        'pipelines/a.sql:1:32: error [TEAL-102]: This literal has no end: "\'abc". '
        "Close it with '.",
    ),
}

COMMANDS = [("check",), ("graph",), ("changes",), ("plan",), ("deploy",)]


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_what_to_do(terminal: Terminal, what: str) -> None:
    text, told = MISTAKES[what]
    terminal.sql("a.sql", text)
    said = terminal.teal("check", code=1)
    first, *_, last = said.out.splitlines()
    hint = next(line for line in said.out.splitlines() if line.startswith("  help: "))
    assert f"{first} {hint.removeprefix('  help: ')}" == told
    assert "in working tree (no commit): 1 mistake" in last


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_no_command_does_anything_with_a_broken_project(
    terminal: Terminal, command: tuple[str, ...]
) -> None:
    text, told = MISTAKES["a cycle"]
    terminal.sql("a.sql", text)
    said = terminal.teal(*command, code=1)
    assert said.err == f"{told}\n1 mistake found; nothing was done.\n"
    assert not (terminal.folder / ".teal").exists()


def test_all_mistakes_come_together(terminal: Terminal) -> None:
    for number, (text, _) in enumerate(MISTAKES.values()):
        terminal.sql(f"mistake{number}/a.sql", text.replace("TABLE a", f"TABLE a{number}"))
    said = terminal.teal("check", "--json", code=1)
    codes = {each["code"] for each in said.json["diagnostics"]}
    assert codes >= {"TEAL-101", "TEAL-102", "TEAL-201", "TEAL-202", "TEAL-204"}
    assert said.json["schema"] == "teal.check/1"


def test_a_file_that_is_no_text_is_a_mistake(terminal: Terminal) -> None:
    (terminal.folder / "pipelines" / "a.sql").write_bytes(b"SELECT '\xff'")
    assert terminal.teal("plan", code=1).err == (
        "pipelines/a.sql:1:9: error [TEAL-011]: byte 9 of the file (0xff) is not UTF-8 "
        "text. Save the file as UTF-8.\n1 mistake found; nothing was done.\n"
    )


@pytest.mark.parametrize(
    "command", ["check", "graph", "plan", "changes", "explain int_orders", "sql inspect pipelines"]
)
def test_what_is_no_text_is_told_among_the_other_mistakes(terminal: Terminal, command: str) -> None:
    """And what may stand in it is not called missing."""
    terminal.sql("wrong.sql", "SELEC 1;")
    table = f"CREATE TABLE dim {KEYED};\n-- Größe\nINSERT INTO dim SELECT id FROM raw_orders;"
    (terminal.folder / "pipelines" / "dim.sql").write_bytes(table.encode("latin-1"))
    terminal.sql("b.sql", f"CREATE TABLE b {KEYED}; INSERT INTO b SELECT id FROM dim;")
    said = terminal.teal(*command.split(), code=1).all
    assert "pipelines/dim.sql:2:6: error [TEAL-011]: byte " in said
    assert "is not UTF-8 text." in said
    assert "Save the file as UTF-8." in said
    assert "pipelines/wrong.sql:1:1: error [TEAL-101]" in said
    assert "TEAL-204" not in said


@pytest.mark.parametrize("in_git", [False, True], ids=["folder", "git"])
@pytest.mark.parametrize("command", ["check", "plan", "changes", "sql inspect pipelines"])
def test_a_file_that_may_not_be_read_is_told_among_the_other_mistakes(
    terminal: Terminal, command: str, in_git: bool
) -> None:
    """And what may stand in it is not called missing."""
    terminal.sql("wrong.sql", "SELEC 1;")
    if in_git:
        terminal.git("init", "-q", "-b", "main")
        terminal.commit("first")
    give_away(terminal.folder)
    pipelines = terminal.folder / "pipelines"
    (pipelines / "sources/raw_orders.sql").chmod(0)
    if in_git and command != "sql inspect pipelines":
        (pipelines / "intermediates").chmod(0)  # git knows what lies there
    with entered_by_all(terminal.folder), unprivileged():
        said = terminal.teal(*command.split(), code=1).all
    assert (
        "pipelines/sources/raw_orders.sql:1:1: error [TEAL-011]: the file cannot be read: "
        "Permission denied."
    ) in said
    assert "Make it readable, or take it away." in said
    assert "pipelines/wrong.sql:1:1: error [TEAL-101]" in said
    assert "TEAL-204" not in said


def test_a_folder_that_may_not_be_read_is_named(terminal: Terminal) -> None:
    give_away(terminal.folder)
    (terminal.folder / "pipelines" / "facts").chmod(0)
    with entered_by_all(terminal.folder), unprivileged():
        said = terminal.teal("plan", code=1).err
    assert said.endswith(
        "pipelines/facts cannot be read (Permission denied). Make it readable, or take it away.\n"
    )


def test_a_pipe_in_a_files_place_is_told_and_not_waited_for(terminal: Terminal) -> None:
    os.mkfifo(terminal.folder / "pipelines" / "a.sql")
    assert "pipelines/a.sql:1:1: error [TEAL-011]: the file cannot be read: it is no file." in (
        terminal.teal("plan", code=1).err
    )


def test_a_file_of_tests_that_is_no_text_is_none_of_the_project(terminal: Terminal) -> None:
    folder = terminal.folder / "pipelines" / "tests"
    folder.mkdir()
    (folder / "a.sql").write_bytes(b"\xff")
    terminal.teal("check")


def test_an_external_needs_a_definition(terminal: Terminal) -> None:
    terminal.config(externals="[raw_orders, raw_gone]", pipelines="pipelines")
    terminal.sql("a.sql", f"CREATE TABLE a {KEYED}; INSERT INTO a SELECT id FROM raw_gone;")
    message = "[TEAL-207]: `raw_gone` is declared external, but no CREATE TABLE"
    assert f"warning {message}" in terminal.teal("check").out
    terminal.teal("check", "--strict", code=1)
    assert f"error {message}" in terminal.teal("plan", code=1).all


def test_a_sound_project_is_said_to_be_sound(terminal: Terminal) -> None:
    assert terminal.teal("check").out == ("2 units, 3 tables in working tree (no commit): sound.\n")
