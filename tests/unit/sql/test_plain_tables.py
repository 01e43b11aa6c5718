"""The quick way through a plain definition of a table gives what reading its tokens gives."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from bench.statements import statements
from tests.fuzz.mutants import mutant
from tests.sql_cases.grammar.statements import a_text

from teal.model.statements import (
    Column,
    ColumnKind,
    Statement,
    StatementKind,
    TableDefinition,
    Watermark,
)
from teal.sql.definition import definition_in, table_definition
from teal.sql.plain.definitions import plain_definition
from teal.sql.plain.tables import plain_table
from teal.sql.scanner import scan
from teal.sql.tokens import upper

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "retail").rglob("ddl.*.sql"))
TABLE = """CREATE TEMPORARY TABLE IF NOT EXISTS db.`the orders` (
  `id` bigint NOT NULL COMMENT 'the id; one',
  amount decimal(12,2),
  ts TIMESTAMP_LTZ ( 3 ) NOT NULL METADATA FROM 'timestamp' VIRTUAL COMMENT 'it''s',
  part INT METADATA,
  cost AS CAST(amount AS DOUBLE) ,
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND,
  PRIMARY KEY (`id`, part) NOT ENFORCED
) COMMENT 'all' DISTRIBUTED BY HASH(id) INTO 4 BUCKETS PARTITIONED BY ( part ) WITH (
  'a' = 'b', 'c' = 'it''s', 'a' = 'd',
)"""
NOT_PLAIN = {
    "other types": "CREATE TABLE t (a ARRAY<INT>)",
    "a type of two words": "CREATE TABLE t (a DOUBLE PRECISION)",
    "a constraint in a column": "CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED)",
    "a comment in a computed column": "CREATE TABLE t (a AS b COMMENT 'c')",
    "a comment": "CREATE TABLE t (a INT) -- c",
    "a copy": "CREATE TABLE t (a INT) LIKE u",
    "a query": "CREATE TABLE t AS SELECT 1",
    "a reserved word": "CREATE TABLE t (order INT)",
    "a reserved word in a key": "CREATE TABLE t (`order` INT, PRIMARY KEY (order) NOT ENFORCED)",
    "a column twice": "CREATE TABLE t (a INT, a STRING)",
    "a key that is no column": "CREATE TABLE t (a INT, PRIMARY KEY (b) NOT ENFORCED)",
    "a comma too many": "CREATE TABLE t (a INT,)",
    "a comma too few": "CREATE TABLE t (a INT) WITH ('a' = 'b' 'c' = 'd')",
    "no columns": "CREATE TABLE t ()",
    "words that touch": "CREATE TABLE t (a INT) DISTRIBUTED BY (a) INTO 4 BUCKETSWITH ('a' = 'b')",
    "a name like a word of the head": "CREATE TABLE temporary (a INT)",
}


def statement(text: str) -> Statement:
    return Statement("f.sql", 0, 1, text, StatementKind.CREATE_TABLE)


def assert_read_alike(text: str) -> None:
    found = plain_table(text)
    assert found is None or found == table_definition(statement(text)), text


def test_a_plain_table_is_read_whole() -> None:
    assert plain_table(TABLE) == TableDefinition(
        parts=("db", "the orders"),
        columns=(
            Column("id", "BIGINT", True, comment="the id; one"),
            Column("amount", "DECIMAL(12, 2)"),
            Column("ts", "TIMESTAMP_LTZ(3)", True, ColumnKind.METADATA, "timestamp", True, "it's"),
            Column("part", "INT", kind=ColumnKind.METADATA),
            Column("cost", "", kind=ColumnKind.COMPUTED, expression="CAST(amount AS DOUBLE)"),
        ),
        primary_key=("id", "part"),
        distributed_by=("id",),
        buckets=4,
        watermark=Watermark("ts", "ts - INTERVAL '5' SECOND"),
        options=(("a", "d"), ("c", "it's")),
        temporary=True,
        if_not_exists=True,
        comment="all",
        partitioned_by=("part",),
    )
    assert_read_alike(TABLE)


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_tokens(text: str) -> None:
    assert plain_table(text) is None
    assert_read_alike(text)


def test_a_table_in_a_longer_text_is_read_from_what_its_statement_matched() -> None:
    text = f"SELECT 1;\n{TABLE};\nSELECT 2"
    start = text.index("CREATE")
    found = plain_definition(text, upper(text), start)
    assert found is not None
    at_its_place = Statement("f.sql", start, 2, text[start : found.end], StatementKind.CREATE_TABLE)
    assert at_its_place.text == TABLE
    assert definition_in(found.table, at_its_place) == table_definition(statement(TABLE))


def test_ordinary_definitions_are_plain() -> None:
    for text in (*statements(12)[::2], *(path.read_text() for path in EXAMPLES)):
        for each in scan(text).statements:
            if each.kind is StatementKind.CREATE_TABLE:
                assert plain_table(each.text) is not None, each.text
                assert_read_alike(each.text)


def test_definitions_of_the_grammar_are_read_alike() -> None:
    for seed in range(150):
        if (text := a_text(seed)[1].text.strip())[:6].upper() == "CREATE":
            assert_read_alike(text)


@pytest.mark.parametrize("added", ["", "(", ")", "'", ",", "-", "`", " NOT NULL ", " x ", "é"])
def test_damaged_definitions_are_read_alike(added: str) -> None:
    for place in range(0, len(TABLE), 7):
        assert_read_alike(TABLE[:place] + added + TABLE[place + (not added) :])


def test_mutants_are_read_alike() -> None:
    random = Random(1)
    for _ in range(150):
        assert_read_alike(mutant(TABLE, random))
