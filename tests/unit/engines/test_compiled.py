"""What of a planned job decides whether another one can go on from it."""

from __future__ import annotations

import json

import pytest

from teal.engines.flink.compiled import compiled_plan, planned_job
from teal.model.codec import Json
from teal.ports.planner import CompiledPlan

SOURCE = "Source: KafkaSource-default_catalog.default_database.raw"


def node(number: int, kind: str, *inputs: int, ship: str = "FORWARD", parallelism: int = 1) -> Json:
    taken: list[Json] = [{"id": each, "ship_strategy": ship, "side": "second"} for each in inputs]
    found: dict[str, Json] = {
        "id": number,
        "type": kind,
        "contents": kind,
        "parallelism": parallelism,
    }
    return found | ({"predecessors": taken} if taken else {})


def compiled(*nodes: Json) -> CompiledPlan:
    text = json.dumps({"nodes": list(nodes)})
    job = planned_job(f"== Optimized Execution Plan ==\n…\n== Physical Execution Plan ==\n{text}")
    assert job is not None
    return compiled_plan(job)


def chain(*kinds: str) -> CompiledPlan:
    nodes = [node(n, kind, *((n - 1,) if n else ())) for n, kind in enumerate((SOURCE, *kinds))]
    return compiled(*nodes)


def test_calculations_between_source_and_sink_keep_no_state() -> None:
    found = chain(
        "Calc[2]", "Correlate[3]", "WatermarkAssigner[4]", "o[5]: Writer", "o[5]: Committer"
    )
    assert found.stateful == ()


@pytest.mark.parametrize(
    "kind",
    ["GroupAggregate", "ChangelogNormalize", "SinkMaterializer", "Join", "NeverSeenBefore"],
)
def test_everything_else_counts_as_keeping_state(kind: str) -> None:
    assert chain(f"{kind}[7]", "o[8]: Writer").stateful == (kind,)


def test_numbers_of_operators_and_what_comes_behind_do_not_change_a_source() -> None:
    assert chain("Calc[2]", "o[3]: Writer").sources == chain("o[77]: Writer").sources


def test_a_source_is_another_one_where_its_rows_are_not_chained_any_more() -> None:
    apart = compiled(node(1, SOURCE), node(2, "o[1]: Writer", 1, ship="REBALANCE", parallelism=2))
    twice = compiled(node(1, SOURCE), node(2, "Calc[1]", 1), node(3, "Calc[2]", 1))
    assert len({chain("o[1]: Writer").sources, apart.sources, twice.sources}) == 3


def test_two_sources_are_told_by_their_order() -> None:
    other = SOURCE.replace("raw", "other")
    one = compiled(node(1, SOURCE), node(2, other), node(3, "o[1]: Writer", 1, 2))
    back = compiled(node(1, other), node(2, SOURCE), node(3, "o[1]: Writer", 1, 2))
    assert one.sources != back.sources


def test_an_answer_without_operators_is_no_plan() -> None:
    assert planned_job("== Optimized Execution Plan ==") is None
    assert planned_job("== Physical Execution Plan ==\nnot JSON") is None
