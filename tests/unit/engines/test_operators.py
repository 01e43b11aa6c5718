"""What the lines that Flink keeps of a job's operators tell. All of them were seen in Flink 2.3."""

from __future__ import annotations

import pytest

from teal.engines.flink.operators import (
    inner_operators,
    operators,
    source_table,
    tables_read,
    tables_written,
)
from teal.engines.flink.pictures import compared
from teal.engines.flink.wire import JobDetails
from teal.model.adoption import Likeness

SOURCE = "Source: KafkaSource-default_catalog.default_database.int_orders"
AGGREGATE = "[7]:GroupAggregate(groupBy=[region], select=[region, COUNT(*) AS EXPR$1])"
WRITER = "fct_regions[8]: Writer"


def job(*descriptions: str) -> JobDetails:
    """A job with these vertices."""
    nodes = [{"id": str(n), "description": text} for n, text in enumerate(descriptions)]
    return JobDetails.model_validate(
        {
            "jid": "1f",
            "name": "x",
            "state": "RUNNING",
            "start-time": 1,
            "now": 2,
            "plan": {"nodes": nodes},
        }
    )


def test_a_vertex_is_a_tree_of_operators_in_html() -> None:
    found = operators(
        job(
            f"{SOURCE}<br/>:- [22]:Calc(select=[id])<br/>:  +- app[23]: Writer<br/>"
            "+- [24]:Calc(select=[id], where=[(amount &gt; 5)])<br/>   +- app2[25]: Writer<br/>"
        )
    )
    assert found == (
        SOURCE,
        "[22]:Calc(select=[id])",
        "app[23]: Writer",
        "[24]:Calc(select=[id], where=[(amount > 5)])",
        "app2[25]: Writer",
    )


@pytest.mark.parametrize(
    ("described", "table"),
    [
        (SOURCE, "default_catalog.default_database.int_orders"),
        ("Source: bids[1]", "bids"),
        ("Source: TableSourceScan(table=[[c, d, bids]], fields=[id])", "c.d.bids"),
        ("[1]:TableSourceScan(table=[[c, d, bids, filter=[]]], fields=[id])", "c.d.bids"),
        (AGGREGATE, ""),
    ],
)
def test_sources_name_their_tables(described: str, table: str) -> None:
    assert source_table(described) == table


@pytest.mark.parametrize(
    ("described", "table"),
    [
        (WRITER, "fct_regions"),
        ("fct_regions[8]: Committer", "fct_regions"),
        ("Sink(table=[c.d.app], fields=[id]): Writer", "c.d.app"),
        ("Sink: Sink(table=[c.d.app], fields=[id])", "c.d.app"),
        ("Sink: app[3]", "app"),
    ],
)
def test_sinks_name_their_tables(described: str, table: str) -> None:
    assert tables_written((SOURCE, AGGREGATE, described), "nightly") == (table,)
    assert tables_read((SOURCE, AGGREGATE, described)) == (
        "default_catalog.default_database.int_orders",
    )


def test_the_name_that_flink_gives_a_job_has_its_tables_whole() -> None:
    described = ("app[1]: Writer", "app2[2]: Writer")
    assert tables_written(described, "insert-into_c.d.app,c.d.app2") == ("c.d.app", "c.d.app2")


def test_a_name_that_somebody_chose_is_not_believed() -> None:
    assert tables_written(("app[1]: Writer",), "insert-into_c.d.other") == ("app",)


def test_numbers_sources_and_sinks_do_not_count_in_a_comparison() -> None:
    running = (SOURCE, AGGREGATE, WRITER)
    planned = ("Source: KafkaSource-c.d.x", AGGREGATE.replace("[7]", "[33]"), "y[9]: Writer")
    assert compared(running, planned).likeness is Likeness.SAME_PLAN


def test_an_operator_more_is_another_plan_and_is_named() -> None:
    calc = "[3]:Calc(select=[region], where=[(amount > 5)])"
    found = compared((SOURCE, AGGREGATE, WRITER), (SOURCE, calc, AGGREGATE, WRITER))
    assert found.likeness is Likeness.DIFFERENT
    assert found.only_planned == ("Calc(select=[region], where=[(amount > 5)])",)
    assert found.only_running == ()


def test_the_same_operator_twice_is_not_once() -> None:
    assert inner_operators((AGGREGATE, AGGREGATE)) != inner_operators((AGGREGATE,))
    assert compared((AGGREGATE, AGGREGATE), (AGGREGATE,)).likeness is Likeness.DIFFERENT
