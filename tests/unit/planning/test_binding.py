"""Texts bound in two passes: names to versions, definitions to Kafka."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    RAW_FILE,
    World,
    copy,
    ddl,
    dml,
    served,
    stage,
    table,
)

from teal.model.environment import ExternalTable, SessionSettings
from teal.model.errors import ProjectMistakes
from teal.model.observed import ObservedTopic
from teal.model.plan import CreateTable, Plan, StartUnit
from teal.model.submission import Submission
from teal.planning.binding import session_statements
from teal.planning.choice import Choice

GROUP = "teal-0f0e0d0c-{}-v{}"


def submission(plan: Plan, unit: str) -> Submission:
    return next(
        step.submission
        for step in plan.steps
        if isinstance(step, StartUnit) and step.submission.key.unit == unit
    )


def test_a_first_version_runs_under_the_authors_names() -> None:
    found = submission(World().plan(CHAIN), "src")
    assert found.statement == copy("src", "raw_orders")
    assert found.definitions == (
        "CREATE TABLE raw_orders (id BIGINT, amount INT) WITH (\n"
        "  'connector' = 'kafka',\n"
        "  'topic' = 'raw_orders',\n"
        "  'format' = 'json',\n"
        "  'properties.bootstrap.servers' = 'broker:9092',\n"
        f"  'properties.group.id' = '{GROUP.format('src', 1)}',\n"
        "  'properties.isolation.level' = 'read_committed',\n"
        "  'scan.startup.mode' = 'earliest-offset'\n"
        ")",
        "CREATE TABLE src (id BIGINT NOT NULL, amount INT, PRIMARY KEY (id) NOT ENFORCED) WITH (\n"
        "  'connector' = 'upsert-kafka',\n"
        "  'topic' = 'src',\n"
        "  'key.format' = 'json',\n"
        "  'properties.bootstrap.servers' = 'broker:9092',\n"
        "  'sink.delivery-guarantee' = 'at-least-once',\n"
        "  'value.fields-include' = 'ALL',\n"
        "  'value.format' = 'json'\n"
        ")",
    )


def test_an_upsert_table_is_read_without_a_startup_mode() -> None:
    reading, _ = submission(World().plan(CHAIN), "mid").definitions
    assert "'connector' = 'upsert-kafka'" in reading
    assert f"'properties.group.id' = '{GROUP.format('mid', 1)}'" in reading
    assert "scan.startup.mode" not in reading
    assert "sink." not in reading


def test_an_append_table_is_written_exactly_once_under_its_own_prefix() -> None:
    append = {"a.sql": "CREATE TABLE log (id BIGINT)", "b.sql": copy("log", "src", "id")}
    writing = submission(World().plan({**CHAIN, **append}), "log").definitions[-1]
    assert "'connector' = 'kafka'" in writing
    assert "'sink.delivery-guarantee' = 'exactly-once'" in writing
    assert "'sink.transactional-id-prefix' = 'teal-0f0e0d0c-log-v1-tx'" in writing
    assert "'properties.transaction.timeout.ms' = '900000'" in writing


def test_two_sinks_of_one_job_never_share_a_transactional_prefix() -> None:
    both = (
        "CREATE TABLE a (id BIGINT); CREATE TABLE b (id BIGINT);"
        f"EXECUTE STATEMENT SET BEGIN {copy('a', 'src', 'id')}; {copy('b', 'src', 'id')}; END;"
        f"{copy('b', 'src', 'id')}"
    )
    plan = World().plan({**CHAIN, "x.sql": both})
    texts = [*submission(plan, "a").definitions, *submission(plan, "b").definitions]
    prefixes = [line for text in texts for line in text.splitlines() if "id-prefix" in line]
    assert len(prefixes) == 3
    assert len(set(prefixes)) == 3


def test_a_rebuilt_unit_reads_green_where_there_is_green_and_else_what_serves() -> None:
    world = served(CHAIN)
    joined = "INSERT INTO fct SELECT mid.id, other.amount FROM mid JOIN other ON mid.id = other.id"
    world.serve({**CHAIN, dml("fct"): joined})
    changed = {**CHAIN, dml("fct"): joined, dml("mid"): copy("mid", "src", "id, amount + 1")}
    found = submission(world.plan(changed), "fct")
    assert found.statement == (
        "INSERT INTO fct_v3 SELECT mid.id, other.amount FROM mid_v2 AS mid JOIN other "
        "ON mid.id = other.id"
    )
    assert [text.split(" (")[0] for text in found.definitions] == [
        "CREATE TABLE mid_v2",
        "CREATE TABLE other",
        "CREATE TABLE fct_v3",
    ]
    assert GROUP.format("fct", 3) in found.definitions[0]


def test_a_kept_input_is_defined_as_the_store_knows_it() -> None:
    world = served(CHAIN)
    changed = {
        **CHAIN,
        ddl("src"): table("src").replace("amount INT", "amount INT, extra INT"),
        dml("mid"): copy("mid", "src", "id, 7"),
    }
    plan = world.plan(changed, Choice(exclude=("src", "other")))
    reading = submission(plan, "mid").definitions[0]
    assert reading.startswith("CREATE TABLE src (id BIGINT NOT NULL, amount INT, PRIMARY")


def test_views_are_replayed_after_what_they_read() -> None:
    views = {
        "v.sql": "CREATE VIEW outer_view AS SELECT id, amount FROM inner_view",
        "w.sql": "CREATE VIEW inner_view AS SELECT id, amount FROM src",
    }
    files = {**CHAIN, **views, **stage("last", "outer_view")}
    found = submission(World().plan(files), "last")
    assert [text.split(" (")[0].split(" AS")[0] for text in found.definitions] == [
        "CREATE TABLE src",
        "CREATE VIEW inner_view",
        "CREATE VIEW outer_view",
        "CREATE TABLE last",
    ]


def test_a_kept_view_goes_on_reading_its_own_versions() -> None:
    files = {
        **CHAIN,
        "v.sql": "CREATE VIEW v AS SELECT id, amount FROM mid",
        **stage("last", "v"),
    }
    world = served(files)
    plan = world.plan({**files, dml("last"): copy("last", "v", "id, 1")})
    assert submission(plan, "last").statement.startswith("INSERT INTO last_v2 SELECT id, 1 FROM v")
    assert [
        text.split(" (")[0].split(" AS")[0] for text in submission(plan, "last").definitions
    ] == [
        "CREATE TABLE mid",
        "CREATE VIEW v",
        "CREATE TABLE last_v2",
    ]


def test_a_changed_view_gets_a_version_in_its_text() -> None:
    files = {
        **CHAIN,
        "v.sql": "CREATE VIEW v AS SELECT id, amount FROM mid",
        **stage("last", "v"),
    }
    plan = served(files).plan(
        {**files, "v.sql": "CREATE VIEW v AS SELECT id, 1 AS amount FROM mid"}
    )
    found = submission(plan, "last")
    assert "CREATE VIEW v_v2 AS SELECT id, 1 AS amount FROM mid" in found.definitions
    assert found.statement == "INSERT INTO last_v2 SELECT id, amount FROM v_v2"
    assert [(v.version.physical, v.is_view) for v in plan.versions] == [
        ("v_v2", True),
        ("last_v2", False),
    ]


def test_the_topic_of_an_external_is_the_configurations_else_the_texts() -> None:
    with_topic = RAW_FILE | {
        "pipelines/raw_orders/sql-scripts/ddl.raw_orders.sql": (
            "CREATE TABLE raw_orders (id BIGINT, amount INT) WITH ('topic' = 'of.the.text')"
        )
    }
    files = {**CHAIN, **with_topic}
    world = World()
    names = ("of.the.text", "of.the.config")
    topics = {name: ObservedTopic(name, f"id-{name}", 1) for name in names}
    world.observed = replace(world.observed, topics=topics)
    assert "'topic' = 'of.the.text'" in submission(world.plan(files), "src").definitions[0]
    declared = {"raw_orders": ExternalTable("raw_orders", "of.the.config")}
    world.environment = replace(ENVIRONMENT, externals=declared)
    assert "'topic' = 'of.the.config'" in submission(world.plan(files), "src").definitions[0]


def test_kafka_properties_of_the_environment_reach_every_table_with_secrets_unfilled() -> None:
    world = World(replace(ENVIRONMENT, kafka_properties={"sasl.jaas.config": "${secret:JAAS}"}))
    for text in submission(world.plan(CHAIN), "src").definitions:
        assert "'properties.sasl.jaas.config' = '${secret:JAAS}'" in text


def test_create_table_steps_carry_what_the_topic_needs() -> None:
    plan = World().plan(CHAIN)
    step = next(s for s in plan.steps if isinstance(s, CreateTable) and s.topic == "src")
    assert (step.partitions, step.replication) == (2, 1)
    assert step.config["cleanup.policy"] == "compact"
    assert step.definition == submission(plan, "src").definitions[-1]


def test_settings_and_statements_of_the_session_go_along() -> None:
    session = SessionSettings({"b": "2", "a": "1"}, ("CREATE FUNCTION f AS 'x.F'",))
    found = submission(World(replace(ENVIRONMENT, session=session)).plan(CHAIN), "src")
    assert list(found.settings.items()) == [("a", "1"), ("b", "2")]
    assert found.session == ("CREATE FUNCTION f AS 'x.F'",)


def test_a_catalog_of_the_environment_is_made_unless_the_session_speaks_of_it() -> None:
    own = replace(ENVIRONMENT, catalog="cat", database="db")
    assert session_statements(own) == (
        "CREATE CATALOG IF NOT EXISTS `cat` WITH ('type' = 'generic_in_memory')",
        "USE CATALOG `cat`",
        "CREATE DATABASE IF NOT EXISTS `db`",
        "USE `db`",
    )
    spoken = replace(own, session=SessionSettings(statements=("USE CATALOG cat",)))
    assert session_statements(spoken) == ("USE CATALOG cat",)


def test_qualified_names_keep_their_catalog_and_database() -> None:
    own = replace(ENVIRONMENT, catalog="cat", database="db")
    files = {**CHAIN, dml("mid"): copy("cat.db.mid", "`cat`.`db`.`src`")}
    world = served(files, own)
    plan = world.plan({**files, dml("src"): copy("src", "raw_orders", "id, 5")})
    assert submission(plan, "mid").statement == copy("cat.db.mid_v2", "`cat`.`db`.`src_v2`")


def test_a_version_with_the_name_of_a_common_table_expression_is_a_mistake() -> None:
    text = "INSERT INTO mid WITH src_v2 AS (SELECT 1 AS x) SELECT id, amount FROM src"
    files = {**CHAIN, dml("mid"): text}
    world = served(files)
    with pytest.raises(ProjectMistakes, match="common table expression"):
        world.plan({**files, dml("src"): copy("src", "raw_orders", "id, 5")})


def test_variables_are_put_into_what_the_engine_gets() -> None:
    own = replace(ENVIRONMENT, variables={"least": "10"})
    text = "INSERT INTO src SELECT id, amount FROM raw_orders WHERE amount > ${least}"
    world = served({**CHAIN, dml("src"): text}, own)
    (record,) = (unit for unit in world.deployment.units if unit.key.unit == "src")
    assert record.sql == text
    assert record.submission is not None
    assert record.submission.statement.endswith("amount > 10")
