"""Keys against what a query tells its rows apart by; each answer was Flink 2.3's own."""

from __future__ import annotations

import pytest
from tests.unit.checks.conftest import Check, findings
from tests.unit.checks.tables import append, upsert

BOTH = "id BIGINT NOT NULL, k STRING NOT NULL"
RANKED = "SELECT *, ROW_NUMBER() OVER (PARTITION BY {by} ORDER BY ts DESC) AS n FROM src"
WINDOW = "TABLE(TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"

KEPT_BY_ID = [
    "SELECT id, MAX(k) FROM src GROUP BY id",
    "SELECT id, k FROM dim",
    "SELECT id, k FROM pair WHERE k = 'a'",
    f"SELECT id, k FROM ({RANKED.format(by='id')}) WHERE n = 1",
    f"WITH r AS ({RANKED.format(by='id')}) SELECT r.id, r.k FROM r WHERE r.n = 1 AND k <> ''",
    f"SELECT id, k FROM ({RANKED.format(by='id')}) WHERE n <= 1",
    "WITH g AS (SELECT id, MAX(k) AS k FROM src GROUP BY id) SELECT id, k FROM g WHERE k <> ''",
    "SELECT s.id, d.k FROM src AS s JOIN dim AS d ON d.id = s.id",  # not seen
    "SELECT CAST(id AS BIGINT), k FROM pair WHERE k = 'a'",
    "SELECT COALESCE(id, 0), MAX(k) FROM src GROUP BY id",
    "SELECT id + LENGTH(k), MAX(k) FROM src GROUP BY id, k",  # hidden in an expression
    "SELECT n, k FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY c DESC) AS n FROM "
    "(SELECT k, COUNT(*) AS c FROM src GROUP BY k)) WHERE n <= 5",  # the first five, by number
]
COARSER = [
    "SELECT id, k FROM src GROUP BY id, k",
    "SELECT id, CAST(MAX(amount) AS STRING) FROM src GROUP BY id, k",
    "SELECT DISTINCT id, k FROM src",
    "SELECT id, k FROM pair",
    f"SELECT id, k FROM ({RANKED.format(by='id, k')}) WHERE n = 1",
    "WITH g AS (SELECT id, k FROM src GROUP BY id, k) SELECT * FROM g",
]
NO_KEY = [
    "SELECT id, k FROM src",
    "SELECT id, k FROM src WHERE k = 'a'",
    "SELECT id, k FROM dim UNION ALL SELECT id, k FROM dim",
    "SELECT id, k FROM (SELECT id, k FROM plain)",
    "WITH u AS (SELECT id, k FROM dim UNION ALL SELECT id, k FROM dim) SELECT * FROM u",
]


@pytest.mark.parametrize("query", KEPT_BY_ID)
def test_a_key_that_the_query_has(check: Check, query: str) -> None:
    assert check(f"{upsert(BOTH, 'id')}INSERT INTO t {query}") == []


@pytest.mark.parametrize("query", COARSER)
def test_a_key_that_holds_several_rows_of_the_query(check: Check, query: str) -> None:
    assert check(f"{upsert(BOTH, 'id')}INSERT INTO t {query}") == ["TEAL-232"]


@pytest.mark.parametrize("query", NO_KEY)
def test_rows_without_a_key(check: Check, query: str) -> None:
    assert check(f"{upsert(BOTH, 'id')}INSERT INTO t {query}") == ["TEAL-233"]


@pytest.mark.parametrize("query", [*COARSER, *NO_KEY])
def test_on_conflict_says_that_it_is_meant(check: Check, query: str) -> None:
    found = check(f"{upsert(BOTH, 'id')}INSERT INTO t {query} ON CONFLICT DO DEDUPLICATE")
    assert found == []


def test_a_session_may_do_without_on_conflict(check: Check) -> None:
    sql = f"{upsert(BOTH, 'id')}INSERT INTO t SELECT id, k FROM src"
    assert check(sql, table__exec__sink__require_on_conflict="x") == ["TEAL-233"]
    assert check(sql, **{"table.exec.sink.require-on-conflict": "false"}) == []


def test_a_key_may_be_finer_than_the_query(check: Check) -> None:
    query = "SELECT id, 'fixed' FROM dim"
    assert check(f"{upsert(BOTH, 'id, k')}INSERT INTO t {query}") == []


def test_the_start_of_a_window_says_its_end(check: Check) -> None:
    table = upsert("k STRING NOT NULL, s TIMESTAMP(3) NOT NULL, c BIGINT", "k, s")
    grouped = "GROUP BY k, window_start, window_end"
    query = f"SELECT k, window_start, COUNT(*) FROM {WINDOW} {grouped}"
    assert check(f"{table}INSERT INTO t {query}") == []
    coarser = upsert("k STRING, s TIMESTAMP(3) NOT NULL, c BIGINT", "s")
    assert check(f"{coarser}INSERT INTO t {query}") == ["TEAL-232"]


def test_the_message_names_what_the_key_lacks() -> None:
    sql = f"{upsert(BOTH, 'id')}INSERT INTO t\nSELECT id, k FROM src GROUP BY id, k"
    (found,) = findings(sql)
    assert found.message == (
        "the query tells its rows apart by `k` too, which is not in the key (id) of `t`: rows that "
        "differ in nothing else would overwrite each other."
    )


def test_an_aggregate_is_no_key(check: Check) -> None:
    table = upsert("c BIGINT NOT NULL, id BIGINT NOT NULL", "c, id")
    assert check(f"{table}INSERT INTO t SELECT COUNT(*), id FROM src GROUP BY id") == ["TEAL-232"]
    over = "COUNT(*) OVER (PARTITION BY id ORDER BY ts)"
    assert check(f"{table}INSERT INTO t SELECT {over}, id FROM dim") == []


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        ("SELECT k, COUNT(*) FROM src GROUP BY k", True),
        ("SELECT MAX(k), COUNT(*) FROM src", True),
        ("SELECT k, 1 FROM src GROUP BY k", True),
        ("SELECT DISTINCT k, 1 FROM src", True),
        ("SELECT k, id FROM dim", True),
        ("SELECT s.k, d.id FROM src AS s JOIN dim AS d ON d.id = s.id", True),
        ("SELECT k, id FROM (SELECT k, MAX(id) AS id FROM src GROUP BY k)", True),
        ("SELECT k, id FROM src UNION ALL SELECT k, id FROM dim", True),
        ("SELECT k, id FROM src", False),
        ("SELECT k, COUNT(*) OVER (PARTITION BY k ORDER BY ts) FROM src", False),
        (f"SELECT k, COUNT(*) FROM {WINDOW} GROUP BY k, window_start, window_end", False),
        ("SELECT k, COUNT(*) FROM src GROUP BY k, TUMBLE(ts, INTERVAL '1' MINUTE)", False),
        ("SELECT k, CARDINALITY(ARRAY[id]) FROM src", False),
    ],
)
def test_updates_need_a_key_to_change_by(check: Check, query: str, changes: bool) -> None:
    found = check(f"{append('k STRING, c BIGINT')}INSERT INTO t {query}")
    assert found == (["TEAL-231"] if changes else [])


def test_a_batch_gives_each_row_once(check: Check) -> None:
    sql = f"{append('k STRING, c BIGINT')}INSERT INTO t SELECT k, COUNT(*) FROM src GROUP BY k"
    assert check(sql, **{"execution.runtime-mode": "BATCH"}) == []
