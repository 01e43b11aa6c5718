"""Small edits that look like nothing and change rows, and others that look like much and do not.
Each case is a query, or the definition of an external, before and behind its edit."""

import pytest
from msgspec.structs import replace
from tests.unit.planning.lineage.small_worlds import ENVIRONMENT, stage, table, touched

from teal.planning.lineage.source_options import decides_rows

EXTERNAL = (
    "CREATE TABLE `raw` (id BIGINT, a INT, b INT, c STRING, ts TIMESTAMP(3)) "
    "WITH ('connector' = 'kafka', 'topic' = 't', 'value.format' = '{}')"
)
OTHER_FIELDS = [
    ("a INT, b INT", "b INT, a INT"),
    ("a INT, b INT", "a INT, z INT, b INT"),
    ("a INT, b INT", "a INT"),
    ("b INT", "b BIGINT"),
]


def of_external(before: str, after: str, query: str) -> dict[str, str]:
    world = {"raw.sql": before, "s.sql": stage("s", query, "id BIGINT, c STRING")}
    return touched(world, {"raw.sql": after})


@pytest.mark.parametrize(("before", "after"), OTHER_FIELDS)
@pytest.mark.parametrize("name", ["csv", "avro", "raw", "orc", "somebodys"])
def test_other_fields_shift_all_of_a_record_whose_fields_have_no_names(
    name: str, before: str, after: str
) -> None:
    text = EXTERNAL.format(name)
    assert of_external(text, text.replace(before, after), "SELECT id, c FROM `raw`") == {
        "s": "rows"
    }


@pytest.mark.parametrize(("before", "after"), OTHER_FIELDS)
@pytest.mark.parametrize("name", ["json", "debezium-json", "avro-confluent", "json-registry"])
def test_fields_that_have_names_are_found_wherever_they_stand(
    name: str, before: str, after: str
) -> None:
    text = EXTERNAL.format(name)
    assert of_external(text, text.replace(before, after), "SELECT id, c FROM `raw`") == {}


def test_comments_and_computed_columns_shift_no_field() -> None:
    text = EXTERNAL.format("csv")
    after = text.replace("b INT", "b INT COMMENT 'x', z AS a + 1")
    assert of_external(text, after, "SELECT id, c FROM `raw`") == {}


@pytest.mark.parametrize("query", ["SELECT * FROM `raw`", "SELECT id, c FROM `raw`"])
@pytest.mark.parametrize("known_first", [True, False])
def test_columns_that_were_not_known_may_have_been_others(query: str, known_first: bool) -> None:
    unknown = "CREATE TABLE `raw` WITH ('connector' = 'jdbc')"
    known = "CREATE TABLE `raw` (id BIGINT, c STRING) WITH ('connector' = 'jdbc')"
    sides = (known, unknown) if known_first else (unknown, known)
    assert of_external(*sides, query) == {"s": "rows"}


@pytest.mark.parametrize(
    ("elements", "options"),
    [
        ("id BIGINT, a INT, PRIMARY KEY (a) NOT ENFORCED", "'changelog.mode' = 'upsert'"),
        ("id BIGINT, a INT", "'key.format' = 'json', 'key.fields' = 'id;a'"),
        (
            "id BIGINT, a INT, WATERMARK FOR t AS TO_TIMESTAMP_LTZ(a, 3), t TIMESTAMP_LTZ(3)",
            "'format' = 'json'",
        ),
    ],
    ids=["the primary key", "the key of the records", "what the watermark hangs on"],
)
def test_a_changed_column_of_the_key_or_the_watermark_changes_the_rows(
    elements: str, options: str
) -> None:
    definition = f"CREATE TABLE src ({elements}) WITH ({options})"
    fill = "; INSERT INTO src (id, a) SELECT id, {} FROM `raw`;"
    world = {
        "src.sql": definition + fill.format("a"),
        "s.sql": stage("s", "SELECT id, 'x' FROM src", "id BIGINT, c STRING"),
    }
    after = {"src.sql": definition + fill.format("a + 1")}
    assert touched(world, after) == {"src": "rows", "s": "rows"}


@pytest.mark.parametrize(
    ("option", "decides"),
    [
        ("kafka.retention.time", False),
        ("kafka.consumer.isolation-level", True),
        ("kafka.something-new", True),
        ("properties.isolation.level", True),
        ("properties.auto.offset.reset", True),
        ("properties.interceptor.classes", True),
        ("properties.max.poll.records", False),
        ("properties.enable.auto.commit", False),
        ("properties.partition.discovery.interval.ms", True),
        ("value.avro-confluent.url", False),
        ("avro-registry.url", False),
        ("source.url", True),
        ("aws.credentials.role.arn", False),
        ("aws.region", True),
        ("scan.fetch-size", False),
        ("scan.partition.upper-bound", True),  # rows beyond it are not read
        ("scan.startup.timestamp-millis", True),
        ("scan.watermark.idle-timeout", True),
        ("lookup.cache", True),
        ("server-id", False),
        ("server-time-zone", True),
        ("json.ignore-parse-errors", True),
        ("sink.parallelism", False),
    ],
)
def test_options_by_which_other_rows_are_read(option: str, decides: bool) -> None:
    assert decides_rows(option) is decides


@pytest.mark.parametrize("left", ["a + 1", "a + 2"])
def test_one_of_several_inserts_that_is_gone_changes_the_rows(left: str) -> None:
    inserts = [f"INSERT INTO src SELECT id, {each} FROM `raw`;" for each in ("a + 1", "a + 2")]
    definition = table("src", "id BIGINT, a INT", "")
    world = {
        "src.sql": f"{definition}; {' '.join(inserts)}",
        "s.sql": stage("s", "SELECT id, a FROM src", "id BIGINT, a INT"),
    }
    after = {"src.sql": f"{definition}; INSERT INTO src SELECT id, {left} FROM `raw`;"}
    assert touched(world, after) == {"s": "rows"}


def test_a_function_of_the_whole_row_reads_all_of_it() -> None:
    source = stage("src", "SELECT id, a, b, c FROM `raw`")
    world = {"src.sql": source, "s.sql": stage("s", "SELECT id, f(*) FROM src", "id BIGINT, x INT")}
    after = {"src.sql": source.replace("SELECT id, a,", "SELECT id, a + 1,")}
    assert touched(world, after) == {"src": "a", "s": "rows"}


@pytest.mark.parametrize(
    "source",
    [
        "src AS s (p, q, r, t)",
        "src s (p, q, r, t)",
        "`src` `s` (`p`, q, r, t)",
        "src /* all of it */ AS s -- by place\n (p, q, r, t)",
        "names JOIN src s (p, q, r, t) ON names.c = r",
        "names, src s (p, q, r, t)",
    ],
)
def test_columns_that_get_other_names_in_from_are_read_too(source: str) -> None:
    src = stage("src", "SELECT id, a, b, c FROM `raw`")
    world = {
        "src.sql": src,
        "names.sql": stage("names", "SELECT id, c FROM `raw`", "id BIGINT, c STRING"),
        "s.sql": stage("s", f"SELECT p, q FROM {source}", "id BIGINT, x INT"),
    }
    assert touched(world, {"src.sql": src.replace("id, a,", "id, a + 1,", 1)}) == {
        "src": "a",
        "s": "x",
    }


@pytest.mark.parametrize("column", ["${col}", "$col", "{{ col }}", "<col>a</col>"])
def test_a_column_that_a_variable_names_is_read_too(column: str) -> None:
    src = stage("src", "SELECT id, a, b, c FROM `raw`")
    query = f"SELECT id, {column} FROM src"
    world = {"src.sql": src, "s.sql": stage("s", query, "id BIGINT, x INT")}
    after = {"src.sql": src.replace("id, a,", "id, a + 1,", 1)}
    environment = replace(ENVIRONMENT, variables={"col": "a"})
    assert touched(world, after, environment) == {"src": "a", "s": "x"}


SPELLINGS = [
    ("a INT", "a INTEGER", True),
    ("c STRING", "c VARCHAR(2147483647)", True),
    ("c STRING", "c varchar ( 2147483647 )", True),
    ("c STRING", "c VARCHAR(214748364)", False),
    ("a INT", "a ROW<`integer` INT>", False),
    ("c STRING", "c BYTES", False),
]


@pytest.mark.parametrize(("before", "after", "is_one"), SPELLINGS)
def test_another_spelling_of_a_type_is_no_other_type(before: str, after: str, is_one: bool) -> None:
    text = EXTERNAL.format("csv")
    found = of_external(text, text.replace(before, after), "SELECT id, c FROM `raw`")
    assert found == ({} if is_one else {"s": "rows"})
