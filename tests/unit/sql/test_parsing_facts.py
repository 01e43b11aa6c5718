"""Every row and line of the facts about reading Flink SQL, as tests."""

import pytest

from teal.model.diagnostics import Severity
from teal.model.statements import NameRole, Statement, StatementKind
from teal.sql.rewriter import rename
from teal.sql.scanner import scan


def read(sql: str) -> Statement:
    """The one statement of a text that must be understood without an error."""
    result = scan(sql, "orders.sql")
    errors = [str(found) for found in result.diagnostics if found.is_error]
    assert not errors
    (statement,) = result.statements
    return statement


def reads(sql: str) -> list[str]:
    return [".".join(parts) for parts in read(sql).reads]


def writes(sql: str) -> list[str]:
    return [".".join(parts) for parts in read(sql).writes]


def test_a_comma_join_has_two_inputs_and_keeps_state() -> None:
    statement = read("INSERT INTO t SELECT a.x FROM src1 a, src2 b WHERE a.x = b.x")
    assert statement.reads == (("src1",), ("src2",))
    assert statement.stateful


def test_a_common_table_expression_is_no_table() -> None:
    sql = "INSERT INTO t WITH dedup AS (SELECT * FROM src) SELECT * FROM dedup"
    assert reads(sql) == ["src"]
    assert [n.role for n in read(sql).names if n.parts == ("dedup",)] == [NameRole.CTE] * 2


def test_a_common_table_expression_in_other_case_is_a_table_and_a_warning() -> None:
    result = scan("INSERT INTO t WITH Dedup AS (SELECT * FROM src) SELECT * FROM dedup", "a.sql")
    assert result.statements[0].reads == (("src",), ("dedup",))
    (warning,) = result.diagnostics
    assert warning.severity is Severity.WARNING
    assert warning.code == "TEAL-112"
    assert (warning.place.line, warning.place.column) == (1, 63) if warning.place else False


@pytest.mark.parametrize(
    "sql",
    [
        "WITH `dd` AS (SELECT * FROM src) SELECT * FROM `dd`",
        "WITH `dd` AS (SELECT * FROM src) SELECT * FROM dd",
        "WITH dd AS (SELECT * FROM src) SELECT * FROM `dd`",
        "WITH a (x, y) AS (SELECT p, q FROM src) SELECT x FROM a",
        "WITH a AS (SELECT * FROM src), b AS (SELECT * FROM a) SELECT * FROM b JOIN a ON TRUE",
    ],
)
def test_common_table_expressions_in_all_spellings(sql: str) -> None:
    assert reads(sql) == ["src"]


def test_a_shadowing_expression_hides_the_table_only_inside_its_scope() -> None:
    sql = (
        "SELECT * FROM (WITH orders AS (SELECT * FROM raw_orders) SELECT * FROM orders) i "
        "JOIN orders o ON i.id = o.id"
    )
    statement = read(sql)
    assert statement.reads == (("raw_orders",), ("orders",))
    roles = [name.role for name in statement.names if name.parts == ("orders",)]
    assert roles == [NameRole.CTE, NameRole.CTE, NameRole.INPUT]


def test_inside_its_own_body_an_expression_of_the_same_name_is_the_table() -> None:
    sql = "WITH orders AS (SELECT * FROM orders WHERE x > 0) SELECT * FROM orders"
    roles = [name.role for name in read(sql).names]
    assert roles == [NameRole.CTE, NameRole.INPUT, NameRole.CTE]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("`cat`.`db`.`t`", ("cat", "db", "t")),
        ("cat.db.t", ("cat", "db", "t")),
        ("db.t", ("db", "t")),
        ("db . `t`", ("db", "t")),
        ("db /* which */ . t", ("db", "t")),
        ("`my table`", ("my table",)),
        ("`my-out`", ("my-out",)),
        ("`clone.dev.orders`", ("clone.dev.orders",)),
        ("`a``b`", ("a`b",)),
        ("order_replacements", ("order_replacements",)),
    ],
)
def test_names_keep_their_parts(written: str, parts: tuple[str, ...]) -> None:
    statement = read(f"INSERT INTO {written} SELECT * FROM {written}")
    assert statement.writes == (parts,)
    assert statement.reads == (parts,)
    assert [statement.text[n.start : n.end] for n in statement.names] == [written, written]


@pytest.mark.parametrize(
    "literal", ["'copied from legacy_sys'", "'a--b'", "'/*'", "'it''s from x'", "U&'from \\0041'"]
)
def test_literals_are_opaque(literal: str) -> None:
    statement = read(f"INSERT INTO t SELECT {literal} AS x FROM src")
    assert statement.reads == (("src",),)
    assert not statement.stateful


@pytest.mark.parametrize(
    "comment",
    [
        "-- FROM legacy JOIN x GROUP BY y\n",
        "/* FROM legacy, x GROUP BY y */",
        "// JOIN x\n",
        "/**/",
    ],
)
def test_comments_are_opaque_and_stay_in_the_text(comment: str) -> None:
    sql = f"INSERT INTO t SELECT a {comment} FROM src"
    statement = read(sql)
    assert statement.reads == (("src",),)
    assert not statement.stateful
    assert statement.text == sql
    assert rename(statement, {"src": "src_v2"}) == f"INSERT INTO t SELECT a {comment} FROM src_v2"


@pytest.mark.parametrize(
    "sql",
    [
        "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT * FROM x; INSERT INTO b TABLE y; END",
        "BEGIN STATEMENT SET; INSERT INTO a SELECT * FROM x; INSERT INTO b TABLE y; END",
    ],
)
def test_a_statement_set_is_one_statement_with_two_targets(sql: str) -> None:
    statement = read(sql + ";\n")
    assert statement.kind is StatementKind.STATEMENT_SET
    assert statement.writes == (("a",), ("b",))
    assert statement.reads == (("x",), ("y",))
    assert statement.text == sql


@pytest.mark.parametrize(
    "join",
    [
        "LEFT JOIN LATERAL TABLE(f(x)) AS T(a) ON TRUE",
        "CROSS JOIN UNNEST(arr) AS u (item)",
        ", LATERAL TABLE(f(x)) AS T(a)",
        ", UNNEST(o.arr) WITH ORDINALITY AS u (item, i)",
    ],
)
def test_functions_of_the_row_are_no_tables_and_no_stateful_join(join: str) -> None:
    statement = read(f"INSERT INTO t SELECT * FROM o {join}")
    assert statement.reads == (("o",),)
    assert not statement.stateful


@pytest.mark.parametrize("argument", ["TABLE bids", "DATA => TABLE bids", "TABLE `bids`"])
def test_the_table_of_a_window_is_an_input(argument: str) -> None:
    statement = read(
        f"SELECT * FROM TABLE(TUMBLE({argument}, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"
    )
    assert statement.reads == (("bids",),)
    assert statement.stateful


@pytest.mark.parametrize(
    "expression",
    [
        "TRIM(BOTH ')' FROM v)",
        "EXTRACT(DAY FROM ts)",
        "a IS DISTINCT FROM b",
        "a IS NOT DISTINCT FROM b",
        "SUBSTRING(v FROM 2 FOR 3)",
        "OVERLAY(v PLACING 'x' FROM 1)",
    ],
)
def test_from_inside_an_expression_names_no_table(expression: str) -> None:
    statement = read(f"INSERT INTO t SELECT {expression} AS z FROM src WHERE {expression} = 'q'")
    assert statement.reads == (("src",),)
    assert not statement.stateful


@pytest.mark.parametrize(
    ("sql", "kind", "targets", "inputs"),
    [
        ("INSERT OVERWRITE t SELECT * FROM s", "INSERT", ["t"], ["s"]),
        ("INSERT INTO t PARTITION (d='1') (a, b) SELECT * FROM s", "INSERT", ["t"], ["s"]),
        ("INSERT INTO t (a, b) VALUES (1, 2)", "INSERT", ["t"], []),
        ("INSERT INTO t (SELECT * FROM s)", "INSERT", ["t"], ["s"]),
        ("CREATE TABLE t AS SELECT * FROM s", "CTAS", ["t"], ["s"]),
        ("CREATE TABLE t WITH ('a'='b') AS SELECT * FROM s", "CTAS", ["t"], ["s"]),
        ("CREATE OR REPLACE TABLE t AS SELECT * FROM s", "CTAS", ["t"], ["s"]),
        ("REPLACE TABLE t AS SELECT * FROM s", "CTAS", ["t"], ["s"]),
        ("CREATE TABLE t (a INT) WITH ('a'='b') LIKE base", "CREATE_TABLE", ["t"], []),
        ("CREATE TEMPORARY TABLE IF NOT EXISTS t (a INT)", "CREATE_TABLE", ["t"], []),
        ("CREATE VIEW v AS SELECT * FROM s", "CREATE_VIEW", ["v"], ["s"]),
        ("CREATE TEMPORARY VIEW v (a) COMMENT 'x' AS TABLE s", "CREATE_VIEW", ["v"], ["s"]),
        (
            "CREATE MATERIALIZED TABLE m PARTITIONED BY (d) WITH ('a'='b') FRESHNESS = INTERVAL "
            "'3' MINUTE REFRESH_MODE = FULL AS SELECT * FROM s",
            "CREATE_MATERIALIZED_TABLE",
            ["m"],
            ["s"],
        ),
        ("CREATE MODEL m INPUT (a INT) OUTPUT (b INT) WITH ('a'='b')", "CREATE_MODEL", ["m"], []),
        ("CREATE MODEL m WITH ('a'='b') AS SELECT * FROM s", "CREATE_MODEL", ["m"], ["s"]),
        ("ALTER VIEW v AS SELECT * FROM s", "ALTER_VIEW", ["v"], ["s"]),
        (
            "ALTER MATERIALIZED TABLE m AS SELECT * FROM s",
            "ALTER_MATERIALIZED_TABLE",
            ["m"],
            ["s"],
        ),
    ],
)
def test_all_kinds_have_their_targets_and_inputs(
    sql: str, kind: str, targets: list[str], inputs: list[str]
) -> None:
    assert read(sql).kind.name == kind
    assert writes(sql) == targets
    assert reads(sql) == inputs


def test_like_is_an_input_of_the_definition() -> None:
    statement = read("CREATE TABLE t LIKE cat.db.base (EXCLUDING OPTIONS)")
    assert statement.copies == (("cat", "db", "base"),)
    assert statement.reads == ()


@pytest.mark.parametrize(
    ("query", "inputs"),
    [
        ("SELECT * FROM o JOIN r FOR SYSTEM_TIME AS OF o.ts ON o.c = r.c", ["o", "r"]),
        ("SELECT * FROM o JOIN r FOR SYSTEM_TIME AS OF o.ts AS r2 ON TRUE", ["o", "r"]),
        (
            "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY s ORDER BY ts MEASURES A.p AS p "
            "PATTERN (A (B C)* D{2,}) DEFINE A AS A.p > 1) AS m",
            ["t"],
        ),
        ("SELECT a FROM x UNION SELECT a FROM y EXCEPT SELECT a FROM z", ["x", "y", "z"]),
        ("(SELECT a FROM x) INTERSECT (SELECT a FROM y)", ["x", "y"]),
        ("SELECT * FROM x WHERE a IN (SELECT b FROM y)", ["x", "y"]),
        ("SELECT * FROM x WHERE EXISTS (SELECT 1 FROM y WHERE y.a = x.a)", ["x", "y"]),
        ("SELECT (SELECT MAX(a) FROM y) FROM x", ["y", "x"]),
        ("SELECT * FROM x JOIN (SELECT * FROM y) z ON x.a = z.a", ["x", "y"]),
        ("SELECT * FROM (x JOIN y ON x.a = y.a) JOIN z ON TRUE", ["x", "y", "z"]),
        ("SELECT * FROM ((SELECT * FROM x) UNION ALL (SELECT * FROM y)) u", ["x", "y"]),
    ],
)
def test_inputs_are_found_wherever_they_stand(query: str, inputs: list[str]) -> None:
    assert reads(query) == inputs


@pytest.mark.parametrize(
    "query",
    [
        "SELECT DISTINCT a FROM s",
        "SELECT count(*) FROM s",
        "SELECT Count (*) FROM s",
        "SELECT a FROM s UNION SELECT a FROM r",
        "SELECT a FROM s WHERE a IN (SELECT b FROM r)",
        "SELECT SUM(a) OVER w FROM s WINDOW w AS (PARTITION BY b ORDER BY ts)",
        "SELECT * FROM s, r",
        "SELECT a FROM s GROUP\nBY a",
        "SELECT a FROM s group/**/by a",
        "SELECT a, my_aggregate(b) FROM s",
        "SELECT * FROM s ORDER BY ts",
        "SELECT * FROM s LIMIT 3",
    ],
)
def test_what_keeps_state_is_stateful(query: str) -> None:
    assert read(f"INSERT INTO t {query}").stateful


@pytest.mark.parametrize(
    "query",
    [
        "SELECT a, UPPER(b) FROM s WHERE c > 0",
        "SELECT a FROM s UNION ALL SELECT a FROM r",
        "SELECT CAST(a AS DECIMAL(10, 2)) FROM (SELECT * FROM s) x",
        "SELECT CASE WHEN a IN (1, 2) THEN b END FROM s",
        "VALUES (1), (2)",
    ],
)
def test_what_keeps_no_state_is_stateless(query: str) -> None:
    assert not read(f"INSERT INTO t {query}").stateful


@pytest.mark.parametrize(
    ("sql", "code", "line", "column"),
    [
        ("SELECT 1;\nSELECT * FROM {{ table }}", "TEAL-103", 2, 15),
        ("SELECT * FROM ${TABLE}", "TEAL-103", 1, 15),
        ("SELECT * FROM <db>orders</db>", "TEAL-103", 1, 25),
        ("{% if x %} SELECT 1 {% endif %}", "TEAL-103", 1, 1),
        ("\n\n  FROBNICATE t", "TEAL-101", 3, 3),
        ("CREATE GIZMO g", "TEAL-101", 1, 1),
    ],
)
def test_what_is_not_understood_is_an_error_with_its_place(
    sql: str, code: str, line: int, column: int
) -> None:
    result = scan(sql, "orders.sql")
    (error,) = [found for found in result.diagnostics if found.is_error]
    assert error.place is not None
    assert (error.code, error.place.line, error.place.column) == (code, line, column)
    assert error.hint
    assert len(result.unread) == 1
    assert result.unread[0].kind is StatementKind.UNKNOWN


@pytest.mark.parametrize(
    ("sql", "table", "line", "column"),
    [
        ("SELECT *\nFROM $TABLE1", "$TABLE1", 2, 6),
        ("SELECT * FROM `${env}`.t", "${env}.t", 1, 15),
        ("SELECT `{{ a }}` FROM t", "t", 1, 8),
    ],
)
def test_a_template_that_flink_takes_for_a_name_is_an_error_beside_what_is_read(
    sql: str, table: str, line: int, column: int
) -> None:
    result = scan(sql)
    (error,) = result.diagnostics
    assert error.is_error
    assert error.place is not None
    assert (error.code, error.place.line, error.place.column) == ("TEAL-103", line, column)
    assert [".".join(parts) for parts in result.statements[0].reads] == [table]


def test_rowtime_is_a_column() -> None:
    assert reads("SELECT $rowtime, o.$rowtime, `$rowtime` FROM orders o") == ["orders"]


def test_a_secret_in_a_literal_is_no_template() -> None:
    sql = "CREATE TABLE t (a INT) WITH ('password' = '${secret:KAFKA}')"
    assert scan(sql).diagnostics == ()


def test_a_template_in_a_literal_is_a_warning() -> None:
    result = scan("CREATE TABLE t (a INT) WITH (\n  'topic' = '${env}.orders')", "t.sql")
    (warning,) = result.diagnostics
    assert (warning.code, warning.severity) == ("TEAL-113", Severity.WARNING)
    assert str(warning).startswith("t.sql:2:13: warning [TEAL-113]: ")
    assert len(result.statements) == 1
