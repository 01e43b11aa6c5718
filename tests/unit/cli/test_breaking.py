"""What Flink would surely refuse stops a plan, all of it at once, and only of units that start."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import Terminal

FACT = "facts/fct_regions.sql"
ORDERS = "intermediates/int_orders.sql"


@pytest.fixture
def served(terminal: Terminal) -> Terminal:
    """The small pipeline serves."""
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    return terminal


def test_a_reader_of_a_column_that_is_gone_is_named_with_the_table_that_had_it(
    served: Terminal,
) -> None:
    served.edit(ORDERS, "region STRING, amount DECIMAL(12, 2),", "region STRING,")
    served.edit(ORDERS, ", LAST_VALUE(amount)", "")
    said = served.teal("plan", code=1).err
    assert "pipelines/facts/fct_regions.sql:6:30: error [TEAL-225]: " in said
    assert "`fct_regions` uses `amount`, which `int_orders` no longer has." in said
    assert "Leave `amount` in `int_orders`, or take it out of what reads it" in said


def test_a_renamed_column_is_offered_by_its_new_name(served: Terminal) -> None:
    served.edit(ORDERS, "amount DECIMAL(12, 2),", "total DECIMAL(12, 2),")
    assert "It is called `total` now." in served.teal("plan", code=1).err


def test_a_misspelt_column_is_answered_with_the_nearest(served: Terminal) -> None:
    served.edit(FACT, "SUM(amount)", "SUM(amuont)")
    said = served.teal("plan", code=1).err
    assert "a column that none of the tables there has. Did you mean `amount` of" in said


def test_a_reader_that_is_kept_may_go_on_with_what_is_gone(served: Terminal) -> None:
    served.edit(ORDERS, "amount DECIMAL(12, 2),", "total DECIMAL(12, 2),")
    said = served.teal("plan", "--keep", "fct_regions").out
    assert "fct_regions stays on int_orders v1" in said


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [
        ("TEAL-221", FACT, ", SUM(amount)", ""),
        ("TEAL-223", FACT, "INTO fct_regions\n", "INTO fct_regions (region, orders, total)\n"),
        ("TEAL-231", FACT, "amount DECIMAL(38, 2),\n  PRIMARY KEY (region) NOT ENFORCED", "amount "
         "DECIMAL(38, 2)"),
        ("TEAL-265", FACT, "FROM int_orders GROUP BY region", "FROM TABLE(TUMBLE(TABLE int_orders, "
         "DESCRIPTOR(order_id), INTERVAL '1' HOUR)) GROUP BY region, window_start, window_end"),
    ],
)  # fmt: skip
def test_what_flink_refuses_stops_the_plan(
    served: Terminal, code: str, file: str, old: str, new: str
) -> None:
    served.edit(file, old, new)
    said = served.teal("plan", code=1).err
    assert f"error [{code}]" in said
    assert "pipelines/facts/fct_regions.sql:" in said


def test_all_of_it_is_told_at_once_and_nothing_is_deployed(served: Terminal) -> None:
    served.edit(FACT, ", SUM(amount)", "")
    served.edit(ORDERS, ", LAST_VALUE(amount)", "")
    said = served.teal("deploy", code=1).err
    assert said.count("[TEAL-221]") == 2
    assert "2 mistakes found; nothing was done." in said


def test_what_its_author_allowed_is_let_through(served: Terminal) -> None:
    served.edit(FACT, ", SUM(amount)", "")
    served.edit(
        FACT, "INSERT INTO", "-- teal: allow TEAL-221 because Teal counts wrongly\nINSERT INTO"
    )
    assert "rebuild  fct_regions" in served.teal("plan").out


def test_a_mistake_in_what_does_not_move_stops_nothing(terminal: Terminal) -> None:
    """It is deployed already: somebody allowed it then, or Flink took it."""
    terminal.edit(FACT, ", SUM(amount)", "")
    terminal.edit(
        FACT, "INSERT INTO", "-- teal: allow TEAL-221 because Teal counts wrongly\nINSERT INTO"
    )
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.edit(FACT, "-- teal: allow TEAL-221 because Teal counts wrongly\n", "")
    terminal.teal("plan")


def test_check_finds_such_a_column_too(terminal: Terminal) -> None:
    terminal.edit(FACT, "SUM(amount)", "SUM(amuont)")
    assert "error [TEAL-225]" in terminal.teal("check", code=1).all


def test_a_removed_table_with_readers_is_not_taken_for_a_misspelt_one(served: Terminal) -> None:
    (served.folder / "pipelines" / ORDERS).unlink()
    said = served.teal("plan", code=1).err
    assert (
        "pipelines/facts/fct_regions.sql:6:43: error [TEAL-204]: `int_orders` serves and is" in said
    )
    assert "but `fct_regions` still reads it. Remove `fct_regions` too" in said


def test_between_revisions_it_is_named_too(terminal: Terminal) -> None:
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    (terminal.folder / "pipelines" / ORDERS).unlink()
    said = terminal.teal("plan", "--from", "main", code=1).err
    assert "`int_orders` is in main and is removed here" in said


def test_a_table_that_goes_with_its_readers_is_removed(served: Terminal) -> None:
    for name in (FACT, ORDERS):
        (served.folder / "pipelines" / name).unlink()
    assert "2 to remove" in served.teal("plan").out


def test_a_type_that_a_reader_cannot_take_is_named_with_both_columns(served: Terminal) -> None:
    served.edit(ORDERS, "region STRING, amount", "region BIGINT, amount")
    served.edit(ORDERS, "LAST_VALUE(region)", "COUNT(region)")
    said = served.teal("plan", code=1).err
    assert (
        "pipelines/facts/fct_regions.sql:6:8: error [TEAL-226]: `region` of `int_orders` is "
        in said
    )
    assert "BIGINT, and goes into `region` of `fct_regions`, which is STRING." in said
