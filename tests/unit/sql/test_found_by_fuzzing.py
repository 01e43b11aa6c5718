"""The smallest case of each fault that random statements brought to light."""

import pytest

from teal.model.statements import NameRole, NameSpan
from teal.sql.scanner import scan

INPUT = NameRole.INPUT


def names_of(sql: str, role: NameRole) -> list[NameSpan]:
    result = scan(sql)
    assert result.diagnostics == ()
    return [name for name in result.statements[0].names if name.role is role]


@pytest.mark.parametrize(
    "moment",
    [
        "CURRENT_TIMESTAMP",
        "o.ts - INTERVAL '5' MINUTE",
        "o.ts - INTERVAL '5' MINUTES",
        "o.ts - INTERVAL - '5' DAYS",
        "CASE WHEN o.a THEN o.ts END",
        "CAST(o.ts AS TIMESTAMP(3)) AT TIME ZONE 'UTC'",
    ],
)
@pytest.mark.parametrize("alias", ["r", "r (id)", "AS r (id)"])
def test_the_alias_of_a_temporal_join_is_no_column_of_its_moment(moment: str, alias: str) -> None:
    rates = f"rates FOR SYSTEM_TIME AS OF {moment} {alias}"
    sql = f"SELECT r.id, rates.id FROM orders AS o JOIN {rates} ON TRUE"
    (_, joined) = names_of(sql, NameRole.INPUT)
    assert joined.alias_at is None
    assert names_of(sql, NameRole.FUNCTION) == []
    assert names_of(sql, NameRole.QUALIFIER) == []


def test_a_literal_with_a_dot_is_no_qualified_column() -> None:
    sql = "SELECT 'orders.x', orders.y FROM orders WHERE z = 'orders.z' AND x <> U&'orders.x'"
    (qualifier,) = names_of(sql, NameRole.QUALIFIER)
    assert sql[qualifier.start :].startswith("orders.y")


def test_the_alias_behind_a_pattern_with_a_subquery_is_no_function() -> None:
    pattern = "PATTERN (a) DEFINE a AS a.x > (SELECT b FROM limits AS l (b))"
    sql = f"SELECT * FROM t MATCH_RECOGNIZE ({pattern}) AS found (c)"
    assert names_of(sql, NameRole.FUNCTION) == []


def test_first_and_last_of_a_pattern_are_no_functions_of_the_users() -> None:
    sql = "SELECT * FROM t MATCH_RECOGNIZE (MEASURES FIRST(a.x) AS x, LAST(a.y) AS y PATTERN (a))"
    assert names_of(sql, NameRole.FUNCTION) == []


def test_the_condition_of_a_variable_calls_a_function_right_behind_as() -> None:
    pattern = "MEASURES FINAL (LAST(up.x)) AS top PATTERN (up) DEFINE up AS is_rise(up.x)"
    sql = f"SELECT * FROM t MATCH_RECOGNIZE ({pattern}) AS found (top)"
    assert [called.parts for called in names_of(sql, NameRole.FUNCTION)] == [("is_rise",)]


@pytest.mark.parametrize(
    "changes",
    ["DELETE FROM db.t (note STRING) WHERE a", "UPDATE db.t (note STRING) AS x SET a = 1"],
)
def test_a_table_that_is_changed_with_columns_of_its_own_is_no_function(changes: str) -> None:
    assert [table.parts for table in names_of(changes, NameRole.TARGET)] == [("db", "t")]
    assert names_of(changes, NameRole.FUNCTION) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT pick(SELECT MAX(b) FROM u) FROM t",
        "SELECT a FROM t WHERE pick(WITH x AS (SELECT b FROM u) SELECT b FROM x) = 1",
        "SELECT a FROM t WHERE a IN (SELECT pick (VALUES 1) FROM u)",
        "SELECT a FROM t WHERE a > 1 AND a IN (pick((SELECT b FROM u)), 2)",
    ],
)
def test_a_function_of_a_query_is_called(sql: str) -> None:
    assert [called.parts for called in names_of(sql, NameRole.FUNCTION)] == [("pick",)]
    assert [table.parts for table in names_of(sql, INPUT)] in ([("u",), ("t",)], [("t",), ("u",)])


def test_a_natural_join_may_be_a_cross_join_and_no_other_may() -> None:
    joined = names_of("SELECT * FROM rises NATURAL CROSS JOIN falls", INPUT)
    assert [table.parts for table in joined] == [("rises",), ("falls",)]
    assert [each.code for each in scan("SELECT * FROM a LEFT CROSS JOIN b").diagnostics]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("opener", ["--", "//"])
def test_a_comment_ends_with_its_line_whatever_ends_that(opener: str, line_end: str) -> None:
    (table,) = names_of(f"SELECT a {opener} x{line_end}FROM db {opener} y{line_end}.t", INPUT)
    assert table.parts == ("db", "t")


def test_a_slash_right_behind_three_stars_ends_no_comment() -> None:
    (table,) = names_of("SELECT 1 /***/ FROM a /* */ FROM /****/ t", INPUT)
    assert table.parts == ("t",)


@pytest.mark.parametrize("name", ["हिन्दी", "ไทยที่", "größe", "表格", "ñ1$", "x٣"])
def test_a_plain_name_may_be_of_any_script(name: str) -> None:
    (table,) = names_of(f"SELECT {name}.a FROM {name}", INPUT)
    assert table.parts == (name,)
    (table,) = names_of(f"SELECT a FROM db.{name} AS x", INPUT)
    assert table.parts == ("db", name)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE", "TEAL-106"),
        ("DELETE FROM", "TEAL-106"),
        ("MERGE INTO USING a", "TEAL-106"),
        ("SELECT a.b FROM t AS", "TEAL-108"),
        ("SELECT a.b FROM t AS $x", "TEAL-103"),
        ("SELECT a.b FROM t AS, u", "TEAL-108"),
        ("SELECT a FROM (SELECT b FROM t AS)", "TEAL-108"),
        ("SELECT a\u00a0FROM t", "TEAL-104"),
    ],
)
def test_what_ends_too_early_is_one_error(sql: str, code: str) -> None:
    assert [found.code for found in scan(sql).diagnostics] == [code]


def test_the_byte_order_mark_of_a_file_that_was_appended_ends_nothing() -> None:
    result = scan("\ufeffSELECT a FROM t;\ufeffSELECT b FROM\ufeff u\ufeff;\ufeff")
    assert [statement.reads for statement in result.statements] == [(("t",),), (("u",),)]


def test_value_may_stand_for_values() -> None:
    assert [t.parts for t in names_of("INSERT INTO t VALUE (1), (2)", NameRole.TARGET)] == [("t",)]
    sql = "SELECT JSON_OBJECT(KEY 'k' VALUE (SELECT a FROM t)) FROM (VALUE (1)) AS v, u"
    assert [table.parts for table in names_of(sql, INPUT)] == [("t",), ("u",)]


def test_an_open_template_behind_an_odd_blank_is_an_error() -> None:
    assert any(found.is_error for found in scan("{{\u00a0").diagnostics)


def test_a_hint_means_the_source_of_just_that_name() -> None:
    hint = "/*+ STATE_TTL('orders' = '1d') */"
    sql = f"WITH orders AS (SELECT 1) SELECT {hint} * FROM orders CROSS JOIN `dev.orders`"
    assert names_of(sql, NameRole.HINT) == []
    sql = f"SELECT {hint} * FROM orders CROSS JOIN `dev.orders`"
    (hinted,) = names_of(sql, NameRole.HINT)
    assert hinted.refers_to == sql.index("orders CROSS")
