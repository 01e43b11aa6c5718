"""What is compared, and who is watched meanwhile."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    World,
    copy,
    ddl,
    dml,
    served,
    stage,
    table,
)

from teal.model.environment import Environment, TableSettings, ValidationSettings
from teal.model.plan import Measure, Plan, PlanKind
from teal.model.validation import ComparedColumn, Comparison
from teal.planning.validate import validation_plan

MID = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}
LOG = "CREATE TABLE src (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS {})"


def validation(world: World, environment: Environment = ENVIRONMENT) -> Plan:
    return validation_plan(world.deployment, world.release, environment)


def measure(world: World, environment: Environment = ENVIRONMENT) -> Measure:
    (step,) = validation(world, environment).steps
    assert isinstance(step, Measure)
    return step


def compared(
    before: str,
    after: str,
    environment: Environment = ENVIRONMENT,
    name: str = "src",
) -> Comparison:
    """The comparison of a table whose definition changed from one to the other."""
    world = served({**CHAIN, ddl(name): before}, environment)
    world.deploy({**CHAIN, ddl(name): after, dml(name): copy(name, "raw_orders", "id, 5")})
    found = measure(world, environment).comparisons
    return next(each for each in found if each.table == name)


def test_every_table_of_the_release_is_compared_with_its_blue() -> None:
    world = served(CHAIN)
    world.deploy(MID)
    found = measure(world)
    assert found.comparisons[0] == Comparison(
        table="fct",
        blue_topic="fct",
        green_topic="fct_v2",
        key=("id",),
        columns=(ComparedColumn("id", "BIGINT"), ComparedColumn("amount", "INT")),
        not_null=("id",),
    )
    assert [each.table for each in found.comparisons] == ["fct", "mid"]


def test_blue_and_green_units_are_watched_in_dependency_order_with_what_enters() -> None:
    world = served(CHAIN)
    world.deploy(MID)
    found = measure(world)
    assert [(str(u.unit), u.inputs, u.outputs) for u in found.units] == [
        ("mid@v1#1", ("src",), ("mid",)),
        ("fct@v1#1", ("mid",), ("fct",)),
        ("mid@v2#1", ("src",), ("mid_v2",)),
        ("fct@v2#1", ("mid_v2",), ("fct_v2",)),
    ]
    assert found.entering == ("src",)


def test_what_is_read_through_a_view_is_watched_too() -> None:
    files = {
        **CHAIN,
        "v.sql": "CREATE VIEW v AS SELECT m.id, m.amount FROM mid AS m JOIN raw_orders AS r "
        "ON m.id = r.id",
        **stage("last", "v"),
    }
    world = served(files)
    world.deploy({**files, dml("last"): copy("last", "v", "id, 1")})
    found = measure(world)
    assert [u.inputs for u in found.units] == [("mid", "raw_orders"), ("mid", "raw_orders")]
    assert found.entering == ("mid", "raw_orders")


def test_a_validation_after_promotion_still_compares_with_what_was_replaced() -> None:
    world = served(CHAIN)
    world.deploy(MID)
    before = measure(world)
    world.promote()
    assert measure(world) == before


def test_a_created_table_has_no_blue_and_is_noted() -> None:
    world = served(CHAIN)
    world.deploy({**CHAIN, **stage("added", "src")})
    (found,) = measure(world).comparisons
    assert (found.blue_topic, found.green_topic, found.not_comparable) == (None, "added", "")
    assert validation(world).notes == (
        "added v1 is new: it has no blue and is judged by its own checks.",
    )


def test_a_changed_view_cannot_be_compared_and_that_is_said() -> None:
    files = {**CHAIN, "v.sql": "CREATE VIEW v AS SELECT id FROM fct"}
    world = served(files)
    world.deploy({**files, "v.sql": "CREATE VIEW v AS SELECT amount FROM fct"})
    (only,) = measure(world).comparisons
    assert only.table == "v"
    assert "a view has no rows of its own" in only.not_comparable
    assert "v v2 is a view: it has no rows of its own" in validation(world).notes[0]


def test_columns_that_only_one_side_has_are_listed() -> None:
    found = compared(
        table("src", "id BIGINT NOT NULL, gone INT, amount INT"),
        table("src", "id BIGINT NOT NULL, amount INT, added STRING, half AS amount / 2"),
    )
    assert [each.name for each in found.columns] == ["id", "amount"]
    assert (found.only_blue, found.only_green) == (("gone",), ("added",))
    assert found.not_comparable == ""


def test_columns_declared_not_comparable_are_left_out() -> None:
    own = replace(ENVIRONMENT, validation=ValidationSettings(ignore={"src": ("amount", "unheard")}))
    found = compared(table("src"), table("src"), own)
    assert [each.name for each in found.columns] == ["id"]
    assert found.ignored == ("amount",)


@pytest.mark.parametrize(
    ("before", "after", "is_compared"),
    [
        ("INT", "BIGINT", True),
        ("STRING", "VARCHAR(20)", True),
        ("DECIMAL(10, 2)", "DECIMAL(12,2)", True),
        ("DECIMAL(10, 2)", "DECIMAL(10, 3)", False),
        ("INT", "STRING", False),
        ("TIMESTAMP(3)", "TIMESTAMP(6)", False),
        ("ROW<a INT>", "ROW< a  INT >", True),
    ],
)
def test_a_column_that_changed_type_is_compared_where_its_values_keep_their_form(
    before: str, after: str, is_compared: bool
) -> None:
    found = compared(
        table("src", f"id BIGINT NOT NULL, x {before}"),
        table("src", f"id BIGINT NOT NULL, x {after}"),
    )
    assert ("x" in [each.name for each in found.columns]) is is_compared
    assert found.ignored == (() if is_compared else ("x",))


def test_a_column_that_changed_type_is_noted() -> None:
    world = served(CHAIN)
    world.deploy({**CHAIN, ddl("fct"): table("fct", "id BIGINT NOT NULL, amount STRING")})
    assert validation(world).notes == ("fct: amount changed type and cannot be compared.",)


def test_another_primary_key_cannot_be_compared() -> None:
    found = compared(table("src"), table("src").replace("KEY (id)", "KEY (id, amount)"))
    assert found.not_comparable == "the primary key is (id, amount), was (id)"


def test_a_key_column_of_another_type_cannot_be_compared() -> None:
    found = compared(table("src"), table("src", "id STRING NOT NULL, amount INT"))
    assert found.not_comparable == "the key column id changed its type"


def test_a_format_other_than_json_cannot_be_compared() -> None:
    own = replace(ENVIRONMENT, tables=TableSettings(value_format="avro"))
    found = compared(table("src"), table("src"), own)
    assert found.not_comparable == "src v2 is written in the format avro; only json is compared"


@pytest.mark.parametrize(
    ("expression", "delay"),
    [
        ("ts", 0),
        ("ts - INTERVAL '5' SECOND", 5_000),
        ("`ts` - interval '0.5' second", 500),
        ("ts - INTERVAL '2' MINUTE", 120_000),
        ("ts - INTERVAL '3' DAYS", 259_200_000),
    ],
)
def test_an_append_table_is_compared_by_its_closed_event_time(expression: str, delay: int) -> None:
    found = compared(LOG.format(expression), LOG.format(expression))
    assert (found.key, found.event_time, found.watermark_delay_ms) == ((), "ts", delay)
    assert found.not_comparable == ""


def test_the_longer_delay_of_both_sides_counts() -> None:
    found = compared(LOG.format("ts - INTERVAL '5' SECOND"), LOG.format("ts"))
    assert found.watermark_delay_ms == 5_000


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("CREATE TABLE src (id BIGINT, ts TIMESTAMP(3))", "append table without WATERMARK"),
        (LOG.format("CEIL(ts TO MINUTE)"), "has the watermark ts AS CEIL"),
        (
            "CREATE TABLE src (id BIGINT, ms BIGINT, ts AS TO_TIMESTAMP_LTZ(ms, 3), "
            "WATERMARK FOR ts AS ts)",
            "has the watermark ts AS ts",
        ),
    ],
)
def test_an_append_table_whose_closed_time_is_unknown_cannot_be_compared(
    definition: str, words: str
) -> None:
    found = compared(definition, definition)
    assert words in found.not_comparable
    assert found.event_time is None


def test_the_plan_is_one_step_for_the_release() -> None:
    world = served(CHAIN)
    world.deploy(MID)
    plan = validation(world)
    assert (plan.kind, plan.release, plan.serial) == (PlanKind.VALIDATE, "r2", 3)
    assert [step.key for step in plan.steps] == ["measure"]
