"""The record is never contradicted; a job that somebody started anew takes the place of one that
is gone, on somebody's word."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.adoption.cluster import Cluster
from tests.unit.adoption.conftest import FCT

from teal.config.mapping_file import read_words
from teal.model.errors import StalePlan
from teal.usecases.adopt import AdoptionWish, adopt, make_adoption

TOPIC = "tables: {fct_regions: fct.regions}\n"


def test_a_job_that_was_started_anew_takes_its_place_on_a_word(cluster: Cluster) -> None:
    cluster.adopt()
    cluster.bench.flink.end("job-fct")
    cluster.runs("job-new", "nightly", "fct_regions", ("int_orders",), FCT)
    assert cluster.teal("doctor", code=6)
    said = cluster.adopt("units: {fct_regions: job-new}\n", code=3)
    assert "the record says job job-fct, which is finished; job-new (nightly) takes" in said.err
    cluster.adopt("units: {fct_regions: {job: job-new, trust: restarted after the outage}}\n")
    assert cluster.jobs()["job-new"] == "fct_regions@v1#1"
    cluster.teal("doctor")
    assert "Nothing to do" in cluster.teal("plan").out


def test_a_second_job_beside_the_recorded_one_is_refused(cluster: Cluster) -> None:
    cluster.adopt()
    cluster.runs("job-new", "nightly2", "fct_regions", ("int_orders",), FCT)
    said = cluster.adopt("units: {fct_regions: job-new}\n", code=3)
    assert (
        "unit fct_regions: the record says that job job-fct (nightly) is it, and it runs"
        in said.err
    )


def test_another_topic_than_the_recorded_one_is_refused(cluster: Cluster) -> None:
    cluster.adopt()
    cluster.topic("other")
    said = cluster.adopt("tables: {fct_regions: other}\n", code=3)
    assert (
        "table fct_regions: the record says topic fct.regions, the mapping file other" in said.err
    )


def test_what_serves_cannot_be_said_to_be_absent(cluster: Cluster) -> None:
    cluster.adopt()
    said = cluster.adopt("units: {fct_regions: absent}\n", code=3)
    assert "it is said to be absent, and the record says that it serves" in said.err


def test_while_a_release_is_open_nothing_is_adopted(cluster: Cluster) -> None:
    cluster.adopt()
    cluster.terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    cluster.teal("deploy", "--no-wait")
    said = cluster.teal("adopt", "--map", cluster.map(TOPIC), "--yes", code=5)
    assert "release r2 is " in said.err


def test_a_store_that_moved_meanwhile_is_not_written(cluster: Cluster) -> None:
    wish = AdoptionWish(words=read_words(Path(cluster.map(TOPIC))))
    found = make_adoption(cluster.bench, wish)
    cluster.adopt()
    with pytest.raises(StalePlan, match="changed the deployment meanwhile"):
        adopt(cluster.bench, found)
