"""Options that may change in place, since no row that is written or read hangs on them."""

import pytest
from tests.unit.planning.lineage.small_worlds import moved, table

COLUMNS = "id BIGINT, a INT"


def alterable(before: str, after: str, key: str = "id") -> bool:
    """Whether going from one set of options to the other touches nobody."""

    def files(more: str) -> dict[str, str]:
        written = table("s", COLUMNS, key, f", {more}" if more else "")
        return {"s.sql": f"{written}; INSERT INTO s SELECT id, a FROM `raw`;"}

    found = moved(files(before), files(after))
    assert found.differences["s"].options
    return not found.touched


@pytest.mark.parametrize(
    "option",
    [
        "'kafka.retention.time' = '7 d'",
        "'kafka.max-message-size' = '2 mb'",
        "'kafka.compaction.time' = '7 d'",
        "'kafka.producer.compression.type' = 'lz4'",
        "'properties.linger.ms' = '20'",
    ],
)
def test_topics_and_producers_are_altered_in_place(option: str) -> None:
    assert alterable("", option)
    assert alterable(option, "")


@pytest.mark.parametrize(
    "option",
    [
        "'sink.buffer-flush.max-rows' = '100', 'sink.buffer-flush.interval' = '1 s'",
        "'sink.parallelism' = '2'",
        "'value.format' = 'csv'",
        "'value.fields-include' = 'EXCEPT_KEY'",
        "'key.fields-prefix' = 'k_'",
        "'scan.parallelism' = '2'",
        "'properties.max.poll.records' = '2'",
    ],
)
def test_other_rows_other_operators_or_something_unknown_is_not(option: str) -> None:
    assert not alterable("", option)


def test_a_topic_begins_to_compact_in_place_only_where_rows_have_a_key() -> None:
    compact = "'kafka.cleanup-policy' = 'compact'"
    delete = "'kafka.cleanup-policy' = 'delete'"
    assert alterable(delete, compact)
    assert not alterable(delete, compact, key="")


def test_a_topic_of_all_rows_does_not_begin_to_compact() -> None:
    other = ", 'changelog.mode' = 'append', 'value.format' = 'debezium-json'"
    delete, compact = "'kafka.cleanup-policy' = 'delete'", "'kafka.cleanup-policy' = 'compact'"
    assert not alterable(delete + other, compact + other)


def test_a_topic_of_the_last_rows_does_not_begin_to_delete_them() -> None:
    compact = "'kafka.cleanup-policy' = 'compact'"
    assert not alterable(compact, "'kafka.cleanup-policy' = 'delete'")
    assert not alterable("", "'kafka.cleanup-policy' = 'delete-compact'")


@pytest.mark.parametrize(
    "option",
    [
        "'scan.startup.mode' = 'earliest-offset'",
        "'scan.bounded.mode' = 'unbounded'",
        "'kafka.consumer.isolation-level' = 'read-committed'",
        "'error-handling.mode' = 'fail'",
    ],
)
def test_an_option_that_says_what_holds_anyway_says_nothing(option: str) -> None:
    def files(more: str) -> dict[str, str]:
        raw = f"CREATE TABLE `raw` (id BIGINT, a INT) WITH ('topic' = 't'{more})"
        target = table("s", COLUMNS, "id", more)
        return {"raw.sql": raw, "s.sql": f"{target}; INSERT INTO s SELECT id, a FROM `raw`;"}

    found = moved(files(""), files(f", {option}"))
    assert found.differences["s"].is_cosmetic
    assert not found.touched


def test_of_another_connector_the_same_option_may_say_something() -> None:
    def files(more: str) -> dict[str, str]:
        raw = f"CREATE TABLE `raw` (id BIGINT, a INT) WITH ('connector' = 'mysql-cdc'{more})"
        target = table("s", COLUMNS)
        return {"raw.sql": raw, "s.sql": f"{target}; INSERT INTO s SELECT id, a FROM `raw`;"}

    mode = ", 'scan.startup.mode' = 'earliest-offset'"
    assert moved(files(""), files(mode)).touched.keys() == {"s"}
