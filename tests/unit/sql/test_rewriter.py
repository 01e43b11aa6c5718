"""Renaming: the pairs in tests/sql_cases/rename, and what cannot be a pair."""

from pathlib import Path

import pytest

from teal.model.statements import Statement
from teal.sql.rewriter import NameTaken, rename
from teal.sql.scanner import scan

CASES = Path(__file__).parents[2] / "sql_cases" / "rename"
NEW_NAMES = {
    name: f"{name}_v2" for name in ("orders", "customers", "rates", "int_orders", "payload")
}


def read(sql: str) -> Statement:
    (statement,) = scan(sql).statements
    return statement


@pytest.mark.parametrize("case", sorted(path.name[:-11] for path in CASES.glob("*.before.sql")))
def test_a_case(case: str) -> None:
    before = (CASES / f"{case}.before.sql").read_text(encoding="utf-8")
    after = (CASES / f"{case}.after.sql").read_text(encoding="utf-8")
    statement = read(before)
    end = statement.offset + len(statement.text)
    renamed = rename(statement, NEW_NAMES)
    assert before[: statement.offset] + renamed + before[end:] == after


def test_a_subset_of_the_tables_is_renamed() -> None:
    sql = "INSERT INTO t SELECT * FROM a JOIN b ON a.x = b.x"
    assert (
        rename(read(sql), {"b": "b_v3"})
        == "INSERT INTO t SELECT * FROM a JOIN b_v3 AS b ON a.x = b.x"
    )


def test_a_whole_name_means_only_the_table_of_that_name() -> None:
    statement = read("SELECT * FROM raw.orders JOIN orders o ON TRUE")
    new_names: dict[tuple[str, ...], str] = {("orders",): "orders_v2"}
    assert rename(statement, new_names) == "SELECT * FROM raw.orders JOIN orders_v2 o ON TRUE"


def test_a_name_that_needs_quotes_gets_them() -> None:
    statement = read("SELECT * FROM orders JOIN `x` ON TRUE")
    assert (
        rename(statement, {"orders": "my orders", "x": "a`b"})
        == "SELECT * FROM `my orders` JOIN `a``b` ON TRUE"
    )
    assert rename(statement, {"orders": "table"}) == "SELECT * FROM `table` JOIN `x` ON TRUE"


def test_nothing_to_rename_gives_the_same_text() -> None:
    statement = read("SELECT * FROM orders")
    assert rename(statement, {}) == statement.text
    assert rename(statement, {"orders": "orders"}) == statement.text


def test_a_new_name_that_is_a_common_table_expression_is_refused() -> None:
    statement = read("WITH orders_v2 AS (SELECT * FROM orders) SELECT * FROM orders, orders_v2")
    with pytest.raises(NameTaken, match="orders_v2"):
        rename(statement, {"orders": "orders_v2"})


def test_a_common_table_expression_out_of_scope_takes_no_name() -> None:
    sql = "SELECT * FROM (WITH b AS (SELECT * FROM a) SELECT * FROM b) x JOIN a y ON TRUE"
    statement = read(sql.replace("FROM a)", "FROM c)"))
    assert rename(statement, {"a": "b"}) == statement.text.replace("JOIN a y", "JOIN b y")


def test_both_names_of_a_renaming_statement_change() -> None:
    assert (
        rename(read("ALTER TABLE a RENAME TO b"), {"a": "a_v2", "b": "b_v2"})
        == "ALTER TABLE a_v2 RENAME TO b_v2"
    )


def test_an_updated_table_is_aliased_too() -> None:
    assert (
        rename(read("DELETE FROM orders WHERE orders.id = 1"), {"orders": "orders_v2"})
        == "DELETE FROM orders_v2 AS orders WHERE orders.id = 1"
    )


def test_a_qualifier_with_blanks_and_comments_is_found() -> None:
    sql = "SELECT orders /* a.b */ . id, `orders` . `x` FROM orders"
    assert rename(read(sql), {"orders": "orders_v2"}) == f"{sql}_v2 AS orders"


@pytest.mark.parametrize(
    ("sql", "after"),
    [
        # an alias beside the table has the new name
        ("SELECT * FROM a JOIN c AS b ON TRUE", "SELECT * FROM b AS a JOIN c AS b ON TRUE"),
        ("SELECT b.x FROM c AS b JOIN a ON b.y", "SELECT b.x FROM c AS b JOIN b AS a ON b.y"),
        # an alias, or a table, around the query
        (
            "SELECT * FROM c AS b WHERE EXISTS (SELECT 1 FROM a WHERE b.x = 1)",
            "SELECT * FROM c AS b WHERE EXISTS (SELECT 1 FROM b AS a WHERE b.x = 1)",
        ),
        (
            "SELECT * FROM b WHERE EXISTS (SELECT 1 FROM a WHERE b.x = 1)",
            "SELECT * FROM b WHERE EXISTS (SELECT 1 FROM b AS a WHERE b.x = 1)",
        ),
        # a column that holds a row
        ("SELECT b.field FROM a", "SELECT b.field FROM b AS a"),
        # a name that stands for something else elsewhere is no hindrance
        ("SELECT b FROM a", "SELECT b FROM b"),
        ("SELECT * FROM a UNION ALL SELECT * FROM c AS b", None),
        ("WITH c AS (SELECT b.x FROM d AS b) SELECT * FROM a, c", None),
    ],
)
def test_a_new_name_takes_nothing_away_from_others(sql: str, after: str | None) -> None:
    expected = sql.replace("FROM a", "FROM b") if after is None else after
    assert rename(read(sql), {"a": "b"}) == expected


def test_a_new_name_that_can_be_said_in_no_way_is_refused() -> None:
    statement = read("SELECT db.a.x, b.x FROM db.a JOIN c AS b ON TRUE")
    with pytest.raises(NameTaken, match=r"an alias has that name|another name"):
        rename(statement, {"a": "b"})


def test_names_are_swapped_and_moved_up_in_one_go() -> None:
    swap = {"a": "b", "b": "a"}
    assert rename(read("INSERT INTO a SELECT * FROM b"), swap) == "INSERT INTO b SELECT * FROM a"
    assert (
        rename(read("SELECT a.x, b.x FROM a JOIN b ON TRUE"), swap)
        == "SELECT a.x, b.x FROM b AS a JOIN a AS b ON TRUE"
    )
    chain = {"t_v1": "t_v2", "t_v2": "t_v3"}
    assert (
        rename(read("INSERT INTO t_v2 SELECT * FROM t_v1"), chain)
        == "INSERT INTO t_v3 SELECT * FROM t_v2"
    )


def test_a_dotted_name_as_text_means_every_name_that_ends_so() -> None:
    statement = read("INSERT INTO c.d.t SELECT * FROM d.t JOIN t AS x ON TRUE JOIN e.t ON TRUE")
    assert (
        rename(statement, {"d.t": "t_v2"})
        == "INSERT INTO c.d.t_v2 SELECT * FROM d.t_v2 JOIN t AS x ON TRUE JOIN e.t ON TRUE"
    )
    assert (
        rename(read("SELECT * FROM `my.t`, c.d.t"), {"t": "x", "c.d.t": "y", "my.t": "z"})
        == "SELECT * FROM `z`, c.d.y"
    )


def test_a_model_in_a_literal_follows_without_its_version() -> None:
    sql = "INSERT INTO t SELECT x, 'a' FROM c, LATERAL TABLE(ML_PREDICT('db.a$2', 'a'))"
    assert rename(read(sql), {"a": "b"}) == sql.replace("'db.a$2'", "'db.b$2'")
    assert rename(read(sql), {"c": "c_v2"}) == sql.replace("FROM c", "FROM c_v2")


def test_a_model_follows_its_definition_unless_a_table_has_its_name() -> None:
    sql = "CREATE MODEL a INPUT (x INT) OUTPUT (y INT) AS SELECT * FROM c"
    assert rename(read(sql), {"a": "b"}) == sql.replace("MODEL a", "MODEL b")
    sql = "SELECT * FROM ML_PREDICT(TABLE t, MODEL a, DESCRIPTOR(x))"
    assert rename(read(sql), {"a": "b"}) == sql.replace("MODEL a", "MODEL b")
    sql = "SELECT * FROM ML_PREDICT(TABLE a, MODEL a, DESCRIPTOR(x))"
    assert rename(read(sql), {"a": "b"}) == sql.replace("TABLE a", "TABLE b")


@pytest.mark.parametrize(
    ("sql", "after"),
    [
        (
            "SELECT /*+ STATE_TTL('db.a' = '1d', `a`='2d') */ a.x FROM a, c",
            "SELECT /*+ STATE_TTL('db.b' = '1d', `b`='2d') */ b.x FROM b, c",
        ),
        (
            "SELECT /*+ BROADCAST(a) */ * FROM c WHERE x IN (SELECT x FROM a)",
            "SELECT /*+ BROADCAST(b) */ * FROM c WHERE x IN (SELECT x FROM b)",
        ),
        (
            "SELECT /*+ BROADCAST(a) */ * FROM c AS a WHERE x IN (SELECT x FROM a)",
            "SELECT /*+ BROADCAST(a) */ * FROM c AS a WHERE x IN (SELECT x FROM b)",
        ),
        (
            "SELECT /*+ LOOKUP(`table`='a', 'async'='a') */ * FROM c JOIN a ON TRUE",
            "SELECT /*+ LOOKUP(`table`='b', 'async'='a') */ * FROM c JOIN b ON TRUE",
        ),
        (
            "SELECT /*+ STATE_TTL('a' = '1d') */ * FROM c JOIN a AS a ON TRUE",
            "SELECT /*+ STATE_TTL('a' = '1d') */ * FROM c JOIN b AS a ON TRUE",
        ),
    ],
)
def test_hints_follow_as_flink_ties_them(sql: str, after: str) -> None:
    assert rename(read(sql), {"a": "b"}) == after


def test_names_with_dots_and_blanks_are_followed_by_hints() -> None:
    sql = "SELECT /*+ STATE_TTL('my.dev.a' = '1d') */ * FROM `my.dev.a` JOIN c ON TRUE"
    assert rename(read(sql), {"my.dev.a": "it's b"}) == sql.replace(
        "'my.dev.a'", "'it''s b'"
    ).replace("`my.dev.a`", "`it's b`")


@pytest.mark.parametrize(
    ("sql", "after"),
    [
        (
            "SELECT * FROM a MATCH_RECOGNIZE (PARTITION BY a.k ORDER BY ts MEASURES p.x AS y "
            "PATTERN (p) DEFINE p AS p.x > 1) AS m",
            "SELECT * FROM b AS a MATCH_RECOGNIZE (PARTITION BY a.k ORDER BY ts MEASURES p.x AS y "
            "PATTERN (p) DEFINE p AS p.x > 1) AS m",
        ),
        (
            "SELECT a.y FROM a MATCH_RECOGNIZE (ORDER BY ts MEASURES a.x AS y PATTERN (a+) "
            "SUBSET b = (a) DEFINE a AS b.x > 1) AS a",
            "SELECT a.y FROM b AS a MATCH_RECOGNIZE (ORDER BY ts MEASURES a.x AS y PATTERN (a+) "
            "SUBSET b = (a) DEFINE a AS b.x > 1) AS a",
        ),
        (
            "SELECT * FROM a AS o MATCH_RECOGNIZE (PARTITION BY o.k ORDER BY ts PATTERN (a) "
            "DEFINE a AS a.x > 1)",
            "SELECT * FROM b AS o MATCH_RECOGNIZE (PARTITION BY o.k ORDER BY ts PATTERN (a) "
            "DEFINE a AS a.x > 1)",
        ),
    ],
)
def test_inside_a_pattern_match_the_table_goes_by_its_name(sql: str, after: str) -> None:
    assert rename(read(sql), {"a": "b"}) == after


@pytest.mark.parametrize(
    "sql",
    [
        "EXPLAIN CHANGELOG_MODE SELECT * FROM {}",
        "COMPILE PLAN 'a' FOR INSERT INTO {} SELECT a FROM {}",
        "DELETE FROM {}",
        "UPDATE {} SET a = 1 WHERE a = 2",
        "TRUNCATE TABLE {}",
        "ANALYZE TABLE {} COMPUTE STATISTICS",
        "CREATE TABLE c AS SELECT * FROM {}",
        "CREATE TEMPORARY TABLE {} (a INT) LIKE {}",
        "CREATE VIEW {} (a) AS SELECT a.a FROM c AS a",
        "INSERT INTO {} PARTITION (a = 'a') (a) SELECT a FROM c",
        "ALTER MATERIALIZED TABLE {} AS SELECT * FROM {}",
        "ALTER TABLE {} RENAME a TO c",
        "ALTER TABLE {} RENAME TO db.{}",
        "DROP TEMPORARY VIEW IF EXISTS {}",
        "DESCRIBE {}",
        "SHOW CREATE TABLE {}",
        "SHOW CREATE OR ALTER MATERIALIZED TABLE {}",
        "SHOW PARTITIONS {}",
        "SELECT * FROM f(input => TABLE {} PARTITION BY a)",
    ],
)
def test_every_kind_of_statement_is_renamed(sql: str) -> None:
    assert rename(read(sql.replace("{}", "a")), {"a": "b"}) == sql.replace("{}", "b")


@pytest.mark.parametrize(
    ("sql", "after"),
    [
        ("UPDATE a SET x = a.y", "UPDATE b AS a SET x = a.y"),
        ("SELECT a.x FROM a TABLESAMPLE SYSTEM(5)", "SELECT a.x FROM b AS a TABLESAMPLE SYSTEM(5)"),
        ("SELECT a.x FROM a /*+ H */", "SELECT a.x FROM b /*+ H */ AS a"),
        ("SELECT a.x FROM a /*+ H */WHERE a.y", "SELECT a.x FROM b /*+ H */ AS a WHERE a.y"),
        ("SELECT a.x FROM a,c", "SELECT a.x FROM b AS a,c"),
    ],
)
def test_the_alias_stands_where_flink_wants_it(sql: str, after: str) -> None:
    assert rename(read(sql), {"a": "b"}) == after
