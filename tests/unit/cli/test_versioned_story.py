"""A whole release whose files carry the numbers, from the first deployment to retirement."""

from __future__ import annotations

import pytest
from tests.unit.cli.flow import flow
from tests.unit.cli.terminal import KeptBench, Terminal

from teal.engines.memory.engine import MemoryEngine

pytestmark = pytest.mark.slow

TABLE = "intermediates/int_orders.sql"


@pytest.fixture
def bench(terminal: Terminal) -> KeptBench:
    """The project in git with version 1 serving, on a branch that changes a query."""
    terminal.config(pipelines="pipelines", naming="versioned")
    terminal.git("init", "-q", "-b", "main")
    terminal.write(".gitignore", ".teal/\n*.plan\n")
    terminal.commit("first")
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.git("checkout", "-q", "-b", "branch")
    terminal.edit(TABLE, "LAST_VALUE(amount) FROM", "LAST_VALUE(amount) + 0 FROM")
    terminal.commit("change")
    return bench


def served(terminal: Terminal) -> dict[str, str]:
    tables = terminal.teal("resolve", "--json").json["tables"]
    return {name: table["physical"] for name, table in tables.items()}


def jobs(bench: KeptBench) -> set[str]:
    assert isinstance(bench.engine, MemoryEngine)
    return {str(job.key) for job in bench.engine.list_all() if job.phase.is_live}


def test_from_a_change_to_the_retirement_of_what_it_replaced(
    terminal: Terminal, bench: KeptBench
) -> None:
    refused = terminal.teal("plan", code=3)
    assert "`teal versions write`" in refused.err
    assert "int_orders has to be built anew, because its query changed" in refused.err
    terminal.teal("versions", "write", "--yes")
    terminal.commit("numbers")
    assert terminal.teal("versions", "write").out.startswith("Every file says the number")

    terminal.teal("plan", "-o", "r.plan")
    terminal.teal("deploy", "r.plan")
    assert jobs(bench) == {
        "int_orders@v1#1",
        "fct_regions@v1#1",
        "int_orders@v2#1",
        "fct_regions@v2#1",
    }
    assert terminal.teal("versions", "write").out.startswith("Every file says the number")
    flow(bench.kafka, 10)
    assert terminal.teal("validate", "--json").json["report"]["verdict"] == "PASS"
    assert served(terminal) == {"int_orders": "int_orders", "fct_regions": "fct_regions"}
    terminal.teal("promote")
    assert served(terminal) == {"int_orders": "int_orders_v2", "fct_regions": "fct_regions_v2"}
    terminal.teal("rollback")
    assert served(terminal) == {"int_orders": "int_orders", "fct_regions": "fct_regions"}
    terminal.teal("promote")
    terminal.teal("retire", "--yes")
    assert jobs(bench) == {"int_orders@v2#1", "fct_regions@v2#1"}
    assert terminal.teal("doctor", "--json").json["diagnosis"]["findings"] == []
    assert terminal.teal("plan", "--json").json["plan"]["versions"] == []
    assert terminal.teal("changes").out.endswith("No change.\n")


def test_what_is_submitted_is_what_stands_in_the_files(
    terminal: Terminal, bench: KeptBench
) -> None:
    terminal.teal("versions", "write", "--yes")
    terminal.teal("deploy")
    deployment = bench.store.load()
    assert deployment is not None
    submitted = {u.key.unit: u.submission for u in deployment.units if u.key.version == 2}
    for name, file in (("int_orders", TABLE), ("fct_regions", "facts/fct_regions.sql")):
        submission = submitted[name]
        assert submission is not None
        statement = (terminal.folder / "pipelines" / file).read_text().split(";")[1].strip()
        assert submission.statement == statement


def test_after_an_abort_a_corrected_branch_goes_on_with_the_next_number(
    terminal: Terminal, bench: KeptBench
) -> None:
    terminal.teal("versions", "write", "--yes")
    terminal.commit("numbers")
    terminal.teal("deploy")
    terminal.teal("abort")
    refused = terminal.teal("plan", code=3)
    assert "says `int_orders_v2`, a number that release r2 used (aborted)" in refused.err
    terminal.teal("versions", "write", "--yes")
    terminal.commit("next numbers")
    planned = terminal.teal("plan", "--json").json["plan"]["versions"]
    assert [each["version"]["physical"] for each in planned] == ["int_orders_v3", "fct_regions_v3"]


def test_lists_of_tables_need_numbers_too(terminal: Terminal, bench: KeptBench) -> None:
    terminal.git("checkout", "-q", "main")
    arguments = ("--table-name", "fct_regions")
    refused = terminal.teal("pipeline", "build-execution-plan", *arguments, code=3)
    assert "because it was asked for by name" in refused.err
    terminal.teal("versions", "write", "--table", "fct_regions", "--yes")
    planned = terminal.teal("pipeline", "build-execution-plan", *arguments)
    assert "fct_regions_v2" in planned.out
