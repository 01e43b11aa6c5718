"""A function of the session that is another one is seen from the configuration on."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import CONFIG, Terminal

SESSION = """session:
  statements:
    - CREATE FUNCTION clean AS 'x.Clean' USING JAR 'clean-{}.jar'
"""


@pytest.fixture
def cleaned(terminal: Terminal) -> Terminal:
    """int_orders calls a function of the session; all of it serves."""
    terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(region)", "LAST_VALUE(clean(region))")
    terminal.write("teal.yaml", CONFIG + "pipelines: pipelines\n" + SESSION.format(1))
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    return terminal


def newer(terminal: Terminal) -> None:
    terminal.write("teal.yaml", CONFIG + "pipelines: pipelines\n" + SESSION.format(2))
    terminal.keep()


def test_its_callers_are_rebuilt_with_the_line_of_the_configuration(cleaned: Terminal) -> None:
    newer(cleaned)
    said = cleaned.teal("plan").out
    assert "int_orders: functions (teal.yaml:13)" in said
    assert "the function `clean` changed in teal.yaml:13: was `CREATE FUNCTION clean" in said
    assert "rebuild  int_orders" in said


def test_it_is_seen_again_by_the_next_plan(cleaned: Terminal) -> None:
    """Also by one that reads no more than what was edited since: nothing."""
    newer(cleaned)
    assert cleaned.teal("plan").out == cleaned.teal("plan").out


def test_once_it_serves_nothing_is_left_to_do(cleaned: Terminal) -> None:
    newer(cleaned)
    cleaned.teal("deploy")
    cleaned.serve()
    assert "Nothing to do" in cleaned.teal("plan").out
