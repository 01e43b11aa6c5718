"""What Flink refuses, and a person may well write: an error, never a shorter list of tables."""

import pytest

from teal.model.statements import StatementKind
from teal.sql.scanner import scan

A_SEMICOLON_IS_MISSING = [
    "SET 'a' = 'b' SELECT * FROM t",
    "USE x INSERT INTO s SELECT * FROM t",
    "SHOW TABLES SELECT * FROM t",
    "DROP TABLE s CREATE TABLE t (a INT)",
    "DESCRIBE s SELECT * FROM t",
    "ALTER TABLE s SET ('a' = 'b') INSERT INTO s SELECT * FROM t",
    "CREATE CATALOG c WITH ('type' = 'x') SELECT * FROM t",
    "CREATE FUNCTION f AS 'x' SELECT f(a) FROM t",
    "SELECT * FROM s UPDATE t SET a = 1",
    "SELECT * FROM s MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO s SELECT * FROM t; END SELECT * FROM u",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO s SELECT * FROM t INSERT INTO u SELECT * FROM v; END",
]
A_WORD_IS_MISSING = [
    "SELECT * FROM s a t b",  # JOIN or a comma
    "SELECT * FROM s t ON s.a = t.a",
    "SELECT * FROM s LEFT t ON s.a = t.a",
    "SELECT * FROM s JOIN t ON s.a = JOIN u",
    "SELECT * FROM s (SELECT * FROM t)",
    "SELECT * FROM f(1, WITH a AS (SELECT * FROM t) SELECT * FROM a)",
    "SELECT * FROM f(x => 1, y => SELECT * FROM t)",
    "SELECT a, FROM t",
    "SELECT a db.t WHERE a > 1",  # FROM
    "SELECT * db.t",
    "SELECT * FORM t",
    "INSERT INTO s SELECT a, b FORM t",
    "SELECT COUNT(*) FORM t",
    "SELECT a, c[1] FORM t",
    "SELECT a FORM t UNION ALL SELECT b FROM u",
    "SELECT 1 EXCEPT SELECT a FORM t ORDER BY a",
    "SELECT a FORM t LIMIT 3",
    "SELECT a AS b FORM t",
    "SELECT /*+ REPARTITION(3) */ * FORM t",
    "SELECT * FROM s LEFT OUTER JION t",
    "SELECT * FROM TABLE(TUMBLE(TABEL t, DESCRIPTOR(a), INTERVAL '1' DAY))",
    "SELECT * FROM TABLE(HOP(DATA => TBLE t, TIMECOL => DESCRIPTOR(a)))",
    "SELECT 1 FORM t",
    "SELECT 'a' FORM t",
    "SELECT CASE WHEN TRUE THEN 1 END FORM t",
    "SELECT INTERVAL '1' DAY FORM t",
    "SELECT * FROM tWHERE a > 1",
    "SELECT * FROM tWHERE 1 = a",
    "SELECT * FROM tWHERE 'x' = a",
    "SELECT * FROM tORDER BY a",
    "SELECT * FROM t. WHERE a > 1",
    "SELECT * FROM s JOIN tON a = b",
    "UPDATE t. SET a = 1",
    "SELECT t. FROM t",  # the column
    "SELECT a, t. /* which? */ FROM t",
    "SELECT t.FROM t",
    "SELECT t.FROM t UNION ALL SELECT b FROM u",
    "INSERT INTO db. SELECT a FROM t",
    "CALL p(SELECT a FORM t)",
    "CALL p(a FROM t)",
    "CALL p",
    "CALL p(x) y",
    "SELECT * t /*+ OPTIONS('a' = 'b') */",
    "SELECT DISTINCT FROM t",
    "SELECT a FROM t WHERE EXISTS (* FROM u)",  # SELECT
    "SELECT COUNT(a FROM t)",
    "SELECT a FROM s x.y",
    "SELECT a FROM s x AS y",
    "SELECT * FROM f(TABLE s t)",
    "ALTER TABLE s t RENAME TO u",
    "ALTER TABLE s RENAME",
]
IT_BREAKS_OFF = [
    "SELECT",
    "SELECT a,",
    "INSERT INTO s SELECT a, COUNT",
    "SELECT a FROM t WHERE",
    "SELECT a FROM t GROUP BY",
    "SELECT SUM(a) OVER",
    "EXECUTE STATEMENT SET BEGIN",
    "EXPLAIN STATEMENT SET BEGIN",
    "STATEMENT SET BEGIN",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO s SELECT * FROM t",
]

WHAT_ONLY_LOOKS_SO = [
    "SELECT INTERVAL '5' MINUTES a",
    "SELECT 1 AS `db.t`, 2 `a.b`, 'x' a, end_of_a b, a RLIKE b c",
    "SELECT a AS b, 1 AS c UNION ALL SELECT d e, 2 f ORDER BY b LIMIT 1",
]


@pytest.mark.parametrize("sql", WHAT_ONLY_LOOKS_SO)
def test_a_query_without_a_table_is_none_that_lacks_from(sql: str) -> None:
    assert scan(sql).diagnostics == ()


@pytest.mark.parametrize("sql", [*A_SEMICOLON_IS_MISSING, *A_WORD_IS_MISSING, *IT_BREAKS_OFF])
def test_what_flink_refuses_is_an_error(sql: str) -> None:
    result = scan(sql)
    assert [found for found in result.diagnostics if found.is_error and found.place]
    assert result.statements == ()
    assert [each.kind for each in result.unread] == [StatementKind.UNKNOWN]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a.b * c.d, -e.f, CASE g.h WHEN i.j THEN k.l END m",
        "SELECT TRIM(BOTH 'x' FROM a), EXTRACT(DAY FROM b) FROM t",
        "SELECT a IS DISTINCT FROM b FROM t",
        "SELECT * FROM t AS x (a, b) LEFT JOIN u AS y (c) ON a = c",
        "SELECT * FROM t CROSS JOIN u ON a = b",
        "SELECT LEFT(a, 1), RIGHT(b, 2) FROM t LEFT JOIN u ON LEFT(a, 1) = RIGHT(b, 2)",
        "ALTER TABLE t DROP a",
        "BEGIN STATEMENT SET",
        "END",
        "MERGE INTO t USING u ON a = b WHEN MATCHED THEN UPDATE SET c = 1, d = 2 "
        "WHEN NOT MATCHED THEN INSERT (c, d) VALUES (1, 2)",
    ],
)
def test_what_only_looks_alike_is_none(sql: str) -> None:
    assert scan(sql).diagnostics == ()
