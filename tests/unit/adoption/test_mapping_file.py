"""A mapping file that names what is not there is refused, with lines and with all mistakes."""

from __future__ import annotations

import pytest
from tests.unit.adoption.cluster import Cluster
from tests.unit.adoption.conftest import FCT


def mistakes(cluster: Cluster, text: str) -> str:
    """What is said of a mapping file that is wrong; nothing is recorded."""
    said = cluster.adopt(text, code=1)
    assert cluster.bench.store.load() is None
    return said.err


def test_all_mistakes_come_at_once_with_their_lines(cluster: Cluster) -> None:
    text = """units:
  int_ordres: job-int
  fct_regions: job-fkt
tables:
  raw_orders: raw
  fct_regions: fct.region
"""
    said = mistakes(cluster, text)
    for part in (
        "adopt.yaml:2:3: error [TEAL-303]: there is no unit `int_ordres`. "
        "Did you mean `int_orders`?",
        "adopt.yaml:3:3: error [TEAL-303]: `fct_regions`: the engine knows no job `job-fkt`. "
        "Did you mean `job-fct`?",
        "adopt.yaml:5:3: error [TEAL-303]: `raw_orders` is an external: Teal does not own it",
        "adopt.yaml:6:3: error [TEAL-303]: the topic `fct.region` of `fct_regions` does not exist. "
        "Did you mean `fct.regions`?",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "unit: {}\n",
            ":1:1: error [TEAL-303]: `unit` is no key here. There are `units`, `tables`",
        ),
        (
            "units:\n  int_orders: {jobs: x}\n",
            ":2:16: error [TEAL-303]: `units.int_orders.jobs` is no key here. There are `job`",
        ),
        (
            "units:\n  int_orders: [a, b]\n",
            ":2:3: error [TEAL-303]: `units.int_orders` names several",
        ),
        ("units: [a]\n", ":1:1: error [TEAL-303]: `units` needs lines such as `name: value`."),
        ("tables:\n  int_orders: {version: 0}\n", "needs a whole number from 1."),
        ("tables:\n  int_orders: {owned: maybe}\n", "`tables.int_orders.owned` is true or false."),
        ("trust:\n", "`trust` needs a text."),
        ("units:\n  int_orders: a\n  int_orders: b\n", "stands here a second time"),
        ("units: {\n", "This is no valid YAML"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_line(
    cluster: Cluster, text: str, said: str
) -> None:
    assert said in mistakes(cluster, text)


def test_a_file_that_is_not_there_is_named(cluster: Cluster) -> None:
    said = cluster.teal("adopt", "--map", "nowhere.yaml", "--yes", code=1)
    assert "nowhere.yaml does not exist" in said.err


def test_one_job_cannot_be_two_units(cluster: Cluster) -> None:
    said = mistakes(cluster, "units:\n  int_orders: job-int\n  fct_regions: job-int\n")
    assert ":3:3: error [TEAL-303]: job job-int (insert-into_x) is said to run both" in said


def test_two_jobs_of_one_name_have_to_be_told_apart(cluster: Cluster) -> None:
    cluster.runs("job-two", "nightly", "fct_regions", ("int_orders",), FCT)
    said = mistakes(cluster, "units:\n  fct_regions: nightly\n")
    assert "2 running jobs are called `nightly`: job-fct, job-two. Give the id" in said


def test_a_job_that_has_ended_cannot_be_adopted(cluster: Cluster) -> None:
    cluster.bench.flink.end("job-fct")
    said = mistakes(cluster, "units:\n  fct_regions: job-fct\n")
    assert "`fct_regions`: job job-fct (nightly) does not run, it is finished." in said


def test_one_topic_cannot_be_two_tables(cluster: Cluster) -> None:
    said = mistakes(cluster, "tables:\n  int_orders: orders_v3\n  fct_regions: orders_v3\n")
    assert ":3:3: error [TEAL-303]: the topic `orders_v3` is said to hold both" in said


def test_a_job_of_other_tables_is_not_the_unit(cluster: Cluster) -> None:
    said = cluster.adopt("units: {fct_regions: job-int, int_orders: absent}\n", code=3)
    assert (
        "unit fct_regions: job job-int (insert-into_x) writes int_orders, and it writes" in said.err
    )


def test_what_does_not_run_is_listed_and_may_be_said_to_be_absent(cluster: Cluster) -> None:
    cluster.bench.flink.end("job-fct")
    said = cluster.adopt(code=3)
    assert "unit fct_regions: no running job is known to write fct_regions (pipelines/" in said.err
    cluster.adopt("units: {fct_regions: absent}\ntables: {int_orders: orders_v3}\n")
    assert "create   1 table" in cluster.teal("plan").out


def test_what_others_read_cannot_be_absent(cluster: Cluster) -> None:
    said = cluster.adopt("units: {int_orders: absent}\n", code=3)
    assert "unit fct_regions: it reads int_orders, which is said to be absent" in said.err
