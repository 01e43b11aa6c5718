"""The columns of a query against those of its table; what Flink 2.3 says of each is noted."""

from __future__ import annotations

import pytest
from tests.unit.checks.conftest import Check, findings
from tests.unit.checks.tables import append, upsert

TWO = append("id BIGINT, k STRING")

FITTING = [
    "INSERT INTO t SELECT id, k FROM src",
    "INSERT INTO t (k, id) SELECT k, id FROM src",
    "INSERT INTO t (id) SELECT id FROM src",
    "INSERT INTO t SELECT * FROM (SELECT id, k FROM src)",
    "INSERT INTO t SELECT x.* FROM (SELECT id, k FROM src) AS x",
    "INSERT INTO t WITH x (a, b) AS (SELECT id, k FROM src) SELECT * FROM x",
    "INSERT INTO t SELECT id, k FROM src UNION ALL SELECT id, k FROM plain",
    "INSERT INTO t (SELECT id, k FROM src)",
    "INSERT INTO t SELECT s.id, u.k FROM src AS s CROSS JOIN UNNEST(ARRAY['a']) AS u (k)",
    "INSERT INTO t SELECT id, CASE WHEN k = 'a' THEN 'b' ELSE k END FROM src",
    "INSERT INTO t SELECT id, TRIM(BOTH ' ' FROM k) FROM src WHERE k IS DISTINCT FROM 'a'",
    "INSERT INTO t SELECT id, k FROM unknown_table_function_of(src)",
]
TOO_FEW_OR_MANY = [
    "INSERT INTO t SELECT id FROM src",
    "INSERT INTO t SELECT id, k, amount FROM src",
    "INSERT INTO t (id, k) SELECT id FROM src",
    "INSERT INTO t SELECT * FROM (SELECT id FROM src)",
    "INSERT INTO t WITH x AS (SELECT id, k, ts FROM src) SELECT * FROM x",
    "INSERT INTO t SELECT id FROM src UNION ALL SELECT id FROM plain",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT id FROM src; END",
    "INSERT INTO t SELECT ROW(id, k) FROM src",
]


@pytest.mark.parametrize("sql", FITTING)
def test_a_query_that_fits_gets_no_finding(check: Check, sql: str) -> None:
    assert [code for code in check(TWO + sql) if code.startswith("TEAL-22")] == []


@pytest.mark.parametrize("sql", TOO_FEW_OR_MANY)
def test_too_few_or_too_many_columns(check: Check, sql: str) -> None:
    assert "TEAL-221" in check(TWO + sql)


def test_a_star_counts_computed_columns_of_what_it_reads(check: Check) -> None:
    five = append("id BIGINT, k STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3), pt TIMESTAMP(3)")
    assert check(f"{five} INSERT INTO t SELECT * FROM src") == ["TEAL-224"]


def test_computed_and_virtual_columns_are_not_written(check: Check) -> None:
    table = append(
        "id BIGINT, big AS id * 2, o BIGINT METADATA FROM 'offset' VIRTUAL, k STRING, "
        "at_ TIMESTAMP_LTZ(3) METADATA FROM 'timestamp'"
    )
    assert check(f"{table} INSERT INTO t SELECT id, k, ts FROM src") == []
    assert check(f"{table} INSERT INTO t SELECT id, k FROM src") == ["TEAL-221"]


def test_a_fixed_partition_is_no_column_of_the_query(check: Check) -> None:
    table = "CREATE TABLE t (id BIGINT, k STRING) PARTITIONED BY (k);"
    found = check(f"{table} INSERT INTO t PARTITION (k = 'a') SELECT id FROM src")
    assert "TEAL-221" not in found


def test_a_window_adds_three_columns_to_a_star(check: Check) -> None:
    query = "SELECT * FROM TABLE(TUMBLE(TABLE plain2, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"
    view = "CREATE VIEW plain2 AS SELECT id, ts FROM src;"
    five = append("a BIGINT, b TIMESTAMP(3), c TIMESTAMP(3), d TIMESTAMP(3), e TIMESTAMP(3)")
    assert "TEAL-221" not in check(f"{view}{five} INSERT INTO t {query}")
    assert "TEAL-221" in check(f"{view}{TWO} INSERT INTO t {query}")


def test_what_cannot_be_counted_is_not_counted(check: Check) -> None:
    for query in (
        "SELECT * FROM src JOIN plain USING (id)",
        "SELECT * FROM src NATURAL JOIN plain",
        "SELECT * FROM LATERAL TABLE(f(1))",
        "SELECT * FROM src MATCH_RECOGNIZE (ORDER BY ts MEASURES A.k AS k PATTERN (A) "
        "DEFINE A AS A.id > 0)",
    ):
        assert "TEAL-221" not in check(f"{TWO} INSERT INTO t {query}")


def test_a_view_that_reads_what_nobody_knows_has_unknown_columns(check: Check) -> None:
    found = check(f"CREATE VIEW v AS SELECT * FROM nowhere;{TWO}INSERT INTO t SELECT * FROM v")
    assert "TEAL-221" not in found


def test_views_that_feed_each_other_are_no_endless_walk(check: Check) -> None:
    circle = "CREATE VIEW v AS SELECT * FROM w; CREATE VIEW w AS SELECT * FROM v;"
    assert "TEAL-203" in check(circle)


def test_the_list_of_a_view_is_counted(check: Check) -> None:
    assert check("CREATE VIEW v (a, b, c) AS SELECT id, k FROM src") == ["TEAL-221"]
    assert check("CREATE VIEW v (a, b) AS SELECT id, k FROM src") == []


def test_the_message_shows_both_sides() -> None:
    (found,) = findings(f"{TWO}INSERT INTO t\nSELECT id, UPPER(k), amount FROM src")
    assert str(found) == (
        "a.sql:2:13: error [TEAL-221]: the query gives 3 columns (id, …, amount), but `t` takes 2 "
        "(id, k). Flink fills columns by position: give the query or the definition what it lacks."
    )


def test_columns_that_change_places(check: Check) -> None:
    table = append("a BIGINT, b BIGINT")
    swapped = "INSERT INTO t SELECT id AS b, id AS a FROM src"
    (found,) = findings(f"{table}{swapped}")
    assert found.code == "TEAL-222"
    assert found.message == "`b` of the query goes into `a` of `t`, and 1 more."
    assert found.place is not None
    assert (found.place.line, found.place.column) == (2, 22)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id AS a, id AS b FROM src",
        "SELECT id, id FROM src",  # no names of the table's
        "SELECT id AS a, id AS a FROM src",  # `a` gets an `a`
        "SELECT id + 1, id AS a2 FROM src",
    ],
)
def test_names_that_merely_differ_are_no_finding(check: Check, query: str) -> None:
    assert check(f"{append('a BIGINT, b BIGINT')}INSERT INTO t {query}") == []


def test_a_listed_column_that_is_none_or_twice_or_left_out(check: Check) -> None:
    keyed = upsert("id BIGINT NOT NULL, k STRING NOT NULL, v STRING", "id")
    grouped = "SELECT id, MAX(k) FROM src GROUP BY id"
    assert check(f"{keyed}INSERT INTO t (id, k) {grouped}") == []
    assert check(f"{keyed}INSERT INTO t (id, K) {grouped}") == ["TEAL-223", "TEAL-223"]
    assert check(f"{keyed}INSERT INTO t (id, id) {grouped}")[:2] == ["TEAL-223", "TEAL-223"]
    assert check(f"{keyed}INSERT INTO t (id, v) {grouped}") == ["TEAL-223"]


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ("SELECT * FROM src", True),
        ("SELECT s.* FROM src AS s", True),
        ("WITH x AS (SELECT * FROM src) SELECT * FROM x", True),
        ("SELECT id FROM src UNION ALL SELECT * FROM (SELECT * FROM plain)", True),
        ("SELECT id, k FROM (SELECT *, 1 AS one_ FROM src)", False),
        ("WITH x AS (SELECT id, k FROM src) SELECT * FROM x", False),
        ("SELECT COUNT(*) FROM src", False),
        ("SELECT id * 2 FROM src", False),
        ("SELECT id FROM src WHERE EXISTS (SELECT * FROM plain)", False),
    ],
)
def test_a_star_counts_only_where_it_passes_columns_on(
    check: Check, query: str, is_open: bool
) -> None:
    assert ("TEAL-224" in check(f"CREATE VIEW v AS {query}")) is is_open


def test_deep_nesting_ends_in_not_knowing(check: Check) -> None:
    for depth in (30, 500):
        query = "SELECT * FROM (" * depth + "SELECT id FROM src" + ")" * depth
        assert "TEAL-221" in check(f"{TWO}INSERT INTO t {query}") or depth == 500


def test_common_tables_that_double_each_other_are_quick(check: Check) -> None:
    chain = "x0 AS (SELECT id FROM src UNION ALL SELECT id FROM plain)"
    for n in range(1, 40):
        chain += f", x{n} AS (SELECT * FROM x{n - 1} UNION ALL SELECT NOW(), * FROM x{n - 1})"
    assert check(f"{append('id BIGINT')}INSERT INTO t WITH {chain} SELECT * FROM x39") == [
        "TEAL-262"
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t WITH x (SELECT id FROM src) SELECT * FROM x",
        "INSERT INTO t SELECT , FROM src",
        "CREATE VIEW v (a, b) COMMENT 'x' AS (((SELECT id, k FROM src)))",
        "INSERT INTO t SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS x (a, b) JOIN src ON TRUE",
        "INSERT INTO t TABLE src",
    ],
)
def test_odd_text_is_no_fault_of_ours(check: Check, sql: str) -> None:
    assert "TEAL-222" not in check(TWO + sql)


def test_of_a_table_that_is_defined_in_two_ways_no_column_is_known(check: Check) -> None:
    two = f"{append('id BIGINT')}CREATE TABLE t (id BIGINT, k STRING);"
    assert check(f"{two}INSERT INTO t SELECT id, k FROM plain") == ["TEAL-205"]
