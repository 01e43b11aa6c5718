"""What nothing proves is listed and needs a word; what speaks against it needs one of its own."""

from __future__ import annotations

import pytest
from tests.unit.adoption.cluster import PREFIX, Cluster
from tests.unit.adoption.conftest import FCT, INT

from teal.model.adoption import JobPicture

TOPIC = "tables: {fct_regions: fct.regions}\n"


def again(cluster: Cluster, native_id: str, table: str, reads: str, statement: str) -> None:
    """The same job, but it runs something else."""
    cluster.runs(native_id, native_id, table, (reads,), statement)


def refused(cluster: Cluster, mapping: str = TOPIC) -> str:
    """Adopting is refused and nothing is recorded; what was said."""
    said = cluster.adopt(mapping, code=3)
    assert cluster.bench.store.load() is None
    return said.err


def test_another_plan_than_the_text_has_needs_a_word_of_its_own(cluster: Cluster) -> None:
    again(cluster, "job-fct", "fct_regions", "int_orders", FCT.replace("COUNT", "MAX"))
    said = refused(cluster, f"{TOPIC}trust: all of it is known\n")
    assert "unit fct_regions: job job-fct runs another plan than Flink makes of" in said
    assert "only in the job: INSERT INTO fct_regions\nSELECT region, MAX(*)" in said
    out = cluster.adopt(f"{TOPIC}units: {{fct_regions: {{trust: Ada has compared them}}}}\n").out
    assert "Not proven, taken on somebody's word\n  unit fct_regions: " in out
    assert "      trusted: Ada has compared them\n" in out
    assert "taken on somebody's word: unit fct_regions: " in cluster.teal("history").out


def test_a_job_that_tells_nothing_of_its_text_needs_a_word(cluster: Cluster) -> None:
    again(cluster, "job-fct", "fct_regions", "int_orders", "")
    assert "it cannot be told whether job job-fct runs the text of" in refused(cluster)
    cluster.adopt(f"{TOPIC}trust: it was deployed from this commit\n")


def test_a_job_that_reads_another_table_is_in_doubt(cluster: Cluster) -> None:
    again(cluster, "job-fct", "fct_regions", "raw_orders", FCT)
    said = refused(cluster, "tables: {fct_regions: fct.regions, int_orders: orders_v3}\n")
    assert f"unit fct_regions: its job reads {PREFIX}raw_orders; its text reads int_orders." in said


def test_a_topic_that_only_has_the_right_name_is_in_doubt(cluster: Cluster) -> None:
    cluster.topic("fct_regions")
    said = refused(cluster, "units: {}\n")
    assert "table fct_regions: topic fct_regions has the name that it would have" in said
    cluster.adopt("trust: nobody else writes here\n")


def test_other_partitions_than_the_definition_says_are_in_doubt(cluster: Cluster) -> None:
    cluster.topic("five", partitions=5)
    said = refused(cluster, "tables: {fct_regions: five}\n")
    assert "topic five has 5 partitions, and the definition says 1." in said
    cluster.adopt("tables: {fct_regions: {topic: five, trust: it was resized in May}}\n")


@pytest.mark.parametrize(
    ("key", "value", "objection"),
    [
        (
            b'{"region": "n"}',
            b"\0\0\0\0\1x",
            "value is no JSON object (it begins as a schema regis",
        ),
        (b'{"region": "n"}', b'{"who": 1}', "has none of the table's columns, but who."),
        (b'{"id": 1}', b'{"orders": 1}', "key has id, the primary key is region."),
        (None, b'{"orders": 1}', "has no key, and an upsert table needs one."),
    ],
)
def test_a_record_that_cannot_be_of_the_table_is_an_objection(
    cluster: Cluster, key: bytes | None, value: bytes, objection: str
) -> None:
    cluster.bench.kafka.append("fct.regions", 0, key, value)
    assert objection in refused(cluster)


def test_a_record_as_the_definition_says_is_none(cluster: Cluster) -> None:
    cluster.bench.kafka.append("fct.regions", 0, b'{"region": "n"}', b'{"orders": 1}')
    cluster.adopt()


def test_a_tombstone_is_no_objection_to_an_upsert_table(cluster: Cluster) -> None:
    cluster.bench.kafka.append("fct.regions", 0, b'{"region": "n"}', None)
    cluster.adopt()


def test_an_external_that_comes_from_another_topic_is_in_doubt(cluster: Cluster) -> None:
    cluster.runs(
        "job-int", "x", "int_orders", ("raw_orders",), INT, {"raw_orders": "orders_of_2019"}
    )
    said = refused(cluster)
    assert (
        "its job reads raw_orders from topic orders_of_2019, and the project has it in raw" in said
    )


def test_readers_that_contradict_the_mapping_file_cannot_be_trusted_away(
    cluster: Cluster,
) -> None:
    cluster.topic("other")
    mapping = "tables: {fct_regions: fct.regions, int_orders: {topic: other, trust: yes it is}}\n"
    said = refused(cluster, mapping)
    assert (
        "table int_orders: topic other (by the mapping file), but fct_regions reads it from "
        "orders_v3" in said
    )


def test_several_jobs_that_may_be_one_unit_are_listed(cluster: Cluster) -> None:
    cluster.runs("job-two", "nightly", "fct_regions", ("int_orders",), FCT)
    said = refused(cluster)
    assert "unit fct_regions: several jobs may be it: job-fct (nightly) since " in said
    assert "job-two (nightly) since " in said
    cluster.adopt(f"units: {{fct_regions: job-two}}\n{TOPIC}")


def test_a_job_of_the_right_name_that_tells_nothing_is_in_doubt(cluster: Cluster) -> None:
    cluster.bench.flink.add_foreign("job-fct", "fct_regions", JobPicture(), FCT)
    mapping = "tables: {fct_regions: fct.regions, int_orders: orders_v3}\n"
    said = refused(cluster, mapping)
    assert "job job-fct (fct_regions) has its name; the engine does not tell what it writes" in said
    cluster.adopt(f"{mapping}trust: it is the only one\n")


def test_a_topic_that_compacts_at_once_is_unfit_for_trajectories(cluster: Cluster) -> None:
    cluster.topic("quick", cleanup_policy="compact")
    out = cluster.adopt("tables: {fct_regions: quick}\n").out
    assert (
        "fct_regions: topic quick compacts rows after 0 h, so it is unfit for trajectories" in out
    )
    assert (
        "kafka-configs --bootstrap-server BROKER --alter --entity-type topics --entity-name quick "
        "--add-config min.compaction.lag.ms=86400000" in out
    )
    assert "is unfit for trajectories" in cluster.teal("explain", "fct_regions").out


def test_a_topic_where_the_next_version_would_go_is_told(cluster: Cluster) -> None:
    cluster.topic("fct_regions_v2")
    out = cluster.adopt().out
    assert (
        "fct_regions: topic fct_regions_v2 exists, which the next version (v2) would need." in out
    )


def test_a_job_without_checkpoints_is_told(cluster: Cluster) -> None:
    picture = JobPicture((f"{PREFIX}fct_regions",), takes_checkpoints=False)
    cluster.bench.flink.add_foreign("job-fct", "nightly", picture, FCT)
    out = cluster.adopt("tables: {fct_regions: fct.regions, int_orders: orders_v3}\n").out
    assert "No checkpoints: fct_regions." in out
