"""One table: what serves, why it moves or stays, who reads it, where it stands."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import KeptBench, Terminal

from teal.ports.topics import ConsumerGroup


@pytest.fixture
def bench(terminal: Terminal) -> KeptBench:
    """The small pipeline serves."""
    terminal.config(
        pipelines="pipelines",
        exposures="[{name: sales, owner: Ada, tables: [fct_regions], consumer_groups: [bi]}]",
    )
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    return bench


def test_it_says_what_serves_since_when_and_for_whom(terminal: Terminal, bench: KeptBench) -> None:
    said = terminal.teal("explain", "int_orders").out
    assert said.startswith(
        "int_orders: table, defined in pipelines/intermediates/int_orders.sql:1\n"
        "  serving     v1 (int_orders), serving since "
    )
    assert "by release r1\n                topic int_orders\n" in said
    assert "read by fct_regions@v1#1\n" in said
    assert "  plan        keep int_orders: nothing that it says or reads changed\n" in said
    assert "  written by  int_orders (pipelines/intermediates/int_orders.sql:5), keeps" in said
    assert "  reads       raw_orders (external)\n" in said
    assert "fct_regions (pipelines/facts/fct_regions.sql:5) reads int_orders v1 now" in said


def test_why_a_plan_would_rebuild_it_is_told_once(terminal: Terminal, bench: KeptBench) -> None:
    terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(amount)", "MAX(amount)")
    assert terminal.teal("explain", "int_orders").out.count("`amount` changed in ") == 1


def test_it_says_why_a_plan_would_rebuild_it(terminal: Terminal, bench: KeptBench) -> None:
    terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(amount)", "MAX(amount)")
    found = terminal.teal("explain", "fct_regions", "--json").json["explanation"]
    action = found["actions"][0]
    assert action["action"] == "rebuild"
    assert "int_orders" in action["reasons"][0]
    assert found["serving"]["version"]["number"] == 1


def test_readers_outside_are_told_apart(terminal: Terminal, bench: KeptBench) -> None:
    bench.kafka.join("fct_regions", ConsumerGroup("bi", "STABLE", 2, 7))
    bench.kafka.join("fct_regions", ConsumerGroup("mine", "EMPTY", 0, None))
    said = terminal.teal("explain", "fct_regions").out
    assert "sales: exposure of Ada, seen as bi; all columns count, it names none\n" in said
    assert "bi: consumer group, exposure sales, 2 members now, 7 records behind\n" in said
    assert "mine: consumer group, declared nowhere, 0 members now" in said
    assert "  read by     no unit of the project\n" in said


def test_what_is_deployed_beside_is_listed(terminal: Terminal, bench: KeptBench) -> None:
    terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    terminal.teal("deploy")
    said = terminal.teal("explain", "fct_regions").out
    assert "  beside      v2 (fct_regions_v2), on its way since " in said


def test_an_external_has_readers_and_no_versions(terminal: Terminal, bench: KeptBench) -> None:
    said = terminal.teal("explain", "raw_orders").out
    assert "raw_orders: external, defined in pipelines/sources/raw_orders.sql:1\n" in said
    assert "somebody else (topic raw_orders): Teal only reads it" in said
    assert "int_orders (pipelines/intermediates/int_orders.sql:5) reads raw_orders now" in said


def test_a_table_that_no_file_has_any_more_is_still_explained(
    terminal: Terminal, bench: KeptBench
) -> None:
    (terminal.folder / "pipelines/facts/fct_regions.sql").unlink()
    said = terminal.teal("explain", "fct_regions").out
    assert said.startswith("fct_regions: table, defined in no file of this revision any more\n")
    assert "remove fct_regions: it is no more in the project" in said


def test_what_the_engine_cannot_say_is_named(terminal: Terminal, bench: KeptBench) -> None:
    bench.flink.is_reachable = False
    said = terminal.teal("explain", "int_orders").out
    assert "  unknown     what jobs do now: memory engine at memory cannot be reached" in said
    assert "job int_orders@v1#1 " in said


def test_an_unknown_name_is_answered_with_the_nearest(terminal: Terminal) -> None:
    said = terminal.teal("explain", "int_order", code=1)
    assert said.err == "error: there is no table `int_order` here. Did you mean `int_orders`?\n"


def test_before_anything_was_deployed_it_says_what_would_be(terminal: Terminal) -> None:
    said = terminal.teal("explain", "int_orders").out
    assert "  serving     nothing: no version of it has been promoted\n" in said
    assert "  plan        create int_orders: it is new" in said
    assert "fct_regions.sql:5), of which no version serves yet, reads it\n" in said


def test_it_says_who_reads_which_columns_for_what(terminal: Terminal, bench: KeptBench) -> None:
    said = terminal.teal("explain", "int_orders").out
    assert (
        "fct_regions (pipelines/facts/fct_regions.sql:5) reads int_orders v1 now\n"
        "                amount: for amount (line 6)\n"
        "                region: for region (line 6); decides the rows by GROUP BY (line 6)\n"
        "              no unit reads order_id\n"
    ) in said
    found = terminal.teal("explain", "int_orders", "--json").json["explanation"]
    assert found["unused"] == ["order_id"]
    assert found["readers"][0]["uses"][1] == {
        "$type": "ColumnUse",
        "column": "amount",
        "into": "amount",
        "clause": "",
        "text": "SUM(amount)",
        "place": "pipelines/facts/fct_regions.sql:6",
    }


def test_readers_through_a_view_are_told_with_the_view(terminal: Terminal) -> None:
    terminal.sql("views/v.sql", "CREATE VIEW v AS SELECT region AS place FROM int_orders;")
    terminal.sql("views/w.sql", "CREATE VIEW w AS SELECT place FROM v;")
    said = terminal.teal("explain", "int_orders").out
    assert "w (pipelines/views/w.sql:1), of which no version serves yet, reads int_orders " in said
    assert "through v\n                region: for place (line 1)\n" in said


def test_a_unit_that_still_runs_reads_on_though_no_file_has_it(
    terminal: Terminal, bench: KeptBench
) -> None:
    (terminal.folder / "pipelines/facts/fct_regions.sql").unlink()
    said = terminal.teal("explain", "int_orders").out
    assert "facts/fct_regions.sql:5 (no more in the project)) reads int_orders v1 now" in said
    assert "amount: for amount (line 6)\n" in said
