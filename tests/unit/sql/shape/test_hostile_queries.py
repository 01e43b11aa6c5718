"""Small edits of queries: a template with a hole, and what stands in it before and behind. Those of
the first list mean something else, however little they look like it; those of the second do not."""

import pytest
from tests.unit.sql.shape.reading_shapes import meaning, shaped, unshaped

SELECT = "SELECT {} AS x FROM orders"
WHERE = "SELECT id FROM orders WHERE {}"
WINDOW = "SELECT COUNT(*) AS n FROM TABLE({}) GROUP BY window_start, window_end"
RANKED = (
    "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY {}) AS n FROM orders) WHERE n <= 2"
)
OVER = "SELECT SUM(amount) OVER (PARTITION BY status ORDER BY ts {}) AS x FROM orders"
TEMPORAL = (
    "SELECT o.id, c.name FROM orders o {} JOIN customers FOR SYSTEM_TIME AS OF o.ts AS c "
    "ON c.id = {}"
)
PATTERN = (
    "SELECT x FROM orders MATCH_RECOGNIZE (PARTITION BY status ORDER BY ts MEASURES A.id AS x "
    "ONE ROW PER MATCH AFTER MATCH SKIP {} DEFINE A AS A.amount > 1, B AS B.amount > 2) AS m"
)
UNNEST = "SELECT id, x FROM orders {}"
GROUPED = "SELECT {} AS x FROM orders GROUP BY status"
JOINED = "SELECT o.id, c.name FROM {}"

OTHERS = [
    (WINDOW, "TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '{}' HOUR)", "1", "2"),
    (WINDOW, "TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' {})", "HOUR", "MINUTE"),
    (
        WINDOW,
        "TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' HOUR{})",
        "",
        ", INTERVAL '5' MINUTE",
    ),
    (
        WINDOW,
        "HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL {} HOUR)",
        "'1' HOUR, INTERVAL '2'",
        "'2' HOUR, INTERVAL '1'",
    ),
    (
        WINDOW,
        "CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '{}' MINUTE, INTERVAL '1' HOUR)",
        "1",
        "2",
    ),
    (
        WINDOW,
        "SESSION(TABLE orders {}, DESCRIPTOR(ts), INTERVAL '1' HOUR)",
        "PARTITION BY id",
        "PARTITION BY status",
    ),
    (RANKED, "{}", "id ORDER BY ts", "id ORDER BY ts DESC"),
    (RANKED, "{}", "id ORDER BY ts DESC", "id ORDER BY ts DESC NULLS FIRST"),
    (RANKED, "{}", "id ORDER BY ts, amount", "id ORDER BY amount, ts"),
    (RANKED, "{}", "id ORDER BY ts", "status ORDER BY ts"),
    (
        OVER,
        "{}",
        "ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
        "ROWS BETWEEN 3 PRECEDING AND CURRENT ROW",
    ),
    (OVER, "{}", "", "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"),
    (PATTERN, "{}", "PAST LAST ROW PATTERN (A B)", "TO NEXT ROW PATTERN (A B)"),
    (PATTERN, "PAST LAST ROW PATTERN ({})", "A B", "B A"),
    (PATTERN, "PAST LAST ROW PATTERN ({})", "A | B", "B | A"),
    (PATTERN, "PAST LAST ROW PATTERN ({})", "A B+", "A B+?"),
    (PATTERN, "PAST LAST ROW PATTERN (A B) {}", "", "WITHIN INTERVAL '1' HOUR"),
    (UNNEST, "{} ", "CROSS JOIN UNNEST(tags) AS t(x)", "LEFT JOIN UNNEST(tags) AS t(x) ON TRUE"),
    (UNNEST, "CROSS JOIN UNNEST(tags) WITH ORDINALITY AS t({})", "x, y", "y, x"),
    (UNNEST, ", LATERAL TABLE(split({})) AS t(x)", "status, ','", "status, ';'"),
    (UNNEST, ", LATERAL TABLE(split(status)) AS t({})", "x, y", "y, x"),
    (GROUPED, "{}", "COUNT(*)", "COUNT(amount)"),
    (GROUPED, "{}", "COUNT(*)", "COUNT(NULL)"),
    (GROUPED, "COUNT(*) FILTER (WHERE amount > {})", "1", "2"),
    (GROUPED, "SUM({}amount)", "", "DISTINCT "),
    (GROUPED, "LISTAGG(tags{})", "", ", ';'"),
    (
        "SELECT COUNT(*) AS x FROM orders GROUP BY {}",
        "{}",
        "ROLLUP(status, id)",
        "ROLLUP(id, status)",
    ),
    (
        "SELECT COUNT(*) AS x FROM orders GROUP BY {}",
        "{}",
        "status",
        "GROUPING SETS ((status), ())",
    ),
    (SELECT, "{}CAST(status AS INT)", "", "TRY_"),
    (SELECT, "{}", "CAST(status AS CHAR(3))", "CAST(status AS CHAR(4))"),
    (SELECT, "{}", "CAST(status AS FLOAT)", "CAST(status AS DOUBLE)"),
    (SELECT, "{}", "amount * 1.0", "amount * 1.00"),
    (SELECT, "{}", "amount * 2.0", "amount * 2E0"),
    (SELECT, "{}", "amount - -1", "amount - 1"),
    (SELECT, "{}", "amount -1", "amount --1\n"),
    (SELECT, "{}", "-amount * id", "-(amount * id)"),
    (SELECT, "{}", "amount / id / 2", "amount / (id / 2)"),
    (SELECT, "{}", "`status`", "'status'"),
    (SELECT, "{}", "'a b'", "'a  b'"),
    (SELECT, "{}", "COALESCE(status, 'a')", "COALESCE('a', status)"),
    (SELECT, "{}", "NULLIF(id, amount)", "NULLIF(amount, id)"),
    (
        SELECT,
        "CASE {} END",
        "WHEN id > 1 THEN 1 WHEN id > 0 THEN 2",
        "WHEN id > 0 THEN 2 WHEN id > 1 THEN 1",
    ),
    (SELECT, "CASE {} THEN 1 ELSE 2 END", "status WHEN NULL", "WHEN status IS NULL"),
    (SELECT, "JSON_VALUE(status, '$.a' {})", "NULL ON ERROR", "ERROR ON ERROR"),
    (SELECT, "JSON_VALUE(status, '{} $.a')", "lax", "strict"),
    (SELECT, "TRIM({} 'a' FROM status)", "LEADING", "TRAILING"),
    (SELECT, "EXTRACT({} FROM ts)", "DAY", "HOUR"),
    (SELECT, "FLOOR(ts TO {})", "DAY", "HOUR"),
    (SELECT, "ts + INTERVAL {}", "'1' DAY", "'1' HOUR"),
    (SELECT, "tags[{}]", "1", "2"),
    (SELECT, "MAP['a', {}]['a']", "id, 'b', amount", "amount, 'b', id"),
    (SELECT, "LAG(amount{}) OVER (PARTITION BY id ORDER BY ts)", ", 1", ", 2"),
    (SELECT, "LAG(amount{}) OVER (PARTITION BY id ORDER BY ts)", "", ", 0"),
    (SELECT, "LAG(amount, 1{}) OVER (PARTITION BY id ORDER BY ts)", "", ", 7"),
    (SELECT, "LAG(status, 1, '{}') OVER (PARTITION BY id ORDER BY ts)", "a", "b"),
    (SELECT, "(SELECT {}(name) FROM customers)", "MIN", "MAX"),
    (
        WHERE,
        "{}",
        "status NOT IN (SELECT name FROM customers)",
        "NOT EXISTS (SELECT 1 FROM customers c WHERE c.name = status)",
    ),
    (WHERE, "EXISTS (SELECT {} FROM customers c WHERE c.id = orders.id)", "1", "COUNT(*)"),
    (WHERE, "amount = {} (SELECT id FROM customers)", "ALL", "ANY"),
    (WHERE, "{}", "amount <> id", "amount IS DISTINCT FROM id"),
    (WHERE, "{}", "NOT amount > 1", "(amount > 1) IS NOT TRUE"),
    (WHERE, "{}", "NOT amount > 1 AND id > 1", "NOT (amount > 1 AND id > 1)"),
    (WHERE, "amount BETWEEN {} 3 AND 1", "", "SYMMETRIC"),
    (WHERE, "status LIKE 'a!_%' {}", "", "ESCAPE '!'"),
    (WHERE, "status IS JSON {}", "OBJECT", "ARRAY"),
    (WHERE, "(amount, id) = {}", "(1, 2)", "(2, 1)"),
    (WHERE, "{}", "RAND() < 0.5 OR id = 1", "RAND() < 0.5 OR id = 2"),
    ("SELECT id FROM orders {}", "{}", "ORDER BY ts LIMIT 3", "ORDER BY ts LIMIT 4"),
    ("SELECT id FROM orders {}", "{}", "ORDER BY ts LIMIT 3", "ORDER BY ts LIMIT 3 OFFSET 1"),
    ("SELECT id, amount FROM orders ORDER BY {} LIMIT 3", "{}", "1", "2"),
    ("SELECT id FROM orders {} SELECT id FROM customers", "{}", "EXCEPT", "EXCEPT ALL"),
    ("SELECT id FROM orders {} ALL SELECT id FROM customers", "{}", "INTERSECT", "UNION"),
    (JOINED, "orders o LEFT JOIN customers c ON o.customer = c.id {} o.id > 1", "AND", "WHERE"),
    (
        JOINED,
        "{} JOIN customers c ON o.customer = c.id",
        "(SELECT * FROM orders WHERE id > 1) o LEFT",
        "orders o LEFT",
    ),
    (JOINED, "orders o {} JOIN customers c ON o.customer = c.id", "LEFT", "FULL"),
    (
        JOINED,
        "orders o JOIN customers c ON o.id = c.id AND c.ts <= o.ts + INTERVAL '{}' HOUR",
        "1",
        "2",
    ),
    ("SELECT {} AS x FROM orders a JOIN orders b ON a.id = b.customer", "{}", "a.id", "b.id"),
    ("WITH orders AS (SELECT id FROM {}) SELECT id FROM orders", "{}", "orders", "customers"),
]

ALIKE = [
    (RANKED, "id ORDER BY {}", "ts", "ts ASC"),
    (RANKED, "id ORDER BY amount {}", "DESC", "DESC NULLS LAST"),
    (RANKED, "{} ORDER BY ts", "id, status", "status, id"),
    (SELECT, "CASE WHEN id > 1 THEN 1 {} END", "", "ELSE NULL"),
    (SELECT, "{}", "amount * -1", "amount * (-1)"),
    (SELECT, "{}", "amount * 1e3", "amount * 1E3"),
    (WHERE, "status IN ({})", "'a', 'b'", "'b', 'a'"),
    (WHERE, "{}", "NOT status LIKE 'a%'", "status NOT LIKE 'a%'"),
    (WHERE, "{}", "NOT (id IN (1, 2))", "id NOT IN (1, 2)"),
    (WHERE, "id > 1 {}", "", "AND TRUE"),
    ("SELECT id FROM orders ORDER BY ts {}", "{}", "LIMIT 3", "FETCH FIRST 3 ROWS ONLY"),
    (
        "SELECT id FROM {}",
        "{}",
        "(SELECT id FROM orders UNION ALL SELECT id FROM customers)",
        "(SELECT id FROM customers UNION ALL SELECT id FROM orders)",
    ),
    (JOINED, "orders o {}", "CROSS JOIN customers c", "JOIN customers c ON TRUE"),
    (
        JOINED,
        "{}",
        "orders o JOIN customers c ON o.id = c.id AND o.id > 1",
        "orders o JOIN customers c ON o.id = c.id WHERE o.id > 1",
    ),
    (TEMPORAL.replace("= {}", "= o.customer"), "{}", "INNER", ""),
    (
        "WITH {} SELECT a FROM x",
        "{}",
        "x (a, b) AS (SELECT id, amount FROM orders)",
        "x (b, a) AS (SELECT amount, id FROM orders)",
    ),
]


def _both(case: tuple[str, str, str, str]) -> list[tuple[object, ...]]:
    template, within, *sides = case
    hole = "{}"
    return [meaning(template.replace(hole, within.replace(hole, side))) for side in sides]


@pytest.mark.parametrize("case", OTHERS, ids=" | ".join)
def test_these_mean_something_else(case: tuple[str, str, str, str]) -> None:
    before, after = _both(case)
    assert before != after


@pytest.mark.parametrize("case", ALIKE, ids=" | ".join)
def test_these_mean_the_same(case: tuple[str, str, str, str]) -> None:
    before, after = _both(case)
    assert before == after


@pytest.mark.parametrize(
    "after", [("LEFT", "o.customer"), ("", "o.amount"), ("", "o.customer AND c.region = 'N'")]
)
def test_another_temporal_join_means_something_else(after: tuple[str, str]) -> None:
    assert meaning(TEMPORAL.format("", "o.customer")) != meaning(TEMPORAL.format(*after))


MATCH = (
    "SELECT x FROM orders MATCH_RECOGNIZE (PARTITION BY status ORDER BY ts MEASURES A.id AS x "
    "ONE ROW PER MATCH PATTERN (A B) WITHIN INTERVAL '1' HOUR DEFINE A AS A.{} > 1 AND B.id > 'a')"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [("MEASURES", "measures"), (" AS ", " as "), ("HOUR", "hour"), ("A.id", "A.`id`")],
)
def test_keywords_and_needless_quotes_mean_nothing_in_a_pattern(before: str, after: str) -> None:
    query = MATCH.format("amount")
    assert meaning(query) == meaning(query.replace(before, after))


@pytest.mark.parametrize(
    ("before", "after"), [("amount", "discount"), ("'a'", "'A'"), ("A.id", "a.id")]
)
def test_names_and_literals_of_a_pattern_keep_their_case(before: str, after: str) -> None:
    query = MATCH.format("amount")
    assert meaning(query) != meaning(query.replace(before, after))


def test_a_temporal_join_that_breaks_off_is_not_read_and_breaks_nothing() -> None:
    why = unshaped("SELECT o.id FROM orders o JOIN customers FOR SYSTEM_TIME AS OF").why
    assert why == "FOR SYSTEM_TIME AS OF lacks a time"


def test_a_pattern_that_breaks_off_breaks_nothing() -> None:
    query = "SELECT x FROM orders MATCH_RECOGNIZE (ORDER BY ts MEASURES A.id AS)"
    assert shaped(query).history == {"MATCH_RECOGNIZE"}
