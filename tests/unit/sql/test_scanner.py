"""Reading files: statements in order, their places, and errors that tell what to do."""

import pytest

from teal.model.diagnostics import Place
from teal.model.statements import NameRole, StatementKind
from teal.sql.scanner import scan


def kinds(sql: str) -> list[str]:
    result = scan(sql)
    assert [str(found) for found in result.diagnostics] == []
    return [statement.kind.name for statement in result.statements]


def errors(sql: str) -> list[tuple[str, Place | None]]:
    return [(found.code, found.place) for found in scan(sql, "f.sql").diagnostics]


def test_statements_come_in_order_with_their_places() -> None:
    text = "-- first\nSELECT 1;\r\n\n  SELECT 2 ;;; /* none */ ;\nSELECT ';' FROM a"
    statements = scan(text, "f.sql").statements
    assert [s.text for s in statements] == ["SELECT 1", "SELECT 2", "SELECT ';' FROM a"]
    assert [(s.line, s.column) for s in statements] == [(2, 1), (4, 3), (5, 1)]
    assert all(text[s.offset :].startswith(s.text) for s in statements)
    assert {s.file for s in statements} == {"f.sql"}


@pytest.mark.parametrize("text", ["", " \n", "-- only a comment", ";;", "/* x */ ; -- y"])
def test_a_text_without_statements_has_none(text: str) -> None:
    assert scan(text) == scan("")


def test_one_bad_statement_does_not_hide_the_others() -> None:
    result = scan("SELECT * FROM a; SELECT * FROM; FOO; SELECT * FROM b", "f.sql")
    assert [s.reads for s in result.statements] == [(("a",),), (("b",),)]
    assert [s.text for s in result.unread] == ["SELECT * FROM", "FOO"]
    assert [found.code for found in result.diagnostics] == ["TEAL-106", "TEAL-101"]


@pytest.mark.parametrize(
    ("sql", "code", "place"),
    [
        ("SELECT 'abc", "TEAL-102", Place("f.sql", 1, 8)),
        ("SELECT 1;\nSELECT `a", "TEAL-102", Place("f.sql", 2, 8)),
        ("SELECT 1; /* open", "TEAL-102", Place("f.sql", 1, 11)),
        ("SELECT 1 /* open", "TEAL-102", Place("f.sql", 1, 10)),
        ('SELECT "a" FROM b', "TEAL-104", Place("f.sql", 1, 8)),
        ("SELECT\u00a01", "TEAL-104", Place("f.sql", 1, 7)),
        ("SELECT ‘a’", "TEAL-104", Place("f.sql", 1, 8)),
        ("SELECT a # b", "TEAL-104", Place("f.sql", 1, 10)),
        ("SELECT (1", "TEAL-105", Place("f.sql", 1, 8)),
        ("SELECT 1)", "TEAL-105", Place("f.sql", 1, 9)),
        ("SELECT /*+ BROADCAST(a) FROM a", "TEAL-105", Place("f.sql", 1, 8)),
        ("SELECT * FROM a JOIN", "TEAL-106", Place("f.sql", 1, 21)),
        ("SELECT * FROM a, WHERE b = 1", "TEAL-106", Place("f.sql", 1, 18)),
        ("SELECT * FROM 'a'", "TEAL-106", Place("f.sql", 1, 15)),
        ("SELECT * FROM table", "TEAL-106", Place("f.sql", 1, 20)),
        ("INSERT INTO t", "TEAL-107", Place("f.sql", 1, 14)),
        ("INSERT INTO t FROM x", "TEAL-107", Place("f.sql", 1, 15)),
        ("SELECT 1 UNION b", "TEAL-107", Place("f.sql", 1, 16)),
        ("WITH a AS (SELECT 1)", "TEAL-107", Place("f.sql", 1, 21)),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT 1", "TEAL-107", Place("f.sql", 1, 22)),
        ("INSERT INTO order SELECT 1", "TEAL-108", Place("f.sql", 1, 13)),
        ("SELECT a FROM x FROM y", "TEAL-109", Place("f.sql", 1, 17)),
        ("SELECT a WHERE b JOIN c", "TEAL-109", Place("f.sql", 1, 10)),
        ("SELECT a SELECT b", "TEAL-109", Place("f.sql", 1, 10)),
        ("CREATE TABLE my table (a INT)", "TEAL-110", Place("f.sql", 1, 17)),
        ("CREATE VIEW v SELECT 1", "TEAL-110", Place("f.sql", 1, 15)),
        ("CREATE VIEW v", "TEAL-109", Place("f.sql", 1, 14)),
        ("EXECUTE STATEMENT SET BEGIN INSERT INTO a TABLE b;", "TEAL-111", Place("f.sql", 1, 1)),
        (
            "EXECUTE STATEMENT SET BEGIN CREATE TABLE a (b INT); END",
            "TEAL-109",
            Place("f.sql", 1, 29),
        ),
    ],
)
def test_an_error_has_its_code_and_place(sql: str, code: str, place: Place) -> None:
    ((found_code, found_place),) = errors(sql)
    assert found_code == code
    assert found_place == place


def test_an_error_says_what_and_what_to_do() -> None:
    (found,) = scan("SELECT *\nFROM a JOIN\n", "orders.sql").diagnostics
    assert str(found) == (
        "orders.sql:2:12: error [TEAL-106]: A table has to stand here, but the statement ends. "
        "Name the table; put a name that is a reserved word into backticks."
    )


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("VALUES (1)", "SELECT"),
        ("TABLE a", "SELECT"),
        ("UPDATE t SET a = 1 WHERE b IN (SELECT c FROM d)", "UPDATE"),
        ("TRUNCATE TABLE t", "TRUNCATE_TABLE"),
        (
            "CREATE TEMPORARY SYSTEM FUNCTION f AS 'a.B' USING JAR 'x'",
            "CREATE_FUNCTION",
        ),
        ("CREATE CATALOG c WITH ('a' = 'b')", "CREATE_CATALOG"),
        ("CREATE DATABASE IF NOT EXISTS d COMMENT 'x'", "CREATE_DATABASE"),
        ("CREATE CONNECTION c WITH ('type' = 'openai')", "CREATE_CONNECTION"),
        ("CREATE TOOL t USING CONNECTION c WITH ('a' = 'b')", "CREATE_TOOL"),
        ("CREATE AGENT a USING MODEL m USING PROMPT 'x' USING TOOLS t", "CREATE_AGENT"),
        ("ALTER TABLE t SET ('a' = 'b')", "ALTER_TABLE"),
        ("ALTER TABLE t ADD (a INT, b STRING AFTER a)", "ALTER_TABLE"),
        ("ALTER MATERIALIZED TABLE m SUSPEND", "ALTER_MATERIALIZED_TABLE"),
        ("ALTER MODEL m RENAME TO n", "ALTER_MODEL"),
        ("DROP TEMPORARY VIEW IF EXISTS v", "DROP_VIEW"),
        ("DROP MATERIALIZED TABLE m", "DROP_MATERIALIZED_TABLE"),
        ("DROP DATABASE d CASCADE", "DROP_DATABASE"),
        ("SET 'a' = 'b'", "SET"),
        ("SET a=b", "SET"),
        ("RESET", "RESET"),
        ("USE CATALOG c", "USE"),
        ("USE MODULES a, b", "USE"),
        ("SHOW TABLES LIKE '%x'", "SHOW"),
        ("DESC EXTENDED t", "DESCRIBE"),
        ("EXPLAIN ESTIMATED_COST, CHANGELOG_MODE INSERT INTO t SELECT 1", "EXPLAIN"),
        ("EXPLAIN PLAN FOR SELECT 1", "EXPLAIN"),
        ("EXPLAIN STATEMENT SET BEGIN INSERT INTO t SELECT 1; END", "EXPLAIN"),
        ("COMPILE PLAN '/tmp/p' IF NOT EXISTS FOR INSERT INTO t SELECT 1", "COMPILE_PLAN"),
        ("EXECUTE PLAN '/tmp/p'", "EXECUTE_PLAN"),
        ("EXECUTE INSERT INTO t SELECT 1", "INSERT"),
        ("ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS", "ANALYZE_TABLE"),
        ("CALL sys.compact('a')", "CALL"),
        ("LOAD MODULE m WITH ('a' = 'b')", "LOAD_MODULE"),
        ("UNLOAD MODULE m", "UNLOAD_MODULE"),
        ("ADD JAR '/x.jar'", "ADD_JAR"),
        ("REMOVE JAR '/x.jar'", "REMOVE_JAR"),
        ("STOP JOB 'abc' WITH SAVEPOINT", "STOP_JOB"),
    ],
)
def test_kinds(sql: str, kind: str) -> None:
    assert kinds(sql) == [kind]


@pytest.mark.parametrize(
    ("sql", "role"),
    [
        ("DROP TABLE IF EXISTS orders", NameRole.DEFINITION),
        ("ALTER TABLE orders ADD (a INT)", NameRole.DEFINITION),
        ("TRUNCATE TABLE orders", NameRole.TARGET),
        ("DELETE FROM orders", NameRole.TARGET),
        ("DESCRIBE orders", NameRole.INPUT),
        ("SHOW CREATE TABLE orders", NameRole.INPUT),
        ("SHOW COLUMNS FROM orders", NameRole.INPUT),
        ("SHOW PARTITIONS orders", NameRole.INPUT),
        ("ANALYZE TABLE orders COMPUTE STATISTICS", NameRole.INPUT),
        ("DESCRIBE MODEL orders", NameRole.MODEL),
        ("DROP FUNCTION orders", NameRole.FUNCTION),
        ("SELECT * FROM ML_PREDICT(TABLE t, MODEL orders, DESCRIPTOR(a))", NameRole.MODEL),
        ("CREATE AGENT a USING MODEL orders USING PROMPT 'x'", NameRole.MODEL),
        ("ALTER AGENT a SET MODEL orders", NameRole.MODEL),
        ("CREATE TOOL t USING FUNCTION orders", NameRole.FUNCTION),
        ("SELECT orders(a) FROM t", NameRole.FUNCTION),
        ("CREATE TABLE t (a INT, b AS orders(a))", NameRole.FUNCTION),
    ],
)
def test_roles_outside_of_queries(sql: str, role: NameRole) -> None:
    (statement,) = scan(sql).statements
    assert [name.role for name in statement.names if name.parts == ("orders",)] == [role]


@pytest.mark.parametrize(
    ("call", "parts", "written"),
    [
        ("ML_PREDICT('judge', note)", ("judge",), "judge"),
        ("ml_predict ( 'judge$2', note)", ("judge",), "judge"),
        ("ML_EVALUATE('judge$all', label, note)", ("judge",), "judge"),
        ("AI_COMPLETE('my env.cluster-1.judge', note)", ("my env", "cluster-1", "judge"), None),
        ("AI_EMBEDDING('judge', note)", ("judge",), "judge"),
        ("AI_TOOL_INVOKE('judge', note, MAP[], MAP[])", ("judge",), "judge"),
    ],
)
def test_a_literal_names_the_model_of_a_call(
    call: str, parts: tuple[str, ...], written: str | None
) -> None:
    (statement,) = scan(f"SELECT * FROM notes, LATERAL TABLE({call})").statements
    assert statement.reads == (("notes",),)
    (model,) = [name for name in statement.names if name.role is NameRole.MODEL]
    assert model.parts == parts
    assert statement.text[model.start : model.end] == (written or ".".join(parts))
    assert statement.text[model.start - 1] == "'"


@pytest.mark.parametrize(
    "call",
    [
        "AI_RUN_AGENT('judge', note, id)",
        "ML_PREDICT(CONCAT('judge', x), note)",
        "ML_PREDICT('it''s', note)",
        "f('judge')",
    ],
)
def test_other_literals_name_no_model(call: str) -> None:
    (statement,) = scan(f"SELECT * FROM notes, LATERAL TABLE({call})").statements
    assert statement.models == ()


def test_alias_and_column_lists_call_no_function() -> None:
    sql = (
        "WITH c (x, y) AS (SELECT 1, 2) SELECT * FROM c AS d (p, q) JOIN LATERAL TABLE(f(1)) "
        "AS g (r) ON TRUE JOIN (SELECT 1) h (s) ON TRUE"
    )
    (statement,) = scan(sql).statements
    assert statement.functions == (("f",),)


def test_a_process_table_function_reads_its_tables() -> None:
    sql = (
        "SELECT * FROM enrich(main => TABLE orders PARTITION BY id ORDER BY ts, "
        "side => TABLE (SELECT * FROM customers), on_time => DESCRIPTOR(ts), uid => 'x')"
    )
    (statement,) = scan(sql).statements
    assert statement.reads == (("orders",), ("customers",))
    assert statement.functions == (("enrich",),)
    assert statement.stateful


def test_a_set_reports_its_names_relative_to_the_whole() -> None:
    inserts = "INSERT INTO a TABLE x; INSERT INTO b TABLE y;"
    text = f"SET 'a' = 'b';\nEXECUTE STATEMENT SET BEGIN {inserts} END;"
    statement = scan(text).statements[1]
    assert statement.kind is StatementKind.STATEMENT_SET
    assert [statement.text[n.start : n.end] for n in statement.names] == ["a", "x", "b", "y"]


@pytest.mark.parametrize(
    ("call", "stateful"),
    [
        ("AI_SENTIMENT(note, ARRAY['tone'])", True),
        ("AI_FORECAST(a, ts, JSON_OBJECT('h' VALUE 3)) OVER (ORDER BY ts)", True),
        ("ML_DETECT_ANOMALIES_ROBUST(a, b, ts) OVER (ORDER BY ts)", True),
        ("ML_MIN_MAX_SCALER(a, 0, 10)", False),
        ("ML_CHARACTER_TEXT_SPLITTER(note, 200, 20)", False),
    ],
)
def test_functions_of_confluent_cloud_are_none_of_the_users(call: str, stateful: bool) -> None:
    (statement,) = scan(f"SELECT {call} FROM notes").statements
    assert statement.functions == ()
    assert statement.stateful is stateful


def test_setting_a_mode_calls_no_function() -> None:
    (statement,) = scan("ALTER TABLE t SET LIGHTNING MODE (fast)").statements
    assert statement.functions == ()
