"""A whole release by its commands: from a first deployment to retirement, and one that is wrong."""

from __future__ import annotations

import pytest
from tests.unit.cli.flow import flow
from tests.unit.cli.terminal import KeptBench, Terminal

from teal.engines.memory.engine import MemoryEngine

pytestmark = pytest.mark.slow


@pytest.fixture
def bench(terminal: Terminal) -> KeptBench:
    """The project in git with version 1 serving, on a branch that adds a column."""
    terminal.git("init", "-q", "-b", "main")
    terminal.write(".gitignore", ".teal/\n*.plan\n")
    terminal.commit("first")
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.git("checkout", "-q", "-b", "twice")
    table = "intermediates/int_orders.sql"
    terminal.edit(table, "amount DECIMAL(12, 2),", "amount DECIMAL(12, 2), twice DECIMAL(14, 2),")
    terminal.edit(
        table, "LAST_VALUE(amount) FROM", "LAST_VALUE(amount), 2 * LAST_VALUE(amount) FROM"
    )
    terminal.edit("sources/raw_orders.sql", "CREATE TABLE", "-- what customers want\nCREATE TABLE")
    terminal.commit("twice")
    return bench


def served(terminal: Terminal) -> dict[str, int]:
    tables = terminal.teal("resolve", "--json").json["tables"]
    return {name: table["version"] for name, table in tables.items()}


def jobs(bench: KeptBench) -> dict[str, str]:
    """What runs, with its native id."""
    assert isinstance(bench.engine, MemoryEngine)
    listed = [job for job in bench.engine.list_all() if job.phase.is_live]
    return {str(job.key): job.handle.value for job in listed}


def test_a_change_is_planned_started_compared_switched_and_retired(
    terminal: Terminal, bench: KeptBench
) -> None:
    blue = jobs(bench)
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}
    changes = terminal.teal("changes", "--json").json["changes"]
    assert {each["unit"]: each["kinds"] for each in changes} == {"int_orders": ["columns", "query"]}

    terminal.teal("plan", "-o", "r.plan")
    terminal.teal("deploy", "r.plan")
    assert jobs(bench).keys() == {*blue, "fct_regions@v2#1", "int_orders@v2#1"}
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}

    flow(bench.kafka, 10)
    report = terminal.teal("validate", "--json").json["report"]
    assert report["verdict"] == "PASS"
    assert {each["table"]: each["only_green"] for each in report["tables"]} == {
        "fct_regions": [],
        "int_orders": ["twice"],
    }

    assert terminal.teal("promote").out == (
        "Promoted r2: its versions serve now; it is soaking. Next: teal retire (or teal rollback)\n"
    )
    assert served(terminal) == {"fct_regions": 2, "int_orders": 2}
    terminal.teal("rollback")
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}
    terminal.teal("promote")

    shown = terminal.teal("retire")
    assert shown.out.endswith("Nothing was removed. `teal retire --yes` does it.\n")
    assert jobs(bench).items() > blue.items()
    terminal.teal("retire", "--yes")
    assert jobs(bench).keys() == {"fct_regions@v2#1", "int_orders@v2#1"}
    assert bench.kafka.list_names() == {
        "raw_orders",
        "int_orders_v2",
        "fct_regions_v2",
        "teal-shop-test-serving",
    }
    assert terminal.teal("doctor", "--json").json["diagnosis"]["findings"] == []
    status = terminal.teal("status", "--json").json
    assert (status["open_releases"], status["green"], status["standing_by"]) == ([], [], [])


def test_a_wrong_change_fails_is_refused_and_leaves_blue_as_it_was(
    terminal: Terminal, bench: KeptBench
) -> None:
    before = (jobs(bench), served(terminal), bench.kafka.list_names())
    terminal.teal("deploy")
    flow(bench.kafka, 10, losing={"fct_regions_v2": 3})
    said = terminal.teal("validate", code=3)
    assert said.out.startswith("FAIL after ")
    assert "fct_regions: " in said.out
    assert "amount" in said.out
    assert "region-0" in said.out
    refused = terminal.teal("promote", code=3)
    assert refused.err.startswith("error: release r2 was found to be wrong.\n  - fct_regions: ")
    assert "teal abort" in refused.err
    assert served(terminal) == before[1]
    assert terminal.teal("abort").out == (
        "Aborted r2: nothing of it is left; what serves was not touched.\n"
    )
    assert (jobs(bench), served(terminal), bench.kafka.list_names()) == before
    assert terminal.teal("doctor", "--json").json["diagnosis"]["findings"] == []
    assert "Release r3 of shop" in terminal.teal("plan").out
    assert "int_orders_v3" in terminal.teal("plan").out


def test_values_of_rows_are_shown_only_on_request(terminal: Terminal, bench: KeptBench) -> None:
    terminal.teal("deploy")
    flow(bench.kafka, 0, losing={"fct_regions_v2": 3})
    amount = "137.5"  # what blue holds for region-0, of the orders 0, 3, … 27
    blue = terminal.teal("validate", code=3).all
    assert amount not in blue
    assert amount in terminal.teal("validate", "--show-rows", code=3).all


def test_without_records_nothing_is_proven(terminal: Terminal) -> None:
    terminal.keep()
    terminal.teal("deploy")
    said = terminal.teal("validate", code=4)
    assert said.out.startswith("INCONCLUSIVE after ")
    assert terminal.teal("promote", code=4).err == (
        "error: the validation of release r1 proved nothing: "
        "fct_regions: a new table, and it holds no record; "
        "int_orders: a new table, and it holds no record. "
        "Run `teal validate` again; --unproven REASON accepts it as it is.\n"
    )


def test_a_person_may_accept_what_is_unproven_and_it_is_kept_who_and_why(
    terminal: Terminal,
) -> None:
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.teal("validate", code=4)
    terminal.teal("promote", "--unproven", "the shop opens tomorrow")
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}
    run = bench.store.runs("r1")[-1]
    assert "the shop opens tomorrow" in run.plan
    assert run.actor.startswith("ada on ")


def test_nobody_may_accept_what_is_wrong(terminal: Terminal, bench: KeptBench) -> None:
    terminal.teal("deploy")
    flow(bench.kafka, 0, losing={"fct_regions_v2": 3})
    terminal.teal("validate", code=3)
    terminal.teal("promote", "--unproven", "I know better", code=3)
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}


def test_old_evidence_is_no_evidence(terminal: Terminal, bench: KeptBench) -> None:
    terminal.teal("deploy")
    flow(bench.kafka, 10)
    terminal.teal("validate")
    bench.clock.sleep(bench.environment.validation.evidence_age * 1.01)
    said = terminal.teal("promote", code=4)
    assert said.err.startswith("error: the evidence for release r2 is from ")
    assert "`teal validate`" in said.err
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}


def test_retirement_waits_for_a_declared_consumer(terminal: Terminal, bench: KeptBench) -> None:
    terminal.config(
        pipelines="pipelines",
        exposures="[{name: revenue, owner: finance, tables: [fct_regions]}]",
    )
    terminal.keep()
    terminal.teal("deploy")
    flow(bench.kafka, 10)
    terminal.teal("validate")
    terminal.teal("promote")
    said = terminal.teal("retire", "--yes", code=3)
    assert "exposure revenue (finance) cannot be observed" in said.err
    assert jobs(bench).keys() >= {"fct_regions@v1#1"}
    terminal.teal("retire", "--yes", "--moved", "revenue")
    assert "fct_regions@v1#1" not in jobs(bench)


def test_the_same_change_by_the_names_of_the_original_process(
    terminal: Terminal, bench: KeptBench
) -> None:
    listed = terminal.teal("project", "list-modified-files", "main", "-o", "modified.list")
    assert "pipelines/intermediates/int_orders.sql  int_orders" in listed.out
    assert (terminal.folder / "modified.list").read_text() == "int_orders\n"
    arguments = ("--table-name", "int_orders", "--may-start-descendants")
    planned = terminal.teal("pipeline", "build-execution-plan", *arguments)
    assert "Plan: 0 to create, 2 to rebuild, 0 to remove, 0 untouched." in planned.out
    by_list = ("--table-list-file-name", "modified.list", "--may-start-descendants")
    said = terminal.teal("pipeline", "deploy", *by_list)
    assert said.out.endswith("Release r2 is deployed and caught up. Next: teal validate\n")
    assert jobs(bench).keys() >= {"fct_regions@v2#1", "int_orders@v2#1"}


def test_a_removed_table_is_withdrawn_then_deleted_and_needs_no_proof(
    terminal: Terminal, bench: KeptBench
) -> None:
    terminal.git("checkout", "-q", "main")
    (terminal.folder / "pipelines" / "facts" / "fct_regions.sql").unlink()
    said = terminal.teal("deploy")
    assert said.out == (
        "Plan: 0 to create, 0 to rebuild, 1 to remove, 1 untouched.\n"
        "Release r2 is deployed and caught up. Next: teal promote (or teal abort)\n"
    )
    assert terminal.teal("validate").out == (
        "Nothing to compare: the release makes no table. Next: teal promote\n"
    )
    assert terminal.teal("validate", "--json").json["run"] is None
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}
    terminal.teal("promote")
    assert served(terminal) == {"int_orders": 1}
    terminal.teal("rollback")
    assert served(terminal) == {"fct_regions": 1, "int_orders": 1}
    terminal.teal("promote")
    terminal.teal("retire", "--yes")
    assert jobs(bench).keys() == {"int_orders@v1#1"}
    assert "fct_regions" not in bench.kafka.list_names()
    terminal.teal("doctor")


def test_a_view_serves_with_its_tables_and_has_no_topic(terminal: Terminal) -> None:
    view = "CREATE VIEW big_orders AS SELECT * FROM int_orders WHERE amount > {};\n"
    terminal.sql("views/big_orders.sql", view.format(10))
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    assert served(terminal) == {"big_orders": 1, "fct_regions": 1, "int_orders": 1}
    assert terminal.teal("resolve", "big_orders").out == "big_orders\tv1\tbig_orders\t(view)\n"
    before = jobs(bench)
    terminal.sql("views/big_orders.sql", view.format(20))
    terminal.teal("deploy")
    assert "a view has no rows of its own to compare" in terminal.teal("validate", code=4).out
    terminal.teal("promote", code=4)
    terminal.teal("promote", "--unproven", "compared by hand")
    assert served(terminal)["big_orders"] == 2
    terminal.teal("retire", "--yes")
    assert jobs(bench) == before
    assert terminal.teal("status", "--json").json["standing_by"] == []


def test_a_release_of_a_new_view_has_nothing_to_prove(terminal: Terminal) -> None:
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.sql("views/all_orders.sql", "CREATE VIEW all_orders AS SELECT * FROM int_orders;\n")
    terminal.teal("deploy")
    assert terminal.teal("validate").out.startswith("Nothing to compare:")
    assert terminal.teal("promote").out == "Promoted r2: its versions serve now; it is done.\n"
    assert served(terminal)["all_orders"] == 1
