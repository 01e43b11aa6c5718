"""Editing the clauses of a CREATE TABLE leaves the rest byte by byte."""

import pytest

from teal.sql.clauses import options_of, with_options, without_distribution

TABLE = """CREATE TABLE t ( -- WITH ('a'='b')
  a INT,  `DISTRIBUTED` STRING
) DISTRIBUTED BY HASH(a) INTO 4 BUCKETS
WITH (
  'topic' = 'it''s', -- the topic
  'b'='c'
) -- done
"""


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (TABLE, TABLE.replace("DISTRIBUTED BY HASH(a) INTO 4 BUCKETS\n", "")),
        ("CREATE TABLE t (a INT) distributed by (a)", "CREATE TABLE t (a INT)"),
        ("CREATE TABLE t (a INT) DISTRIBUTED INTO 2 BUCKETS;", "CREATE TABLE t (a INT) ;"),
        ("CREATE TABLE t (a INT) DISTRIBUTED BY RANGE(a) LIKE b", "CREATE TABLE t (a INT) LIKE b"),
        ("CREATE TABLE t (DISTRIBUTED INT)", "CREATE TABLE t (DISTRIBUTED INT)"),
        ("CREATE TABLE t AS SELECT 1", "CREATE TABLE t AS SELECT 1"),
    ],
)
def test_the_distribution_goes(sql: str, expected: str) -> None:
    assert without_distribution(sql) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            TABLE,
            TABLE[: TABLE.rindex("WITH")] + "WITH (\n  'x' = 'y''z',\n  'b' = 'd'\n) -- done\n",
        ),
        (
            "CREATE TABLE t (a INT) -- no options",
            "CREATE TABLE t (a INT) WITH (\n  'x' = 'y''z',\n  'b' = 'd'\n) -- no options",
        ),
        (
            "CREATE TABLE t LIKE b;",
            "CREATE TABLE t WITH (\n  'x' = 'y''z',\n  'b' = 'd'\n) LIKE b;",
        ),
        (
            "CREATE TABLE t AS WITH c AS (TABLE u) TABLE c",
            "CREATE TABLE t WITH (\n  'x' = 'y''z',\n  'b' = 'd'\n) AS WITH c AS (TABLE u) TABLE c",
        ),
    ],
)
def test_options_replace_the_clause_or_add_one(sql: str, expected: str) -> None:
    assert with_options(sql, {"x": "y'z", "b": "d"}) == expected


def test_no_options_is_no_clause() -> None:
    assert with_options("CREATE TABLE t (a INT) WITH ('a'='b') LIKE c", {}) == (
        "CREATE TABLE t (a INT) LIKE c"
    )
    assert with_options("CREATE TABLE t (a INT)", {}) == "CREATE TABLE t (a INT)"


def test_options_know_where_their_values_stand() -> None:
    found = options_of(TABLE)
    assert [(option.key, option.value) for option in found] == [("topic", "it's"), ("b", "c")]
    assert [TABLE[option.start : option.end] for option in found] == ["'it''s'", "'c'"]
    assert options_of("CREATE TABLE t AS SELECT 1") == ()
