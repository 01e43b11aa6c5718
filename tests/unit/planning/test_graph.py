"""Who feeds whom."""

from __future__ import annotations

import pytest
from tests.unit.planning.builders import CHAIN, RAW_FILE, copy, sound, stage, table

from teal.planning.graph import Edge


def test_units_stand_in_dependency_order_with_their_depth() -> None:
    _, graph = sound(CHAIN)
    assert graph.order == ("src", "mid", "fct", "other")
    assert graph.depth == {"src": 1, "mid": 2, "other": 2, "fct": 3}


def test_edges_name_the_table_and_externals_are_sources() -> None:
    _, graph = sound(CHAIN)
    assert graph.edges == (
        Edge("mid", "fct", "mid"),
        Edge("raw_orders", "src", "raw_orders"),
        Edge("src", "mid", "src"),
        Edge("src", "other", "src"),
    )


def test_readers_and_writers_of_a_table() -> None:
    _, graph = sound(CHAIN)
    assert graph.readers_of("src") == ("mid", "other")
    assert graph.readers_of("raw_orders") == ("src",)
    assert graph.writers_of("src") == ("src",)
    assert graph.writers_of("raw_orders") == ()
    assert graph.inputs("fct") == ("mid",)


def test_descendants_and_ancestors_are_all_of_them() -> None:
    _, graph = sound(CHAIN)
    assert graph.descendants(("src",)) == {"mid", "fct", "other"}
    assert graph.ancestors(("fct",)) == {"mid", "src"}
    assert graph.descendants(("fct", "other")) == frozenset()


def test_views_feed_their_readers() -> None:
    view = {"v.sql": "CREATE VIEW v AS SELECT id, amount FROM src"}
    _, graph = sound({**CHAIN, **view, **stage("last", "v")})
    assert graph.descendants(("v",)) == {"last"}
    assert graph.depth["last"] == 3


def test_writers_of_one_table_belong_together_also_by_way_of_others() -> None:
    text = (
        f"{copy('a', 'raw_orders')};"
        f"EXECUTE STATEMENT SET BEGIN {copy('b', 'raw_orders')}; {copy('a', 'raw_orders')}; END;"
        f"{copy('b', 'raw_orders')};{copy('c', 'raw_orders')}"
    )
    tables = ";".join(table(name) for name in "abc")
    _, graph = sound({**RAW_FILE, "t.sql": f"{tables};{text}"})
    assert graph.together["a"] == ("a", "b", "b#2")
    assert graph.together["b#2"] == ("a", "b", "b#2")
    assert graph.together["c"] == ("c",)
    assert graph.writers_of("a") == ("a", "b")


@pytest.mark.slow
def test_a_chain_of_ten_thousand_has_a_graph() -> None:
    names = [f"t{i:05}" for i in range(10_000)]
    text = ";".join(
        f"CREATE TABLE {name} (id INT); INSERT INTO {name} SELECT id FROM {source}"
        for name, source in zip(names, ["raw_orders", *names], strict=False)
    )
    _, graph = sound({**RAW_FILE, "all.sql": text})
    assert graph.order == tuple(names)
    assert len(graph.descendants(("t00000",))) == 9_999
