"""The quick way through a plain CREATE TABLE gives what reading its tokens gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.statements import statements
from tests.sql_cases.grammar.statements import a_text

from teal.model.statements import NameRole
from teal.sql.plain import plain_definition
from teal.sql.scanner import ScanResult, scan

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "retail").rglob("ddl.*.sql"))
PLAIN = """-- Orders.
CREATE TABLE IF NOT EXISTS `cat`.db.orders (
  id BIGINT NOT NULL COMMENT 'the id; one',
  amount DECIMAL(12, 2),
  tags ROW<a INT, b ARRAY<STRING>>,
  at_time TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR at_time AS at_time - INTERVAL '5' SECOND,
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'it''s' DISTRIBUTED BY HASH(id) INTO 4 BUCKETS PARTITIONED BY (id) WITH (
  'connector' = 'kafka', 'topic' = 'o--rders'
);
"""
NOT_PLAIN = {
    "a query": "CREATE TABLE a WITH ('x' = 'y') AS SELECT 1",
    "a copy": "CREATE TABLE a (id INT) LIKE b",
    "a function of the user's": "CREATE TABLE a (id INT, x AS my_function(id))",
    "a call inside of a call": "CREATE TABLE a (id INT, x AS UPPER(TRIM(y)))",
    "a reserved word": "CREATE TABLE order (id INT)",
    "a template": "CREATE TABLE a (id INT) WITH ('topic' = '${name}')",
    "two statements": "CREATE TABLE a (id INT); SELECT 1",
    "a comment inside": "CREATE TABLE a (id INT -- the id\n)",
    "a literal without an end": "CREATE TABLE a (id INT) WITH ('x' = 'y)",
    "an odd character": "CREATE TABLE a (id INT) WITH ('x' = 'y') #",
    "another kind of literal": "CREATE TABLE a (id INT COMMENT E'\\'') ",
    "something behind": "CREATE TABLE a (id INT) ENGINE x",
    "letters of another script": "CREATE TABLE a (größe INT)",
}


def by_tokens(text: str) -> ScanResult:
    """The same text read token by token."""
    return scan(text, "f.sql", visit=lambda _statement, _piece: None)


def test_a_plain_definition_is_recognised_whole() -> None:
    found = plain_definition(PLAIN, "f.sql")
    assert found is not None
    assert scan(PLAIN, "f.sql").statements == (found,) == by_tokens(PLAIN).statements
    (name,) = found.names
    assert found.text[name.start : name.end] == "`cat`.db.orders"
    assert (name.parts, name.role) == (("cat", "db", "orders"), NameRole.DEFINITION)
    assert (found.line, found.column) == (2, 1)


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_tokens(text: str) -> None:
    assert plain_definition(text, "f.sql") is None


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_read_alike(path: Path) -> None:
    assert scan(path.read_text(), "f.sql") == by_tokens(path.read_text())


def test_ordinary_statements_are_read_alike() -> None:
    recognised = 0
    for text in statements(60):
        recognised += plain_definition(text, "f.sql") is not None
        assert scan(text, "f.sql") == by_tokens(text)
    assert recognised == 30


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_texts_of_the_grammar_are_read_alike(start: int) -> None:
    for seed in range(start, start + 100):
        text = a_text(seed)[1].text
        assert scan(text, "f.sql") == by_tokens(text), seed


@pytest.mark.parametrize("place", range(0, len(PLAIN), 3))
def test_damaged_definitions_are_read_alike(place: int) -> None:
    for damaged in (
        PLAIN[:place],
        PLAIN[:place] + PLAIN[place + 1 :],
        PLAIN[:place] + "(" + PLAIN[place:],
        PLAIN[:place] + "'" + PLAIN[place:],
        PLAIN[:place] + ";" + PLAIN[place:],
        PLAIN[:place] + "," + PLAIN[place:],
    ):
        assert scan(damaged, "f.sql") == by_tokens(damaged), damaged
