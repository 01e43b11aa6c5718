"""Values that are the same although their texts are not, and values that are not the same."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.validation.two_versions import BLUE, GREEN, World, compared

from teal.validation.columns import Kind, column
from teal.validation.json_text import ANYTHING, BROKEN, SEPARATOR, joined, long_numbers

pytestmark = pytest.mark.slow

SAME = [
    ("BIGINT", "1", "1.0"),
    ("DECIMAL(10, 2)", "1.5", "1.50"),
    ("DECIMAL(10, 2)", "1.5e1", "15.00"),
    ("DECIMAL(10, 2)", "0", "-0.0"),
    ("DECIMAL(38, 2)", "12345678901234567890.10", "12345678901234567890.1"),
    ("NUMERIC(38, 0)", "1E+20", "100000000000000000000"),
    ("DOUBLE", "0.1", "1e-1"),
    ("DOUBLE", "0.0", "-0.0"),
    ("DOUBLE", '"NaN"', '"NaN"'),
    ("DOUBLE", "100.00000000001", "100.0"),
    ("FLOAT", '"Infinity"', '"Infinity"'),
    ("TIMESTAMP(3)", '"2026-01-01 00:00:00"', '"2026-01-01T00:00:00.000"'),
    ("TIMESTAMP_LTZ(3)", '"2026-01-01 00:00:00.5Z"', '"2026-01-01T00:00:00.500Z"'),
    ("TIMESTAMP(3) WITH LOCAL TIME ZONE", '"2026-01-01 00:00:00Z"', '"2026-01-01 00:00:00"'),
    ("DATE", '"2026-01-01"', '"2026-01-01"'),
    ("TIME(3)", '"12:13:14.5"', '"12:13:14.500"'),
    ("BOOLEAN", "true", "true"),
    ("STRING", "null", "null"),
    ("VARCHAR(10)", '"\\u00e9"', '"é"'),
    ("ROW<a INT, b DECIMAL(3, 1)>", '{"a": 1, "b": 1.50}', '{"b":1.5,"a":1}'),
    ("MAP<STRING, INT>", '{"x":1,"y":[{"b":2,"a":1}]}', '{"y":[{"a":1,"b":2}],"x":1}'),
]

DIFFERENT = [
    ("BIGINT", "9007199254740993", "9007199254740992"),
    ("BIGINT", "0", "null"),
    ("DECIMAL(38, 2)", "12345678901234567890.10", "12345678901234567890.11"),
    ("DECIMAL(38, 18)", "1.000000000000000001", "1.000000000000000002"),
    ("DOUBLE", "100.001", "100.0"),
    ("DOUBLE", '"NaN"', "0.0"),
    ("DOUBLE", '"Infinity"', "1e308"),
    ("DOUBLE", "0.0", "null"),
    ("TIMESTAMP(9)", '"2026-01-01 00:00:00.000000001"', '"2026-01-01 00:00:00.000000002"'),
    ("STRING", '""', "null"),
    ("STRING", '"null"', "null"),
    ("STRING", '"a"', '"a "'),
    ("ARRAY<INT>", "[1,2]", "[2,1]"),
    ("ARRAY<DECIMAL(30, 20)>", "[1.00000000000000000001]", "[1.00000000000000000002]"),
]


def outcome(folder: Path, sql_type: str, blue: str, green: str) -> tuple[int, int, tuple[str, ...]]:
    world = World(folder, compared(("value", sql_type)))
    for topic, text in ((BLUE, blue), (GREEN, green)):
        record = f'{{"customer_id":1,"value":{text}}}'.encode()
        world.topics.append(topic, 0, b'{"customer_id":1}', record)
    world.measure()
    found = world.measure()
    return found.equal, found.changed, found.obstacles


@pytest.mark.parametrize(("sql_type", "blue", "green"), SAME)
def test_the_same_value_in_another_text_is_equal(
    tmp_path: Path, sql_type: str, blue: str, green: str
) -> None:
    assert outcome(tmp_path, sql_type, blue, green) == (1, 0, ())


@pytest.mark.parametrize(("sql_type", "blue", "green"), DIFFERENT)
def test_values_that_differ_a_little_are_changed(
    tmp_path: Path, sql_type: str, blue: str, green: str
) -> None:
    assert outcome(tmp_path, sql_type, blue, green) == (0, 1, ())


def test_a_field_that_is_left_out_is_null(tmp_path: Path) -> None:
    world = World(tmp_path, compared(("value", "STRING")))
    world.write(BLUE, 1)
    world.write(GREEN, 1, value=None)
    assert world.measure().equal == 1


def test_fields_that_are_not_compared_do_not_matter(tmp_path: Path) -> None:
    world = World(tmp_path, compared(("value", "INT")))
    world.write(BLUE, 1, value=1, loaded_at="10:00")
    world.write(GREEN, 1, value=1, loaded_at="10:05", added=[1])
    assert world.measure().equal == 1


def test_columns_of_any_name_are_found(tmp_path: Path) -> None:
    names = ("a b", 'say "x"', "it's", "~t/i", "Id", "id", "é", "select")
    world = World(tmp_path, compared(*[(name, "INT") for name in names]))
    for number, topic in ((1, BLUE), (2, GREEN)):
        row = {name: number * 10 + place for place, name in enumerate(names)}
        world.raw(topic, {"customer_id": 1}, {"customer_id": 1, **row})
    world.measure()
    assert set(world.measure().changed_columns) == set(names)


UNREADABLE = [
    (b"\xff\xfe", b"{}", "its value is not a JSON object"),
    (b"[1]", b'{"customer_id":1}', "its value is not a JSON object"),
    (b"", b'{"customer_id":1}', "its value is not a JSON object"),
    (b'{"customer_id":1', b'{"customer_id":1}', "its value is not a JSON object"),
    (b'{"a":"\x1e"}', b'{"customer_id":1}', "its value is not a JSON object"),
    (b"\x00\x00\x00\x00\x01avro", b"\x00\x00\x00\x00\x01", "its value is not a JSON object"),
    (b'{"total":1}', b'{"id":1}', "neither its key nor its value holds customer_id"),
    (None, b"1", "neither its key nor its value holds customer_id"),
    (b'{"total":"x","customer_id":1}', b"1", "total does not hold a value of its type"),
    (b'{"total":1,"customer_id":"x"}', b"1", "customer_id does not hold a value of its type"),
    (b'{"orders":99999999999999999999}', b'{"customer_id":1}', "orders does not hold a value"),
]


@pytest.mark.parametrize(("value", "key", "reason"), UNREADABLE)
def test_a_record_that_cannot_be_read_is_an_obstacle_and_no_crash(
    tmp_path: Path, value: bytes | None, key: bytes, reason: str
) -> None:
    world = World(tmp_path)
    world.both(7, orders=1, total=1)
    world.topics.append(GREEN, 0, key, value)
    found = world.measure()
    (obstacle,) = found.obstacles
    assert obstacle.startswith(
        f"1 record of topic fct_v2 cannot be read as the table's JSON, "
        f"it is partition 0 offset 1: {reason}"
    )
    assert (found.equal, found.rows_green) == (1, 2)


def test_an_obstacle_stays_in_later_rounds(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.topics.append(BLUE, 0, b"{}", b"{}")
    world.topics.append(BLUE, 0, b"?", b"?")
    world.measure()
    (obstacle,) = world.measure().obstacles
    assert obstacle.startswith("2 records of topic fct cannot be read")


@pytest.mark.parametrize(
    ("sql_type", "kind", "stored"),
    [
        ("int", Kind.NUMBER, "BIGINT"),
        ("DECIMAL", Kind.NUMBER, "DECIMAL(10, 0)"),
        ("DECIMAL(12)", Kind.NUMBER, "DECIMAL(12, 0)"),
        ("DECIMAL( 12 , 3 ) NOT NULL", Kind.NUMBER, "DECIMAL(12, 3)"),
        ("DOUBLE PRECISION", Kind.FLOAT, "DOUBLE"),
        ("TIMESTAMP", Kind.TIME, "TIMESTAMP"),
        ("TIMESTAMP(9)", Kind.TIME, "TIMESTAMP_NS"),
        ("TIMESTAMP_LTZ(9) NOT NULL", Kind.TIME, "TIMESTAMP_NS"),
        ("VARCHAR(2147483647)", Kind.PLAIN, "VARCHAR"),
        ("BYTES", Kind.PLAIN, "VARCHAR"),
        ("ARRAY<INT>", Kind.NESTED, "VARCHAR"),
        ("", Kind.NESTED, "VARCHAR"),
        ("`my`.`type`", Kind.NESTED, "VARCHAR"),
    ],
)
def test_each_sql_type_has_its_kind(sql_type: str, kind: Kind, stored: str) -> None:
    found = column("a", sql_type, "c0")
    assert (found.kind, found.stored) == (kind, stored)


texts = st.one_of(st.none(), st.binary(max_size=30), st.text(max_size=30).map(str.encode))


@settings(max_examples=300)
@given(
    st.lists(texts, min_size=1, max_size=8),
    st.sampled_from([None, ANYTHING, long_numbers(["é"])]),
)
def test_a_batch_always_has_as_many_pieces_as_records(
    batch: list[bytes | None], rewrite: re.Pattern[str] | None
) -> None:
    pieces = joined(batch, rewrite).split(SEPARATOR)
    assert len(pieces) == len(batch)
    assert [piece == "" for piece in pieces] == [text is None for text in batch]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_long_numbers_keep_all_their_digits(value: Decimal) -> None:
    piece = joined([f'{{"v":{value}}}'.encode()], long_numbers(["a", "v"]))
    shown = piece.removeprefix('{"v":').removesuffix("}").strip('"')
    assert Decimal(shown) == value


def test_a_text_with_the_separator_is_broken_not_split() -> None:
    assert joined([b"a\x1eb", b"c"], None) == f"{BROKEN}{SEPARATOR}c"


def test_a_huge_exponent_is_not_written_out() -> None:
    assert joined([b'{"v":1E999999999}'], ANYTHING) == '{"v":"1e999999999"}'


@pytest.mark.parametrize("name", ["v", "a b", "total(net)", "it's", "~/x", "é", 'say "v"'])
def test_a_long_number_is_seen_under_any_name(name: str) -> None:
    text = json.dumps({name: 0}).replace(": 0", " :\n -12345678901234.5678")
    pattern = long_numbers(["other", name])
    assert pattern is not None
    assert pattern.search(text)


def test_numbers_of_other_columns_need_no_rewriting() -> None:
    pattern = long_numbers(["total"])
    assert pattern is not None
    assert not pattern.search('{"amount":27.400000000000002,"total":1.5,"n":12345678901234567}')
