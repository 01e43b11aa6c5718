"""Chance, clocks and event time."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.checks.conftest import ENVIRONMENT, Check, findings
from tests.unit.checks.tables import append, upsert

from teal.model.environment import ValidationSettings

PAIR = append("id BIGINT, v STRING")
KEYED = upsert("id STRING NOT NULL, k STRING", "id")


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("SELECT id, UUID() FROM src", ["TEAL-262"]),
        ("SELECT id, CAST(RAND() AS STRING) FROM src", ["TEAL-262"]),
        ("SELECT id, DATE_FORMAT(LOCALTIMESTAMP, 'y') FROM src", ["TEAL-262"]),
        ("SELECT id, v FROM (SELECT id, UUID() AS v FROM src)", ["TEAL-262"]),
        ("WITH x AS (SELECT id, UUID() AS v FROM src) SELECT * FROM x", ["TEAL-262"]),
        ("SELECT id, k FROM src UNION ALL SELECT id, UUID() FROM src", ["TEAL-262"]),
        ("SELECT id, k FROM (SELECT id, k, UUID() AS v FROM src)", []),
        ("SELECT id, uuid FROM (SELECT id, k AS uuid FROM src)", []),
        ("SELECT UNIX_TIMESTAMP('2030-01-01 00:00:00'), k FROM src", []),
        ("SELECT id, 'NOW()' FROM src", []),
        ("SELECT id, k FROM src WHERE ts < NOW()", ["TEAL-263"]),
        ("SELECT id, k FROM (SELECT * FROM src WHERE RAND() < 0.1)", ["TEAL-263"]),
    ],
)
def test_what_hangs_on_chance_and_clock(check: Check, query: str, codes: list[str]) -> None:
    assert check(f"{PAIR}INSERT INTO t {query}") == codes


def test_a_key_of_chance_is_told_apart(check: Check) -> None:
    found = check(f"{KEYED}INSERT INTO t SELECT UUID(), k FROM src ON CONFLICT DO NOTHING")
    assert found == ["TEAL-261"]


def test_a_column_that_is_not_compared_may_hang_on_the_clock() -> None:
    sql = f"{PAIR}INSERT INTO t SELECT id, UUID() FROM src"
    settings = ValidationSettings(ignore={"t": ("v",)})
    assert findings(sql, replace(ENVIRONMENT, validation=settings)) == ()


WINDOW = "SELECT COUNT(*) FROM TABLE({}) GROUP BY window_start, window_end"
EVENT_TIME = [
    WINDOW.format("TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '1' MINUTE)"),
    WINDOW.format("TUMBLE(DATA => TABLE src, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '1' DAY)"),
    "SELECT COUNT(*) FROM src GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)",
    "SELECT MAX(id) OVER (PARTITION BY k ORDER BY ts) FROM src",
    "SELECT ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) FROM plain",  # ranking by any column
    "SELECT id FROM src MATCH_RECOGNIZE (PARTITION BY id ORDER BY ts MEASURES A.k AS k "
    "PATTERN (A) DEFINE A AS A.id > 0)",
    WINDOW.format("TUMBLE(TABLE src, DESCRIPTOR(`$rowtime`), INTERVAL '1' MINUTE)"),  # unknown here
    "WITH x AS (SELECT MAX(ts) AS ts FROM plain) "
    + WINDOW.format("TUMBLE(TABLE x, DESCRIPTOR(ts), INTERVAL '1' MINUTE)"),  # not followed
]
NO_WATERMARK = [
    WINDOW.format("TUMBLE(TABLE plain, DESCRIPTOR(ts), INTERVAL '1' MINUTE)"),
    WINDOW.format("HOP(TABLE plain, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '2' MINUTE)"),
    "WITH x AS (SELECT ts AS at_ FROM plain) "
    + WINDOW.format("TUMBLE(TABLE x, DESCRIPTOR(at_), INTERVAL '1' MINUTE)"),
    "SELECT COUNT(*) FROM plain GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)",
    "SELECT d.k FROM plain AS p JOIN dim FOR SYSTEM_TIME AS OF p.ts AS d ON d.id = p.id",
    "SELECT d.k FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.ts AS d ON d.id = s.id",
    "SELECT id FROM plain MATCH_RECOGNIZE (PARTITION BY id ORDER BY ts MEASURES A.k AS k "
    "PATTERN (A) DEFINE A AS A.id > 0)",
]
PROCESSING_TIME = [
    WINDOW.format("TUMBLE(TABLE src, DESCRIPTOR(pt), INTERVAL '1' MINUTE)"),
    "SELECT COUNT(*) FROM src GROUP BY TUMBLE(pt, INTERVAL '1' MINUTE)",
    "SELECT COUNT(*) FROM src GROUP BY TUMBLE(PROCTIME(), INTERVAL '1' MINUTE)",
    "SELECT d.k FROM src AS s JOIN dim FOR SYSTEM_TIME AS OF s.pt AS d ON d.id = s.id",
    "SELECT d.k FROM plain AS p JOIN dim FOR SYSTEM_TIME AS OF PROCTIME() AS d ON d.id = p.id",
    "SELECT d.k FROM (SELECT id, PROCTIME() AS now_ FROM plain) AS p "
    "JOIN dim FOR SYSTEM_TIME AS OF p.now_ AS d ON d.id = p.id",
    "SELECT ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt) FROM src",
]


@pytest.mark.parametrize("query", EVENT_TIME)
def test_event_time_with_a_watermark_is_sound(check: Check, query: str) -> None:
    assert check(f"CREATE VIEW v AS {query}") == []


@pytest.mark.parametrize("query", NO_WATERMARK)
def test_event_time_without_a_watermark(check: Check, query: str) -> None:
    assert check(f"CREATE VIEW v AS {query}") == ["TEAL-265"]


@pytest.mark.parametrize("query", PROCESSING_TIME)
def test_processing_time(check: Check, query: str) -> None:
    assert check(f"CREATE VIEW v AS {query}") == ["TEAL-264"]


def test_a_clock_that_nothing_goes_by_is_no_finding(check: Check) -> None:
    assert check("CREATE VIEW v AS SELECT id, k FROM src") == []
