"""Definitions laid into Kafka: Confluent's words and open-source Flink's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import ENVIRONMENT

from teal.model.environment import Environment, TableSettings
from teal.planning.kafka_table import KafkaTable, kafka_table
from teal.planning.stored import definition_in

KEY = "PRIMARY KEY (id) NOT ENFORCED"


def bound(
    options: str = "",
    key: str = "",
    clause: str = "",
    environment: Environment = ENVIRONMENT,
    external: Mapping[str, str] | None = None,
) -> KafkaTable:
    columns = f"id BIGINT NOT NULL, amount INT{', ' + key if key else ''}"
    sql = f"CREATE TABLE t ({columns}) {clause} {f'WITH ({options})' if options else ''}"
    definition = definition_in(sql, "t.sql", environment)
    return kafka_table(definition, environment, external is not None, external or {})


def problems(found: KafkaTable) -> list[str]:
    return [problem.message for problem in found.problems]


def test_a_table_with_a_key_is_upsert() -> None:
    found = bound(key=KEY)
    assert found.is_upsert
    assert not found.is_exactly_once
    assert found.options == {
        "key.format": "json",
        "value.format": "json",
        "value.fields-include": "ALL",
    }


def test_a_table_without_a_key_is_append_and_exactly_once() -> None:
    found = bound()
    assert found.is_exactly_once
    assert found.options == {"format": "json"}


def test_a_distributed_append_table_keeps_its_rows_together_by_key() -> None:
    found = bound(clause="DISTRIBUTED BY HASH(id, amount) INTO 4 BUCKETS")
    assert found.partitions == 4
    assert found.options["key.fields"] == "id;amount"
    assert found.options["key.format"] == "json"
    assert found.options["value.format"] == "json"


def test_partitions_come_from_the_environment_where_the_ddl_is_silent() -> None:
    own = replace(ENVIRONMENT, tables=TableSettings(partitions=6))
    assert bound(environment=own).partitions == 6


def test_confluents_defaults_say_nothing_new() -> None:
    found = bound(
        "'connector' = 'confluent', 'changelog.mode' = 'append', 'scan.startup.mode' = "
        "'earliest-offset', 'scan.bounded.mode' = 'unbounded', 'error-handling.mode' = 'fail', "
        "'value.format' = 'avro-registry', 'key.format' = 'json-registry', "
        "'value.avro-registry.schema-context' = '.x', 'kafka.consumer.isolation-level' = "
        "'read-committed', 'value.fields-include' = 'all'"
    )
    assert found.problems == ()
    assert found.options == {"format": "json"}


def test_settings_of_the_topic_are_put_in_kafkas_words() -> None:
    found = bound(
        "'kafka.retention.time' = '7 d', 'kafka.retention.size' = '10 MB', "
        "'kafka.cleanup-policy' = 'delete-compact', 'kafka.max-message-size' = '2 mb', "
        "'kafka.producer.compression.type' = 'zstd'"
    )
    assert found.problems == ()
    assert found.config == {
        "cleanup.policy": "compact,delete",
        "max.message.bytes": "2097152",
        "retention.bytes": "10485760",
        "retention.ms": "604800000",
    }
    assert found.options["properties.compression.type"] == "zstd"


def test_an_unlimited_retention_is_minus_one() -> None:
    assert bound("'kafka.retention.time' = '0'").config["retention.ms"] == "-1"


def test_keeping_options_of_open_source_flink() -> None:
    found = bound(
        "'connector' = 'kafka', 'topic' = 'somewhere', 'format' = 'csv', "
        "'csv.field-delimiter' = ';', 'scan.startup.mode' = 'earliest-offset', "
        "'properties.group.id' = 'mine', 'properties.bootstrap.servers' = 'old:9092', "
        "'properties.client.id' = 'me', 'sink.partitioner' = 'fixed', 'sink.parallelism' = '2', "
        "'sink.transactional-id-prefix' = 'mine'"
    )
    assert found.problems == ()
    assert found.value_format == "csv"
    assert found.topic == "somewhere"
    assert found.options == {
        "csv.field-delimiter": ";",
        "format": "csv",
        "properties.client.id": "me",
        "sink.parallelism": "2",
        "sink.partitioner": "fixed",
    }


def test_options_of_a_format_follow_the_side_it_is_used_on() -> None:
    append = bound("'value.format' = 'json', 'value.json.ignore-parse-errors' = 'true'")
    assert append.options == {"format": "json", "json.ignore-parse-errors": "true"}
    upsert = bound("'json.ignore-parse-errors' = 'true'", key=KEY)
    assert upsert.options["value.json.ignore-parse-errors"] == "true"


def test_options_of_the_environment_go_where_they_fit() -> None:
    tables = TableSettings(
        options={
            "scan.topic-partition-discovery.interval": "0",
            "json.encode.decimal-as-plain-number": "true",
        }
    )
    own = replace(ENVIRONMENT, tables=tables)
    assert bound(environment=own).options == {
        "format": "json",
        "json.encode.decimal-as-plain-number": "true",
        "scan.topic-partition-discovery.interval": "0",
    }
    assert bound(environment=own, key=KEY).options == {
        "key.format": "json",
        "value.fields-include": "ALL",
        "value.format": "json",
        "value.json.encode.decimal-as-plain-number": "true",
    }


@pytest.mark.parametrize(
    ("options", "key", "words"),
    [
        ("'scan.startup.mode' = 'latest-offset'", "", "starts in the middle of the history"),
        ("'scan.bounded.mode' = 'latest-offset'", "", "ends by itself"),
        ("'error-handling.mode' = 'log'", "", "has no counterpart"),
        ("'changelog.mode' = 'retract'", "", "cannot be had from Kafka"),
        ("'changelog.mode' = 'upsert'", "", "needs a PRIMARY KEY"),
        ("'changelog.mode' = 'append'", KEY, "accepts no PRIMARY KEY on an append table"),
        ("'connector' = 'jdbc'", "", "cannot have versions here"),
        ("'kafka.retention.time' = 'long'", "", "it is a duration such as 7 d"),
        ("'kafka.odd' = '1'", "", "cannot be bound"),
        ("'what.is.this' = '1'", "", "'what.is.this' = '1' cannot be bound"),
        ("'sink.partitioner' = 'fixed'", KEY, "does not go with the connector upsert-kafka"),
        ("'sink.buffer-flush.interval' = '1s'", "", "does not go with the connector kafka"),
        ("'scan.startup.timestamp-millis' = '0'", "", "cannot be bound"),
    ],
)
def test_what_cannot_be_had_is_a_problem(options: str, key: str, words: str) -> None:
    found = problems(bound(options, key))
    assert len(found) == 1
    assert words in found[0]


def test_an_external_with_a_key_is_an_upsert_table_unless_it_says_otherwise() -> None:
    """As on Confluent Cloud; a connector decides by itself, as in Flink."""
    assert bound(key=KEY, external={}).is_upsert
    assert problems(bound(key=KEY, external={})) == []
    assert bound("'connector' = 'confluent'", KEY, external={}).is_upsert
    assert bound("'connector' = 'upsert-kafka'", KEY, external={}).is_upsert
    assert not bound(external={}).is_upsert
    for said in ("'connector' = 'kafka'", "'changelog.mode' = 'append'"):
        (problem,) = bound(said, KEY, external={}).problems
        assert "accepts no PRIMARY KEY on an append table" in problem.message
        assert "'changelog.mode' = 'upsert' if the topic's records have it" in problem.hint


def test_records_that_tell_how_they_change_a_row_need_no_upsert() -> None:
    changes = bound(key=KEY, external={"value.format": "debezium-json"})
    assert changes.problems == ()
    assert not changes.is_upsert
    assert changes.options["format"] == "debezium-json"


def test_the_configuration_of_an_external_wins_over_its_text() -> None:
    found = bound("'topic' = 'a', 'format' = 'json'", external={"topic": "b", "format": "csv"})
    assert found.topic == "b"
    assert found.value_format == "csv"


def test_an_external_is_not_keyed_by_its_distribution() -> None:
    found = bound(clause="DISTRIBUTED BY HASH(id) INTO 4 BUCKETS", external={})
    assert found.options == {"format": "json"}


def test_an_external_with_another_connector_is_left_as_it_is() -> None:
    found = bound("'connector' = 'jdbc', 'url' = 'jdbc:x'", key=KEY, external={"username": "u"})
    assert not found.is_kafka
    assert found.problems == ()
    assert found.options == {"connector": "jdbc", "url": "jdbc:x", "username": "u"}


def test_of_another_connector_nothing_but_the_connector_is_said() -> None:
    options = "'connector' = 'mysql-cdc', 'hostname' = 'db', 'port' = '3306', 'bucket' = '4'"
    (found,) = bound(options, KEY).problems
    assert found.option == "connector"


@pytest.mark.parametrize("key", ["password", "sasl-token", "my.api-key", "client.secret"])
def test_no_message_shows_a_secret(key: str) -> None:
    assert problems(bound(f"'{key}' = 'hunter2'")) == [
        f"'{key}' = '…' cannot be bound to Kafka with open-source Flink."
    ]
