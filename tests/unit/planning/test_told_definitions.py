"""From what an engine tells of a table to the definition that is planned with."""

from __future__ import annotations

import pytest

from teal.model.environment import Environment
from teal.planning.in_catalog import is_in_catalog
from teal.planning.kafka_table import kafka_table
from teal.planning.stored import definition_in
from teal.planning.texts import Text, UnitTexts
from teal.planning.told_definitions import (
    definitions,
    unknown_definitions,
    with_externals_known_since,
)

ENVIRONMENT = Environment("shop", "test")
TOLD = """CREATE TABLE `hive`.`landing`.`payments` (
  `id` BIGINT NOT NULL,
  `at` TIMESTAMP(3) METADATA FROM 'timestamp',
  `double` AS `id` * 2,
  WATERMARK FOR `at` AS `at` - INTERVAL '5' SECOND,
  CONSTRAINT `PK_id` PRIMARY KEY (`id`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'key.format' = 'json',
  'properties.bootstrap.servers' = 'inner-host:9092',
  'properties.sasl.jaas.config' = 'user and hunter2',
  'topic' = 'pay',
  'value.format' = 'json'
)
"""


def test_columns_key_and_watermark_are_taken_over_and_addresses_are_not() -> None:
    text = definitions({"payments": TOLD})["payments"]
    assert "hunter2" not in text
    assert "inner-host" not in text
    found = definition_in(text, "told", ENVIRONMENT)
    assert found.parts == ("payments",)
    assert [column.name for column in found.columns] == ["id", "at", "double"]
    assert found.primary_key == ("id",)
    assert found.watermark is not None
    assert is_in_catalog(found)


def test_it_is_bound_as_what_it_is_in_kafka() -> None:
    text = definitions({"payments": TOLD})["payments"]
    bound = kafka_table(definition_in(text, "told", ENVIRONMENT), ENVIRONMENT, True, {})
    assert (bound.is_kafka, bound.is_upsert, bound.topic, bound.problems) == (True, True, "pay", ())


def test_a_table_that_its_catalog_keeps_is_in_no_topic() -> None:
    """Such as one of a lake: it says no connector."""
    told = "CREATE TABLE `ice`.`db`.`payments` (\n  `id` BIGINT\n) WITH (\n  'x' = 'y'\n)"
    text = definitions({"ice.db.payments": told})["ice.db.payments"]
    definition = definition_in(text, "told", ENVIRONMENT)
    assert definition.parts == ("ice", "db", "payments")
    assert not kafka_table(definition, ENVIRONMENT, True, {}).is_kafka


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("CREATE TEMPORARY TABLE t (a INT)", id="made by the session"),
        pytest.param("CREATE VIEW t AS SELECT 1", id="a view"),
        pytest.param("CREATE TABLE t WITH ('a' = 'b')", id="without columns"),
        pytest.param("something else", id="not read"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_table_of_a_catalog_is_not_known(told: str) -> None:
    assert definitions({"t": told}) == {}


def test_what_was_recorded_without_columns_has_not_moved_once_they_are_told() -> None:
    """Nobody knew them, so nobody can say that they moved."""
    unknown = unknown_definitions(["orders"])["orders"]
    shown = "CREATE TABLE orders (id BIGINT) WITH ('connector' = 'kafka')"
    told = definitions({"orders": shown})["orders"]
    old = {"a": UnitTexts("insert", Text("INSERT", "a:1"), {}, {"orders": Text(unknown, "a:1")})}
    new = {
        "a": UnitTexts(
            "insert", Text("INSERT", "a:1"), {}, {"orders": Text(told, "catalog:orders")}
        )
    }
    assert with_externals_known_since(old, new)["a"].externals == new["a"].externals
    assert with_externals_known_since(new, old) == new
