"""Changes that hide: in definitions, options and hints, and in what a function is given."""

import pytest
from tests.unit.planning.lineage.small_worlds import stage, table, touched

COLUMNS = "id BIGINT, a INT"


def small(query: str, columns: str = COLUMNS) -> dict[str, str]:
    return {"s.sql": stage("s", query, columns)}


def raw(columns: str, options: str = "") -> dict[str, str]:
    return {
        "raw.sql": f"CREATE TABLE `raw` ({columns})" + (f" WITH ({options})" if options else "")
    }


def owned(columns: str, query: str = "SELECT id, a FROM `raw`") -> dict[str, str]:
    return {"src.sql": f"{table('src', columns)}; INSERT INTO src {query};"}


PATTERN = (
    "SELECT id, p FROM (SELECT id, {} AS p, ts FROM `raw`) MATCH_RECOGNIZE (PARTITION BY id "
    "ORDER BY ts MEASURES A.p AS p ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW "
    "PATTERN (A B) DEFINE A AS A.p > 1) AS m"
)
GIVEN = "SELECT id, a FROM my_function(TABLE (SELECT id, {} AS a FROM `raw`)) AS x(id, a)"
TWICE = "SELECT x.id, y.a FROM `raw` {} AS x JOIN `raw` {} AS y ON x.id = y.id"
HINT = "/*+ OPTIONS('scan.parallelism' = '1') */"
INTO = table("s", COLUMNS) + "; INSERT INTO s {} SELECT id, a FROM `raw`;"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (small(PATTERN.format("a * 2")), small(PATTERN.format("a * 3"))),
        (small(PATTERN.format("a")), small(PATTERN.format("b"))),
        (small(GIVEN.format("a")), small(GIVEN.format("b"))),
        (small(TWICE.format(HINT, "")), small(TWICE.format("", HINT))),
        ({"s.sql": INTO.format(HINT)}, {"s.sql": INTO.format("")}),
    ],
    ids=[
        "an expression that a pattern reads",
        "a column under another name that a pattern reads",
        "the query that a function is given",
        "which of two scans has the hint",
        "a hint for the target",
    ],
)
def test_other_rows_are_seen(before: dict[str, str], after: dict[str, str]) -> None:
    assert touched(before, after) == {"s": "rows"}


def test_a_pattern_reads_a_column_under_the_name_that_a_subquery_gives_it() -> None:
    source = stage("src", "SELECT id, a, b, ts FROM `raw`", "id BIGINT, a INT, b INT, ts TIMESTAMP")
    pattern = PATTERN.format("a").replace("`raw`", "src")
    before = {"src.sql": source, **small(pattern)}
    after = {"src.sql": source.replace("SELECT id, a,", "SELECT id, a + 1,")}
    assert touched(before, after)["s"] == "rows"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'topic' = 'a'", "'topic' = 'b'"),
        ("'format' = 'json'", "'format' = 'debezium-json'"),
        ("'connector' = 'jdbc', 'table-name' = 'a'", "'connector' = 'jdbc', 'table-name' = 'b'"),
        (
            "'connector' = 'x', 'scan.startup.mode' = 'earliest-offset'",
            "'connector' = 'x', 'scan.startup.mode' = 'latest-offset'",
        ),
    ],
)
def test_an_option_by_which_an_external_reads_other_rows_touches_its_readers(
    before: str, after: str
) -> None:
    columns = "id BIGINT, a INT"
    world = {**raw(columns, before), **small("SELECT id, a FROM `raw`")}
    assert touched(world, raw(columns, after)) == {"s": "rows"}


def test_servers_and_credentials_of_an_external_touch_nobody() -> None:
    columns = "id BIGINT, a INT"
    before = "'properties.bootstrap.servers' = 'a:1', 'properties.sasl.mechanism' = 'PLAIN'"
    world = {**raw(columns, before), **small("SELECT id, a FROM `raw`")}
    after = "'properties.bootstrap.servers' = 'b:1', 'properties.sasl.mechanism' = 'SCRAM-SHA-256'"
    assert touched(world, raw(columns, after)) == {}


def test_a_computed_column_of_an_external_changes_with_what_it_is_computed_from() -> None:
    before = raw("id BIGINT, a INT, b INT, x AS a * 2")
    world = {
        **before,
        **small("SELECT id, x FROM `raw`"),
        "t.sql": stage("t", "SELECT id, b FROM `raw`", COLUMNS),
    }
    assert touched(world, raw("id BIGINT, a BIGINT, b INT, x AS a * 2")) == {"s": "a"}


def test_another_time_of_an_external_touches_its_readers() -> None:
    columns = "id BIGINT, a INT, t AS TO_TIMESTAMP_LTZ({}, 3), WATERMARK FOR t AS t"
    world = {**raw(columns.format("id")), **small("SELECT id, a FROM `raw`")}
    assert touched(world, raw(columns.format("id * 1000"))) == {"s": "rows"}


def test_a_computed_column_changes_with_the_type_of_what_it_is_computed_from() -> None:
    reader = {"r.sql": stage("r", "SELECT id, x FROM src", COLUMNS)}
    after = owned("id BIGINT, a BIGINT, x AS a * 2")
    found = touched({**owned("id BIGINT, a INT, x AS a * 2"), **reader}, after)
    assert found == {"src": "a x", "r": "a"}


def test_a_computed_column_may_name_a_column_in_quotes() -> None:
    columns = "id BIGINT, `a b` INT, x AS `a b` * 2"
    reader = {"r.sql": stage("r", "SELECT id, x FROM src", COLUMNS)}
    after = owned(columns, "SELECT id, a + 1 FROM `raw`")
    assert touched({**owned(columns), **reader}, after) == {"src": "a b x", "r": "a"}


def test_a_computed_time_of_a_record_is_another_when_the_table_is_filled_again() -> None:
    times = "m TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, d AS CAST(m AS DATE)"
    reader = {"r.sql": stage("r", "SELECT id, d FROM src", "id BIGINT, d DATE")}
    after = owned(f"id BIGINT, a INT, {times}", "SELECT id, a + 1 FROM `raw`")
    found = touched({**owned(f"id BIGINT, a INT, {times}"), **reader}, after)
    assert found == {"src": "a d m", "r": "d"}


def test_a_star_over_a_join_by_using_begins_with_the_shared_column() -> None:
    star = (
        "SELECT * FROM (SELECT {} AS k, id FROM `raw`) x "
        "JOIN (SELECT id, b FROM `raw`) y USING (id)"
    )
    world = {"s.sql": _append("s", "x BIGINT, y INT, z INT", star.format("a"))}
    after = {"s.sql": _append("s", "x BIGINT, y INT, z INT", star.format("a + 1"))}
    assert touched(world, after) == {"s": "y"}


def _append(name: str, columns: str, query: str) -> str:
    return f"{table(name, columns, '')}; INSERT INTO {name} {query};"


def test_columns_of_a_view_in_another_order_touch_those_who_take_them_by_a_star() -> None:
    world = {
        "u.sql": "CREATE VIEW u AS SELECT id, a, b FROM `raw`",
        "v.sql": "CREATE VIEW v AS SELECT * FROM u",
        "s.sql": stage("s", "SELECT * FROM v", "id BIGINT, x INT, y INT"),
        "t.sql": stage("t", "SELECT id, a FROM v", COLUMNS),
    }
    after = {"u.sql": "CREATE VIEW u AS SELECT id, b, a FROM `raw`"}
    assert touched(world, after) == {"u": "*", "v": "*", "s": "x y"}
