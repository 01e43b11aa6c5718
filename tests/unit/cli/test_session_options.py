"""Options of the session touch no unit by themselves; the plan tells of them and how they are
applied, and applies them where that is asked for."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import CONFIG, KeptBench, Terminal

INTERVAL = "execution.checkpointing.interval"
TTL = "table.exec.state.ttl"
PIPELINES = "pipelines: pipelines\n"


def options(terminal: Terminal, **values: str) -> KeptBench:
    """A teal.yaml with these, dots being written as underlines."""
    names = {"interval": INTERVAL, "ttl": TTL}
    lines = "".join(f"    {names[name]}: '{value}'\n" for name, value in values.items())
    session = f"session:\n  settings:\n{lines}" if lines else ""
    terminal.write("teal.yaml", CONFIG + PIPELINES + session)
    return terminal.keep()


@pytest.fixture
def serving(terminal: Terminal) -> Terminal:
    """Both units serve, with a checkpoint a second."""
    options(terminal, interval="1 s")
    terminal.teal("deploy")
    terminal.serve()
    return terminal


def test_the_plan_tells_which_differ_for_whom_and_what_applies_them(serving: Terminal) -> None:
    options(serving, interval="5 s", ttl="2 d")
    for _ in range(2):  # the second one reads no more than what was edited since: nothing
        said = serving.teal("plan").out
        assert "Nothing to do" in said
        for words in (
            f"option {INTERVAL} is '5 s' now, while 2 units run with '1 s' "
            "(fct_regions, int_orders)",
            f"option {TTL} is '2 d' now, while 2 units run with not set",
            f"`--restart T` applies {INTERVAL} to T in place",
            f"`--rebuild T` applies {TTL} to T",
        ):
            assert words in said
    notes = serving.teal("plan", "--json").json["plan"]["notes"]
    assert any(INTERVAL in note for note in notes)
    serving.teal("plan", "--detailed-exitcode")


def test_units_that_start_anyway_are_not_counted(serving: Terminal) -> None:
    options(serving, interval="5 s")
    serving.edit("facts/fct_regions.sql", "SUM(amount)", "SUM(amount + 1)")
    assert "while 1 unit runs with '1 s' (int_orders)" in serving.teal("plan").out
    serving.teal("deploy")
    serving.serve()
    serving.teal("retire", "--yes")
    assert "while 1 unit runs with '1 s' (int_orders)" in serving.teal("plan").out


def test_an_option_of_how_a_job_runs_is_applied_in_place(serving: Terminal) -> None:
    bench = options(serving, interval="5 s")
    said = serving.teal("plan", "--restart", "int_orders").out
    assert f"the session's {INTERVAL} was '1 s', and is '5 s' now" in said
    assert "goes on from it, with all its state" in said
    serving.teal("deploy", "--restart", "int_orders")
    serving.teal("promote")
    assert running(bench) == {"fct_regions@v1#1": "1 s", "int_orders@v1#2": "5 s"}
    serving.teal("rollback")
    assert running(bench) == {"fct_regions@v1#1": "1 s", "int_orders@v1#3": "1 s"}
    serving.teal("promote")
    serving.teal("retire", "--yes")
    assert "while 1 unit runs with '1 s' (fct_regions)" in serving.teal("plan").out


def running(bench: KeptBench) -> dict[str, str]:
    """The interval of each job that runs."""
    live = {str(job.key) for job in bench.flink.list_all() if job.phase.is_live}
    deployment = bench.store.load()
    assert deployment is not None
    return {
        str(unit.key): unit.submission.settings[INTERVAL]
        for unit in deployment.units
        if str(unit.key) in live and unit.submission is not None
    }


def test_what_may_change_the_state_is_not_applied_by_a_restart(serving: Terminal) -> None:
    options(serving, interval="1 s", ttl="2 d")
    said = serving.teal("plan", "--restart", "int_orders", code=3).err
    assert f"{TTL} of int_orders needs --rebuild int_orders" in said
    assert "rebuild  int_orders" in serving.teal("plan", "--rebuild", "int_orders").out


def test_a_restart_that_would_change_nothing_is_refused(serving: Terminal) -> None:
    said = serving.teal("plan", "--restart", "int_orders", code=3).err
    assert "int_orders runs with the session's options of today" in said


def test_another_change_in_place_leaves_the_options_as_they_are(serving: Terminal) -> None:
    """Nothing comes with it that was not asked for."""
    serving.edit(
        "facts/fct_regions.sql",
        "INTO 1 BUCKETS",
        "INTO 1 BUCKETS WITH ('kafka.producer.compression.type' = 'lz4')",
    )
    bench = options(serving, interval="5 s")
    said = serving.teal("plan").out
    assert "alter    fct_regions" in said
    assert "while 2 units run with '1 s'" in said
    serving.teal("deploy")
    serving.teal("promote")
    assert running(bench) == {"fct_regions@v1#2": "1 s", "int_orders@v1#1": "1 s"}
