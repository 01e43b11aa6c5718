"""`teal sql inspect`: an answer for every statement, with places in the text as given."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.unit.cli.terminal import Terminal

from teal.model.statements import NameRole, StatementKind

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/schema/sql-inspect.schema.json").read_text())
KEYED = (
    "CREATE TABLE IF NOT EXISTS `int orders` (\n"
    "  id BIGINT NOT NULL COMMENT 'the key', cents AS amount * 100, amount INT,\n"
    "  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,\n"
    "  WATERMARK FOR ts AS ts - INTERVAL '1' SECOND, PRIMARY KEY (id) NOT ENFORCED\n"
    ") DISTRIBUTED BY HASH(id) INTO 3 BUCKETS WITH ('changelog.mode' = 'upsert')"
)
QUERY = "INSERT INTO `int orders` SELECT o.id, 1 FROM cat.db.raw AS o JOIN src ON src.id = o.id"


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts bytes or text on standard input."""

    def given(content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return given


def answers(out: str) -> list[dict[str, Any]]:
    """Every line, checked against the published schema."""
    found = [json.loads(line) for line in out.splitlines()]
    for each in found:
        Draft202012Validator(SCHEMA).validate(each)
    return found


def inspected(terminal: Terminal, text: str, *options: str, code: int = 0) -> list[dict[str, Any]]:
    """The answers for a file with this text."""
    (terminal.folder / "a.sql").write_bytes(text.encode())
    return answers(terminal.teal("sql", "inspect", "--json", *options, "a.sql", code=code).out)


def test_the_schema_is_one_and_knows_every_kind_and_role() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    kinds = set(SCHEMA["properties"]["kind"]["enum"])
    assert kinds == {kind.value for kind in StatementKind} | {"empty"}
    roles = {*SCHEMA["$defs"]["role"]["enum"], "hint", "qualifier"}
    assert roles == {role.value for role in NameRole}


def test_a_statement_is_answered_in_full(empty: Terminal) -> None:
    (found,) = inspected(empty, QUERY)
    assert found == {
        "file": "a.sql",
        "offset": 0,
        "kind": "insert",
        "writes": [["int orders"]],
        "reads": [["cat", "db", "raw"], ["src"]],
        "names": [
            {"start": 12, "end": 24, "parts": ["int orders"], "role": "target"},
            {"start": 45, "end": 55, "parts": ["cat", "db", "raw"], "role": "input"},
            {"start": 66, "end": 69, "parts": ["src"], "role": "input"},
        ],
        "mentions": [{"start": 73, "end": 76, "parts": ["src"], "role": "qualifier"}],
        "stateful": True,
        "diagnostics": [],
    }


def test_a_definition_tells_columns_key_watermark_and_options(empty: Terminal) -> None:
    (found,) = inspected(empty, KEYED)
    assert found["columns"] == [
        {
            "name": "id",
            "type": "BIGINT",
            "kind": "physical",
            "not_null": True,
            "comment": "the key",
        },
        {
            "name": "cents",
            "type": "",
            "kind": "computed",
            "not_null": False,
            "expression": "amount * 100",
        },
        {"name": "amount", "type": "INT", "kind": "physical", "not_null": False},
        {
            "name": "ts",
            "type": "TIMESTAMP_LTZ(3)",
            "kind": "metadata",
            "not_null": False,
            "expression": "timestamp",
            "virtual": True,
        },
    ]
    assert (found["primary_key"], found["distributed_by"], found["buckets"]) == (["id"], ["id"], 3)
    assert found["watermark"] == {"column": "ts", "expression": "ts - INTERVAL '1' SECOND"}
    assert found["options"] == {"changelog.mode": "upsert"}
    assert (found["writes"], found["if_not_exists"]) == ([["int orders"]], True)


def test_inputs_of_a_definition_and_models_are_told_apart_by_role(empty: Terminal) -> None:
    like, predict = inspected(
        empty,
        "CREATE TABLE a (x INT) LIKE cat.base;"
        "SELECT * FROM ML_PREDICT(TABLE b, MODEL m, DESCRIPTOR(x))",
    )
    assert [name["role"] for name in like["names"]] == ["definition", "like"]
    assert (like["reads"], like["like"]) == ([], ["cat", "base"])
    assert [name["role"] for name in predict["names"]] == ["input", "model"]
    assert predict["reads"] == [["b"]]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_count_the_characters_of_the_file_itself(
    empty: Terminal, end: str, mark: str
) -> None:
    text = f"{mark}-- ü 😀 ;{end}SELECT *{end}FROM `a`;{end}/* ; */ SELECT 1 FROM\tb.c;;{end}"
    found = inspected(empty, text)
    read = (empty.folder / "a.sql").read_bytes().decode()
    assert [[read[n["start"] : n["end"]] for n in each["names"]] for each in found] == [
        ["`a`"],
        ["b.c"],
    ]
    assert [each["offset"] for each in found] == [0, read.index("`a`;") + 4]


def test_what_cannot_be_read_is_answered_too(empty: Terminal) -> None:
    text = "SELECT 1 FROM a;\r\n  SELEKT b;\nSELECT 2 FROM 'c"
    found = inspected(empty, text, code=1)
    assert [each["kind"] for each in found] == ["select", "unknown", "unknown"]
    first, second = found[1]["diagnostics"], found[2]["diagnostics"]
    assert [(d["code"], d["line"], d["column"], d["text"]) for d in first + second] == [
        ("TEAL-101", 2, 3, "SELEKT"),
        ("TEAL-102", 3, 15, "'c"),
    ]
    assert first[0]["help"]
    assert found[0]["diagnostics"] == []


def test_a_text_without_a_statement_has_one_answer(empty: Terminal) -> None:
    for text in ("", " -- only this\n", ";;"):
        (found,) = inspected(empty, text)
        assert (found["kind"], found["offset"], found["diagnostics"]) == ("empty", 0, [])
    (found,) = inspected(empty, "/* open", code=1)
    assert found["kind"] == "empty"
    assert [each["code"] for each in found["diagnostics"]] == ["TEAL-102"]


def test_a_wrong_definition_keeps_its_names_and_says_what_is_wrong(empty: Terminal) -> None:
    (found,) = inspected(empty, "CREATE TABLE a (x INT, x INT)")
    assert (found["kind"], found["writes"]) == ("create table", [["a"]])
    assert "columns" not in found
    told = [(each["code"], each["severity"]) for each in found["diagnostics"]]
    assert told == [("TEAL-114", "warning")]


def test_a_folder_is_read_by_name_without_what_is_hidden_or_installed(empty: Terminal) -> None:
    for name in ("b.sql", "a/z.SQL", "tests/t.sql", ".git/x.sql", "node_modules/p/n.sql", "c.txt"):
        empty.write(f"sql/{name}", f"SELECT 1 FROM t_{name[0]}")
    (empty.folder / "sql" / "round").symlink_to(empty.folder / "sql")
    found = answers(empty.teal("sql", "inspect", "--json", "sql").out)
    assert [each["file"] for each in found] == ["sql/a/z.SQL", "sql/b.sql", "sql/tests/t.sql"]


def test_bytes_that_are_no_text_are_named_and_the_rest_is_read(empty: Terminal) -> None:
    (empty.folder / "a.sql").write_bytes(b"SELECT 1 FROM a;\n-- \xff")
    empty.write("b.sql", "SELECT 1 FROM b")
    found = answers(empty.teal("sql", "inspect", "--json", "a.sql", "b.sql", code=1).out)
    assert [(each["file"], each["kind"]) for each in found] == [
        ("a.sql", "unknown"),
        ("b.sql", "select"),
    ]
    (finding,) = found[0]["diagnostics"]
    assert (finding["code"], finding["line"], finding["column"]) == ("TEAL-011", 2, 4)
    assert finding["message"].startswith("byte 21 of the file (0xff)")


def test_what_cannot_be_read_in_a_folder_keeps_nothing_else_from_being_read(
    empty: Terminal,
) -> None:
    empty.write("sql/z.sql", "SELECT 1 FROM z")
    empty.write("elsewhere.txt", "SELECT 1 FROM linked")
    (empty.folder / "sql/link.sql").symlink_to(empty.folder / "elsewhere.txt")
    (empty.folder / "sql/broken.sql").symlink_to(empty.folder / "nowhere")
    os.mkfifo(empty.folder / "sql/pipe.sql")
    found = answers(empty.teal("sql", "inspect", "--json", "sql", code=1).out)
    assert [(each["file"], each["kind"], each["reads"]) for each in found] == [
        ("sql/broken.sql", "unknown", []),
        ("sql/link.sql", "select", [["linked"]]),
        ("sql/pipe.sql", "unknown", []),
        ("sql/z.sql", "select", [["z"]]),
    ]


def test_standard_input_is_a_file_as_well(empty: Terminal, stdin: Any) -> None:
    stdin("SELECT 1 FROM a")
    (found,) = answers(empty.teal("sql", "inspect", "--json", "-").out)
    assert (found["file"], found["reads"]) == ("<stdin>", [["a"]])
    stdin("SELECT 1 FROM a")
    assert empty.teal("sql", "inspect").out == ("<stdin>:1  select  <- a\n1 statement in 1 file.\n")


def test_people_get_a_line_a_statement_and_what_is_wrong_below_it(empty: Terminal) -> None:
    empty.write("a.sql", f"{KEYED};\n{QUERY};\nSELEKT")
    said = empty.teal("sql", "inspect", "a.sql", code=1)
    assert said.out.splitlines() == [
        "a.sql:1  create table  int orders",
        "a.sql:6  insert        int orders  <- cat.db.raw, src  (stateful)",
        "a.sql:7  unknown",
        "  a.sql:7:1: error [TEAL-101]: This is no statement of Flink SQL that Teal knows: it "
        'begins with "SELEKT". Correct it, or leave the file out: '
        "`pipelines` of the configuration names the folders that count.",
        "3 statements in 1 file: 1 mistake.",
    ]


def test_each_line_is_answered_in_order_with_its_id(empty: Terminal, stdin: Any) -> None:
    requests = [
        {"id": 1, "sql": "SELECT 1 FROM a"},
        {"id": "zwei", "sql": "SELECT 1 FROM b; SELECT 2 FROM c"},
        {"id": {"n": [3]}, "sql": ""},
        {"id": None, "sql": "SELEKT"},
        {"sql": "SELECT '\ud83d' FROM d"},
    ]
    stdin("\n".join(json.dumps(each) for each in requests) + "\r\n\n")
    found = answers(empty.teal("sql", "inspect", "--jsonl").out)
    assert [(each["id"], each["kind"], each["reads"]) for each in found] == [
        (1, "select", [["a"]]),
        ("zwei", "select", [["b"]]),
        ("zwei", "select", [["c"]]),
        ({"n": [3]}, "empty", []),
        (None, "unknown", []),
        (None, "select", [["d"]]),
    ]
    assert [each["offset"] for each in found[1:3]] == [0, 16]


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("no JSON", None),
        ("[1]", None),
        ('{"id": 7}', 7),
        ('{"id": 7, "sql": 8}', 7),
        ("[" * 100_000, None),
        ("\xff", None),
        ('{"id": NaN, "sql": ""}', None),
    ],
)
def test_a_line_that_asks_nothing_is_answered_and_the_next_is_read(
    empty: Terminal, stdin: Any, line: str, subject: object
) -> None:
    stdin(line.encode("latin-1") + b'\n{"id": 9, "sql": "SELECT 1 FROM a"}')
    wrong, right = answers(empty.teal("sql", "inspect", "--jsonl", code=1).out)
    assert (wrong["id"], wrong["kind"]) == (subject, "unknown")
    assert [(each["code"], each["line"]) for each in wrong["diagnostics"]] == [("TEAL-012", 1)]
    assert (right["id"], right["reads"]) == (9, [["a"]])


def test_a_program_that_waits_for_each_answer_gets_it(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "teal.cli", "sql", "inspect", "--jsonl")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=os.environ
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            request = json.dumps({"id": number, "sql": f"SELECT 1 FROM t{number}"})
            process.stdin.write(f"{request}\n".encode())
            process.stdin.flush()
            (found,) = answers(process.stdout.readline().decode())
            assert (found["id"], found["reads"]) == (number, [[f"t{number}"]])
        process.stdin.close()
        assert process.wait() == 0


TEMPLATES = (
    "INSERT INTO ${env}_a SELECT * FROM {{ source }} JOIN <table>some</table> ON x = $num;\n"
    "SELECT `$rowtime`, $rowtime FROM b"
)


def test_templates_are_filled_and_places_are_those_of_the_file(empty: Terminal) -> None:
    given = ("--var", "env=development", "--var", "source=cat.raw", "--var", "table=t")
    found = inspected(empty, TEMPLATES, *given, "--var", "num=1")
    (first, second) = found
    assert (first["writes"], first["reads"]) == ([["development_a"]], [["cat", "raw"], ["t"]])
    assert [TEMPLATES[each["start"] : each["end"]] for each in first["names"]] == [
        "${env}_a",
        "{{ source }}",
        "<table>some</table>",
    ]
    assert second["offset"] == TEMPLATES.index("\nSELECT")
    assert [TEMPLATES[each["start"] : each["end"]] for each in second["names"]] == ["b"]


def test_a_template_without_a_value_is_told_where_it_stands_in_the_file(empty: Terminal) -> None:
    first, second = inspected(empty, TEMPLATES, "--var", "env=development", code=1)
    assert {each["code"] for each in first["diagnostics"]} == {"TEAL-103"}
    told = ["{{ source }}", "<table>some</table>", "$num"]
    assert [(each["column"], each["text"]) for each in first["diagnostics"]] == [
        (TEMPLATES.index(text) + 1, text) for text in told
    ]
    assert second["kind"] == "select"


def test_the_configuration_gives_variables_and_the_command_line_wins(terminal: Terminal) -> None:
    terminal.config(variables="{env: dev, num: 7}")
    text = "SELECT ${num} FROM ${env}_a"
    terminal.write("a.sql", text)
    given = ("--config", "teal.yaml", "--var", "env=prod")
    (found,) = answers(terminal.teal("sql", "inspect", "--json", *given, "a.sql").out)
    assert found["reads"] == [["prod_a"]]


@pytest.mark.parametrize("given", ["", "x", "=1", "a=1\n2"])
def test_a_variable_needs_a_name_and_a_value_in_one_line(empty: Terminal, given: str) -> None:
    empty.write("a.sql", "SELECT 1")
    assert "NAME=VALUE" in empty.teal("sql", "inspect", "--var", given, "a.sql", code=64).err


def test_a_path_that_does_not_exist_is_a_mistake(empty: Terminal) -> None:
    said = empty.teal("sql", "inspect", "nowhere.sql", code=1)
    assert said.err == "error: there is no file or folder nowhere.sql. Correct the path.\n"
    assert "cannot be read" in empty.teal("sql", "inspect", "--jsonl", "no.jsonl", code=64).err
