"""`teal sql rename`: new names for tables, and every other byte as it was."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest
from tests.unit.cli.terminal import Terminal

TEXT = (
    "\ufeff-- int_orders stays in comments\r\n"
    "CREATE TABLE int_orders (id INT) WITH ('note' = 'int_orders');\r\n"
    "INSERT INTO `int_orders`\tSELECT src.id FROM cat.db.src, other;; -- end\r\n"
)
NAMES = {"int_orders": "int_orders_v2", "cat.db.src": "`cat`.db.`src 2`"}
RENAMED = (
    "\ufeff-- int_orders stays in comments\r\n"
    "CREATE TABLE int_orders_v2 (id INT) WITH ('note' = 'int_orders');\r\n"
    "INSERT INTO `int_orders_v2`\tSELECT src.id FROM cat.db.`src 2` AS src, other;; -- end\r\n"
)

Stdin = Callable[[str], None]


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Stdin:
    """Puts text on standard input."""

    def given(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return given


@pytest.fixture
def folder(empty: Terminal) -> Terminal:
    """A terminal in a folder with a text and a map."""
    (empty.folder / "a.sql").write_bytes(TEXT.encode())
    empty.write("map.json", json.dumps(NAMES))
    return empty


def test_only_the_tables_names_change(folder: Terminal) -> None:
    said = folder.teal("sql", "rename", "--map", "map.json", "a.sql")
    assert said.out == RENAMED
    assert said.err == ""
    assert (folder.folder / "a.sql").read_bytes().decode() == TEXT


def test_standard_input_is_renamed_as_well(folder: Terminal, stdin: Stdin) -> None:
    stdin(TEXT)
    assert folder.teal("sql", "rename", "--map", "map.json", "-").out == RENAMED
    stdin(TEXT)
    assert folder.teal("sql", "rename", "--map", "map.json").out == RENAMED


def test_for_programs_the_answer_counts_what_changed(folder: Terminal) -> None:
    said = folder.teal("sql", "rename", "--map", "map.json", "--json", "a.sql")
    assert said.json == {
        "schema": "teal.renamed/1",
        "sql": RENAMED,
        "changed": 3,
        "diagnostics": [],
    }


def test_a_text_that_cannot_be_read_is_not_renamed_by_half(folder: Terminal) -> None:
    folder.write("a.sql", "SELECT 1 FROM int_orders;\nSELEKT 2;\nSELECT 'x")
    said = folder.teal("sql", "rename", "--map", "map.json", "a.sql", code=1)
    assert said.out == ""
    assert "a.sql:2:1: error [TEAL-101]" in said.err
    assert "a.sql:3:8: error [TEAL-102]" in said.err
    said = folder.teal("sql", "rename", "--map", "map.json", "--json", "a.sql", code=1)
    assert (said.json["sql"], said.json["changed"]) == (None, 0)


def test_a_name_that_is_taken_is_refused_with_its_place(folder: Terminal) -> None:
    folder.write("a.sql", "SELECT 1;\nWITH int_orders_v2 AS (SELECT 1) SELECT * FROM int_orders")
    said = folder.teal("sql", "rename", "--map", "map.json", "a.sql", code=1)
    assert said.out == ""
    assert said.err.startswith("a.sql:2:1: error [TEAL-241]: ")


@pytest.mark.parametrize(
    "names",
    [
        {"": "b"},
        {"other": ""},
        {"other": "db.b"},
        {"db.src": "x.b"},
        {"cat.db.src": "db.b"},
        {"cat.db.src": "`cat.db`.b"},
        {"other": "a."},
    ],
)
def test_a_table_stays_in_its_catalog_and_database(folder: Terminal, names: dict[str, str]) -> None:
    folder.write("map.json", json.dumps(names))
    said = folder.teal("sql", "rename", "--map", "map.json", "a.sql", code=1)
    assert said.out == ""
    assert "[TEAL-242]" in said.err


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}', None])
def test_the_map_is_one_object_of_names(folder: Terminal, text: str | None) -> None:
    if text is not None:
        folder.write("names.json", text)
    assert "names.json" in folder.teal("sql", "rename", "--map", "names.json", "a.sql", code=1).err


def test_a_map_and_a_single_text_are_needed(folder: Terminal) -> None:
    assert "--map FILE is missing" in folder.teal("sql", "rename", "a.sql", code=64).err
    assert "a folder" in folder.teal("sql", "rename", "--map", "map.json", ".", code=64).err


def test_each_line_is_answered_with_its_own_names_first(folder: Terminal, stdin: Stdin) -> None:
    requests = [
        {"id": 1, "sql": "SELECT * FROM int_orders"},
        {"id": 2, "sql": "SELECT * FROM int_orders, b", "map": {"b": "c", "int_orders": "x"}},
        {"id": 3, "sql": "SELEKT"},
        {"id": 4, "sql": "SELECT 1", "map": {"a": 1}},
        {"id": 5, "sql": ""},
    ]
    stdin("".join(f"{json.dumps(each)}\n" for each in requests))
    said = folder.teal("sql", "rename", "--map", "map.json", "--jsonl", code=1)
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [(each["id"], each["sql"], each["changed"]) for each in found] == [
        (1, "SELECT * FROM int_orders_v2", 1),
        (2, "SELECT * FROM x, c", 2),
        (3, None, 0),
        (4, None, 0),
        (5, "", 0),
    ]
    codes = [[finding["code"] for finding in each["diagnostics"]] for each in found]
    assert codes == [[], [], ["TEAL-101"], ["TEAL-012"], []]


@pytest.mark.parametrize(
    ("sql", "names", "expected"),
    [
        ("FROM `my-out`", {"my-out": "my-out_v2"}, "FROM `my-out_v2`"),
        ("FROM `a.b.c`", {"a.b.c": "a.b.c_v2"}, "FROM `a.b.c_v2`"),
        ("FROM a.b.c", {"a.b.c": "a.b.c_v2"}, "FROM a.b.c_v2"),
        ("FROM `x`.`a.b.c`", {"x.a.b.c": "x.a.b.d"}, "FROM `x`.`a.b.d`"),
        ("FROM `x`.`a.b.c`", {"a.b.c": "d"}, "FROM `x`.`d`"),
        ("FROM a, b.a", {"`b`.a": "c"}, "FROM a, b.c"),
        ("FROM a", {"a": "`c.d`"}, "FROM `c.d`"),
        ("FROM `a``b`", {"`a``b`": "`c``d`"}, "FROM `c``d`"),
        ("FROM a, b.a", {"a": "c", "b.a": "d"}, "FROM c, b.d"),
    ],
)
def test_names_in_the_map_may_have_dots_dashes_and_quotes(
    folder: Terminal, stdin: Stdin, sql: str, names: dict[str, str], expected: str
) -> None:
    stdin(json.dumps({"id": 1, "sql": f"SELECT 1 {sql}", "map": names}))
    assert folder.teal("sql", "rename", "--jsonl").json["sql"] == f"SELECT 1 {expected}"


def test_templates_stay_where_they_do_not_stand_for_what_changes(folder: Terminal) -> None:
    folder.write("a.sql", "INSERT INTO int_orders SELECT ${n} FROM {{ env }}.src, ${env}_b")
    given = ("--map", "map.json", "--var", "n=10000000", "--var", "env=int")
    assert folder.teal("sql", "rename", *given, "a.sql").out == (
        "INSERT INTO int_orders_v2 SELECT ${n} FROM {{ env }}.src, ${env}_b"
    )
    folder.write("a.sql", "SELECT ${n} FROM b,\n  ${env}_orders")
    said = folder.teal("sql", "rename", *given, "a.sql", code=1)
    assert said.err.startswith('a.sql:2:3: error [TEAL-241]: "int_orders" has to change')


def test_options_follow_their_table_and_what_cannot_be_told_is_a_warning(folder: Terminal) -> None:
    text = "CREATE TABLE int_orders (id INT) WITH ('topic' = 'dev.int_orders', 'path' = 'a;b')"
    folder.write("a.sql", text)
    said = folder.teal("sql", "rename", "--map", "map.json", "a.sql")
    assert said.out == text.replace("int_orders", "int_orders_v2")
    assert said.err.startswith("a.sql:1:77: warning [TEAL-115]: ")
