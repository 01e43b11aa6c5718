"""An external that no file defines and that the engine knows: planned by column, and watched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal

COLUMNS = "order_id BIGINT, region STRING, amount DECIMAL(12, 2)"
TABLE = """CREATE TABLE `default_catalog`.`default_database`.`raw_orders` (
  {}
) WITH (
  'connector' = 'kafka',
  'topic' = 'raw_orders',
  'value.format' = 'json',
  'properties.bootstrap.servers' = 'inner-host:9092'
)
"""


def engine_tells(terminal: Terminal, columns: str) -> None:
    assert terminal.kept is not None
    terminal.kept.flink.standing[("raw_orders",)] = TABLE.format(columns)


@pytest.fixture
def shop(terminal: Terminal) -> Terminal:
    """raw_orders stands in the engine's catalog alone."""
    (terminal.folder / "pipelines/sources/raw_orders.sql").unlink()
    terminal.keep()
    engine_tells(terminal, COLUMNS)
    return terminal


@pytest.fixture
def serving(shop: Terminal) -> Terminal:
    """All of it serves."""
    shop.teal("deploy")
    shop.serve()
    return shop


def submission(terminal: Terminal, unit: str) -> dict[str, object]:
    units = terminal.teal("plan", "--json").json["plan"]["units"]
    found = next(each["submission"] for each in units if each["key"]["unit"] == unit)
    assert isinstance(found, dict)
    return found


def test_it_is_read_through_a_table_that_hides_it(shop: Terminal) -> None:
    """Where reading begins is Teal's to say; addresses and credentials stay in the catalog."""
    definitions = submission(shop, "int_orders")["definitions"]
    assert isinstance(definitions, list)
    assert definitions[0].startswith("CREATE TEMPORARY TABLE `raw_orders` WITH (")
    assert definitions[0].endswith("LIKE `raw_orders`")
    assert "'scan.startup.mode' = 'earliest-offset'" in definitions[0]
    assert "inner-host" not in json.dumps(definitions)


def test_what_the_engine_told_is_recorded_without_addresses(shop: Terminal) -> None:
    units = shop.teal("plan", "--json").json["plan"]["units"]
    text = next(u["external_sql"] for u in units if u["key"]["unit"] == "int_orders")["raw_orders"]
    assert "amount DECIMAL(12, 2)" in text
    assert "inner-host" not in text


def test_once_it_serves_nothing_is_left_to_do(serving: Terminal) -> None:
    assert "Nothing to do" in serving.teal("plan").out


def test_a_column_that_came_to_be_touches_nobody_who_does_not_read_it(serving: Terminal) -> None:
    engine_tells(serving, f"{COLUMNS}, note STRING")
    assert "rebuild" not in serving.teal("plan").out


def test_a_type_that_moved_is_a_change_of_input(serving: Terminal) -> None:
    engine_tells(serving, COLUMNS.replace("(12, 2)", "(14, 2)"))
    said = serving.teal("plan").out
    assert "int_orders: an external that it reads" in said
    assert "rebuild  int_orders" in said
    assert "catalog:raw_orders" in said


def test_a_star_over_it_is_resolved(shop: Terminal) -> None:
    """By the columns that the engine told, of which the filled table may lack one."""
    shop.sql(
        "copies.sql",
        "CREATE TABLE copies (order_id BIGINT, region STRING, amount DECIMAL(12, 2)) "
        "WITH ('changelog.mode' = 'append');\nINSERT INTO copies SELECT * FROM raw_orders;\n",
    )
    assert "3 tables: copies" in shop.teal("plan").out
    engine_tells(shop, f"{COLUMNS}, note STRING")
    assert "the query gives 4 columns" in shop.teal("plan", code=1).all


def test_a_plan_from_before_it_moved_is_stale_and_names_it(shop: Terminal) -> None:
    shop.teal("plan", "-o", "plan.json")
    engine_tells(shop, COLUMNS.replace("(12, 2)", "(14, 2)"))
    said = shop.try_teal("deploy", "plan.json")
    assert said.code != 0
    assert "external raw_orders has other columns, or another key" in said.all


@pytest.fixture
def keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands keep what they read for the next one."""
    monkeypatch.delenv("TEAL_NO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def settled(terminal: Terminal) -> None:
    """As a later process finds things: files that nobody writes now, a store opened anew."""
    long_ago = 1_600_000_000
    for file in terminal.folder.rglob("*"):
        os.utime(file, (long_ago, long_ago))
    terminal.keep().__dict__.pop("store")


@pytest.mark.usefixtures("keeping")
def test_what_was_kept_of_an_earlier_plan_does_not_hide_that_it_moved(serving: Terminal) -> None:
    """A plan that reads only what was edited since would not ask."""
    settled(serving)
    assert "Nothing to do" in serving.teal("plan").out
    engine_tells(serving, COLUMNS.replace("(12, 2)", "(14, 2)"))
    assert "int_orders: an external that it reads" in serving.teal("plan").out
    serving.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    assert "int_orders: an external that it reads" in serving.teal("plan").out


def test_what_the_engine_does_not_know_is_told_with_what_to_do(shop: Terminal) -> None:
    shop.keep().flink.standing.clear()
    said = shop.teal("plan", code=1).all
    assert "TEAL-207" in said
    assert "The engine was asked, and its catalogs do not hold it." in said


def silent(terminal: Terminal) -> Terminal:
    """The engine runs jobs, and nobody can ask it for its catalogs."""
    terminal.keep().flink.answers_for_catalogs = False
    return terminal


def test_where_the_engine_cannot_be_asked_all_columns_count(shop: Terminal) -> None:
    said = silent(shop).teal("plan").out
    assert "`raw_orders` is declared external" in said
    assert "could not be asked" in said
    assert "counts as reading all of its columns" in said


def test_where_it_cannot_be_asked_what_runs_tells_what_it_was(serving: Terminal) -> None:
    """Nothing is rebuilt because somebody does not answer."""
    said = silent(serving).teal("plan").out
    assert "Nothing to do" in said
    assert "taken as it was told for what runs" in said
    serving.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    said = serving.teal("plan").out
    assert "rebuild  fct_regions" in said
    assert "rebuild  int_orders" not in said


@pytest.mark.parametrize("command", ["explain int_orders", "changes", "graph", "check"])
def test_no_command_that_only_looks_stops_there(shop: Terminal, command: str) -> None:
    for is_reachable in (True, False):
        bench = shop.keep()
        bench.flink.standing.clear()
        bench.flink.is_reachable = is_reachable
        said = shop.teal(*command.split())
        assert "`raw_orders` is declared external" in said.all
        assert "all of its columns" in said.all
        told = json.dumps(shop.teal(*command.split(), "--json").json)
        assert "`raw_orders` is declared external" in told


def test_adopting_warns_and_goes_on(shop: Terminal) -> None:
    said = silent(shop).teal("adopt", "--dry-run", code=3)  # nothing runs
    assert "counts as reading all of its columns" in said.out


def test_nobody_is_asked_where_files_define_everything(terminal: Terminal) -> None:
    bench = terminal.keep()
    terminal.teal("plan")
    assert bench.flink.asks == 0


def test_one_question_is_asked_for_all(shop: Terminal) -> None:
    bench = shop.keep()
    shop.teal("plan")
    assert bench.flink.asks == 1


def committed(shop: Terminal) -> None:
    shop.git("init", "--quiet", "--initial-branch=main")
    shop.commit("as it is")


def test_between_revisions_nobody_is_asked_and_all_columns_count(shop: Terminal) -> None:
    committed(shop)
    shop.edit("intermediates/int_orders.sql", "LAST_VALUE(region)", "MAX(region)")
    said = shop.teal("plan", "--from", "main").out
    assert "The columns of the external raw_orders are not known here" in said
    assert "rebuild  int_orders" in said
    assert shop.keep().flink.asks == 0


def test_between_revisions_a_unit_that_did_not_change_is_kept(shop: Terminal) -> None:
    """What is not known of it is the same on both sides."""
    committed(shop)
    shop.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    said = shop.teal("plan", "--from", "main").out
    assert "rebuild  fct_regions" in said
    assert "rebuild  int_orders" not in said


def test_between_revisions_a_star_over_it_means_everything(shop: Terminal) -> None:
    shop.edit(
        "intermediates/int_orders.sql",
        "SELECT order_id, LAST_VALUE(region), LAST_VALUE(amount) FROM raw_orders GROUP BY order_id",
        "SELECT * FROM raw_orders WHERE amount > 0",
    )
    committed(shop)
    shop.edit("intermediates/int_orders.sql", "amount > 0", "amount > 1")
    said = shop.teal("plan", "--from", "main").out
    assert "rebuild  fct_regions" in said


def test_check_warns_and_goes_on(shop: Terminal) -> None:
    said = shop.teal("check").out
    assert "warning [TEAL-207]" in said
    assert "`teal plan` asks the engine's catalogs" in said


@pytest.mark.usefixtures("keeping")
def test_a_definition_that_leaves_the_files_is_looked_for_in_the_catalog(
    terminal: Terminal,
) -> None:
    """Also by a plan that reads no more than that edit."""
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    settled(terminal)
    assert "Nothing to do" in terminal.teal("plan").out
    engine_tells(terminal, COLUMNS)
    terminal.sql("sources/raw_orders.sql", "-- it stands in the catalog\n")
    assert "int_orders" in terminal.teal("plan").out
    assert terminal.kept is not None
    assert terminal.kept.flink.asks == 1
