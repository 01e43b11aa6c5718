"""New tables, which have no blue: their own rows, keys and nulls."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from tests.unit.validation.two_versions import CUSTOMERS, GREEN, World

from teal.model.validation import KeySample

NEW = replace(CUSTOMERS, blue_topic=None, not_null=("total", "region"))


def test_rows_and_keys_are_counted(tmp_path: Path) -> None:
    world = World(tmp_path, NEW)
    world.write(GREEN, 1, total=1, region="EAST")
    world.write(GREEN, 1, total=2, region="EAST")
    world.write(GREEN, 2, total=2, region="EAST")
    world.delete(GREEN, 2)
    found = world.measure()
    assert (found.has_blue, found.rows_green, found.keys_green, found.nulls) == (False, 4, 1, 0)


def test_nulls_are_counted_by_column_in_what_stands_now(tmp_path: Path) -> None:
    world = World(tmp_path, NEW)
    world.write(GREEN, 1, total=None, region=None)
    world.write(GREEN, 1, total=1, region="EAST")
    world.write(GREEN, 2, total=None, region="EAST")
    world.write(GREEN, 3, total=None)
    found = world.measure()
    assert found.nulls == 2
    assert found.changed_columns == {"total": 2, "region": 1}
    assert found.samples == (
        KeySample("customer_id=2", "null", ("total",)),
        KeySample("customer_id=3", "null", ("total", "region")),
    )


def test_a_null_in_a_key_is_found(tmp_path: Path) -> None:
    comparison = replace(NEW, key=("customer_id", "orders"), not_null=())
    world = World(tmp_path, comparison)
    world.raw(GREEN, {"customer_id": 1, "orders": None}, {"customer_id": 1})
    found = world.measure()
    assert found.changed_columns == {"orders": 1}
    assert found.samples[0].key == "customer_id=1, orders=null"


def test_an_append_table_counts_rows(tmp_path: Path) -> None:
    world = World(tmp_path, replace(NEW, key=(), not_null=("total",)))
    world.append(GREEN, total=1)
    world.append(GREEN, total=None)
    found = world.measure()
    assert (found.rows_green, found.keys_green, found.nulls) == (2, 0, 1)
    assert found.samples[0].key == "partition 0 offset 1"


def test_a_record_that_cannot_be_read_is_an_obstacle(tmp_path: Path) -> None:
    world = World(tmp_path, NEW)
    world.topics.append(GREEN, 0, b"x", b"x")
    assert len(world.measure().obstacles) == 1
