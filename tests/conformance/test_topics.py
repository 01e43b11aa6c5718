"""One law for Kafka and for its twin in memory."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from tests.conformance.topic_benches import Bench, KafkaBench, MemoryBench

from teal.model.errors import TopicConflict
from teal.model.validation import Cut, PartitionEnd
from teal.ports.topics import ConsumerGroup, Record, TopicSpec


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.live)])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    bench: Bench
    if request.param == "memory":
        bench = MemoryBench()
    else:
        bench = KafkaBench(request.getfixturevalue("stack").kafka_bootstrap)
    try:
        yield bench
    finally:
        bench.close()


@pytest.fixture
def topic(bench: Bench) -> str:
    """A topic of two partitions."""
    name = f"conf-{uuid4().hex[:12]}"
    bench.topics.create(TopicSpec(name, 2, 1, {}))
    return name


def read(bench: Bench, cut: Cut, start: dict[tuple[str, int], int] | None = None) -> list[Record]:
    records = list(bench.topics.read(start or {}, cut))
    return sorted(records, key=lambda record: (record.topic, record.partition, record.offset))


def values(records: list[Record]) -> list[bytes | None]:
    return [record.value for record in records]


def test_a_created_topic_is_described_with_what_was_asked_for(bench: Bench) -> None:
    name = f"conf-{uuid4().hex[:12]}"
    config = {"cleanup.policy": "compact", "min.compaction.lag.ms": "86400000"}
    made = bench.topics.create(TopicSpec(name, 3, 1, config))
    assert (made.name, made.partitions) == (name, 3)
    assert config.items() <= made.config.items()
    assert bench.topics.describe((name, "conf-nobody-made-this")) == {name: made}
    assert name in bench.topics.list_names()


def test_nothing_is_described_where_nothing_is_asked(bench: Bench) -> None:
    assert bench.topics.describe(()) == {}
    assert bench.topics.ends(()) == Cut(())


def test_kafkas_own_topics_are_not_listed(bench: Bench, topic: str) -> None:
    bench.transact(topic, 0, (None, b"x"), commit=True)
    bench.commit_position(topic, f"{topic}-group", 0, 0)
    assert not [name for name in bench.topics.list_names() if name.startswith("__")]


def test_creating_what_exists_is_a_conflict(bench: Bench, topic: str) -> None:
    with pytest.raises(TopicConflict, match=f"topic {topic}: exists already"):
        bench.topics.create(TopicSpec(topic, 2, 1, {}))


def test_a_name_that_comes_again_has_another_id(bench: Bench, topic: str) -> None:
    first = bench.topics.describe((topic,))[topic]
    assert bench.topics.delete(topic, first.id)
    second = bench.topics.create(TopicSpec(topic, 2, 1, {}))
    assert second.id != first.id


def test_only_the_topic_of_the_id_is_deleted(bench: Bench, topic: str) -> None:
    with pytest.raises(TopicConflict, match="another one"):
        bench.topics.delete(topic, "not-its-id")
    assert topic in bench.topics.list_names()


def test_deleting_what_is_absent_says_so(bench: Bench, topic: str) -> None:
    made = bench.topics.describe((topic,))[topic]
    assert bench.topics.delete(topic, made.id) is True
    assert bench.topics.delete(topic, made.id) is False
    assert topic not in bench.topics.list_names()
    assert bench.topics.describe((topic,)) == {}


def test_only_the_settings_that_are_named_are_altered(bench: Bench) -> None:
    name = f"conf-{uuid4().hex[:12]}"
    config = {"retention.ms": "86400000", "max.message.bytes": "2000000"}
    made = bench.topics.create(TopicSpec(name, 1, 1, config))
    bench.topics.alter(name, made.id, {"retention.ms": "3600000"})
    for _ in range(2):  # the same twice is the same once
        bench.topics.alter(name, made.id, {"max.message.bytes": None, "segment.ms": "7200000"})
    found = bench.topics.describe((name,))[name]
    assert found.id == made.id
    assert found.config["retention.ms"] == "3600000"
    assert found.config["segment.ms"] == "7200000"
    assert found.config.get("max.message.bytes") != "2000000"


def test_only_the_topic_of_the_id_is_altered(bench: Bench, topic: str) -> None:
    with pytest.raises(TopicConflict, match="another one"):
        bench.topics.alter(topic, "not-its-id", {"retention.ms": "1000"})
    with pytest.raises(TopicConflict, match="does not exist"):
        bench.topics.alter("conf-nobody-made-this", "an-id", {"retention.ms": "1000"})


def test_an_empty_partition_ends_where_it_starts(bench: Bench, topic: str) -> None:
    assert bench.topics.ends((topic,)) == Cut(
        (PartitionEnd(topic, 0, 0, 0, -1), PartitionEnd(topic, 1, 0, 0, -1))
    )


def test_plain_records_end_at_the_last_of_them(bench: Bench, topic: str) -> None:
    bench.write(topic, 1, (b"k", b"1"), (b"k", b"2"))
    assert bench.topics.ends((topic,)).ends[1] == PartitionEnd(topic, 1, 0, 2, 1)


def test_markers_at_the_tail_are_no_data(bench: Bench, topic: str) -> None:
    bench.transact(topic, 0, (b"k", b"1"), (b"k", b"2"), commit=True)
    assert bench.topics.ends((topic,)).ends[0] == PartitionEnd(topic, 0, 0, 3, 1)


def test_aborted_records_are_no_data(bench: Bench, topic: str) -> None:
    bench.write(topic, 0, (b"k", b"kept"))
    bench.transact(topic, 0, (b"k", b"1"), (b"k", b"2"), commit=False)
    assert bench.topics.ends((topic,)).ends[0] == PartitionEnd(topic, 0, 0, 4, 0)


def test_a_partition_of_aborted_records_holds_none(bench: Bench, topic: str) -> None:
    bench.transact(topic, 0, (b"k", b"1"), commit=False)
    assert bench.topics.ends((topic,)).ends[0] == PartitionEnd(topic, 0, 0, 2, -1)


def test_the_last_record_is_found_behind_a_long_tail_of_aborted_ones(
    bench: Bench, topic: str
) -> None:
    bench.write(topic, 0, (b"k", b"kept"), (b"k", b"last"))
    bench.transact(topic, 0, *[(b"k", b"lost")] * 700, commit=False)
    assert bench.topics.ends((topic,)).ends[0] == PartitionEnd(topic, 0, 0, 703, 1)


def test_an_open_transaction_ends_what_can_be_read(bench: Bench, topic: str) -> None:
    bench.write(topic, 0, (b"k", b"1"))
    commit = bench.open_transaction(topic, 0, (b"k", b"2"))
    bench.write(topic, 0, (b"k", b"3"))
    cut = bench.topics.ends((topic,))
    assert cut.ends[0] == PartitionEnd(topic, 0, 0, 1, 0)
    assert values(read(bench, cut)) == [b"1"]
    commit()
    cut = bench.topics.ends((topic,))
    assert cut.ends[0] == PartitionEnd(topic, 0, 0, 4, 2)
    assert values(read(bench, cut)) == [b"1", b"2", b"3"]


def test_a_missing_topic_has_no_ends(bench: Bench) -> None:
    with pytest.raises(TopicConflict, match="conf-nobody-made-this: does not exist"):
        bench.topics.ends(("conf-nobody-made-this",))


def test_many_partitions_are_cut_at_once(bench: Bench) -> None:
    name = f"conf-{uuid4().hex[:12]}"
    bench.topics.create(TopicSpec(name, 24, 1, {}))
    for partition in range(0, 24, 2):
        bench.write(name, partition, *[(None, b"x")] * (partition + 1))
    assert bench.topics.ends((name,)).ends == tuple(
        PartitionEnd(name, n, 0, n + 1, n) if n % 2 == 0 else PartitionEnd(name, n, 0, 0, -1)
        for n in range(24)
    )


def test_records_come_back_whole(bench: Bench, topic: str) -> None:
    bench.write(topic, 0, (b"k", b"1"), (b"k", None), (None, b"2"))
    found = read(bench, bench.topics.ends((topic,)))
    assert [(r.topic, r.partition, r.offset, r.key, r.value) for r in found] == [
        (topic, 0, 0, b"k", b"1"),
        (topic, 0, 1, b"k", None),
        (topic, 0, 2, None, b"2"),
    ]


def test_reading_stops_at_the_cut(bench: Bench, topic: str) -> None:
    bench.write(topic, 0, (b"k", b"1"))
    cut = bench.topics.ends((topic,))
    bench.write(topic, 0, (b"k", b"2"))
    bench.write(topic, 1, (b"k", b"3"))
    assert values(read(bench, cut)) == [b"1"]


def test_reading_starts_where_it_is_told(bench: Bench, topic: str) -> None:
    bench.write(topic, 0, (b"k", b"1"), (b"k", b"2"))
    bench.write(topic, 1, (b"k", b"3"))
    found = read(bench, bench.topics.ends((topic,)), {(topic, 0): 1, (topic, 1): 1})
    assert values(found) == [b"2"]


def test_aborted_records_are_not_read(bench: Bench, topic: str) -> None:
    bench.transact(topic, 0, (b"k", b"1"), commit=False)
    bench.transact(topic, 0, (b"k", b"2"), commit=True)
    bench.transact(topic, 0, (b"k", b"3"), commit=False)
    assert values(read(bench, bench.topics.ends((topic,)))) == [b"2"]


def test_reading_ends_although_only_markers_are_left(bench: Bench, topic: str) -> None:
    bench.transact(topic, 0, (b"k", b"1"), commit=True)
    cut = bench.topics.ends((topic,))
    tail_only = Cut((PartitionEnd(topic, 0, 0, cut.ends[0].end, cut.ends[0].end - 1),))
    assert read(bench, tail_only, {(topic, 0): 1}) == []


def test_two_topics_are_read_together(bench: Bench, topic: str) -> None:
    other = f"conf-{uuid4().hex[:12]}"
    bench.topics.create(TopicSpec(other, 1, 1, {}))
    bench.write(topic, 0, (b"k", b"1"))
    bench.write(other, 0, (b"k", b"2"))
    found = read(bench, bench.topics.ends((topic, other)))
    assert sorted(values(found), key=str) == [b"1", b"2"]


def test_a_reader_can_be_left_early(bench: Bench, topic: str) -> None:
    bench.write(topic, 0, *[(b"k", b"x")] * 50)
    reader = bench.topics.read({}, bench.topics.ends((topic,)))
    assert next(reader).value == b"x"
    del reader


def test_a_published_record_is_there_at_once(bench: Bench, topic: str) -> None:
    bench.topics.publish(topic, b"key", b"value")
    (found,) = read(bench, bench.topics.ends((topic,)))
    assert (found.key, found.value) == (b"key", b"value")


def test_publishing_makes_no_topic(bench: Bench) -> None:
    with pytest.raises(TopicConflict, match="does not exist"):
        bench.topics.publish("conf-nobody-made-this", b"key", b"value")
    assert "conf-nobody-made-this" not in bench.topics.list_names()


def test_a_group_with_positions_is_an_interest(bench: Bench, topic: str) -> None:
    bench.write(topic, 0, (b"k", b"1"), (b"k", b"2"), (b"k", b"3"))
    bench.commit_position(topic, f"{topic}-group", 0, 1)
    assert bench.topics.groups(topic) == (ConsumerGroup(f"{topic}-group", "empty", 0, 2),)


def test_a_group_of_another_topic_is_none_of_ours(bench: Bench, topic: str) -> None:
    other = f"conf-{uuid4().hex[:12]}"
    bench.topics.create(TopicSpec(other, 1, 1, {}))
    bench.commit_position(other, f"{other}-group", 0, 0)
    assert bench.topics.groups(topic) == ()


def test_an_absent_topic_has_no_groups(bench: Bench) -> None:
    assert bench.topics.groups("conf-nobody-made-this") == ()


def test_a_name_that_kafka_does_not_accept_is_a_mistake_or_absent(bench: Bench) -> None:
    assert bench.topics.describe(("no such name",)) == {}
