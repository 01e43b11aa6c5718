"""What commands answer with --json follows the published schemas."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from tests.unit.cli.terminal import Terminal

from teal.model.answer_schemas import answer_schemas
from teal.model.codec import Json

SCHEMAS = answer_schemas()


def follows(answer: dict[str, Any], name: str) -> None:
    jsonschema.validate(answer, SCHEMAS[name])


@pytest.fixture
def served(terminal: Terminal) -> Terminal:
    """A release that serves, beside one on its way, with a reader that stays."""
    terminal.config(
        pipelines="pipelines",
        exposures="[{name: sales, owner: Ada, tables: [fct_regions], consumer_groups: [bi]}]",
    )
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(amount)", "MAX(amount)")
    terminal.teal("deploy", "--keep", "fct_regions")
    return terminal


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("plan", ("plan",)),
        ("check", ("check",)),
        ("explain", ("explain", "int_orders")),
        ("explain", ("explain", "raw_orders")),
        ("history", ("history",)),
        ("status", ("status",)),
    ],
)
def test_an_answer_follows_its_schema(
    terminal: Terminal, name: str, arguments: tuple[str, ...]
) -> None:
    follows(terminal.teal(*arguments, "--json").json, name)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("explain", ("explain", "int_orders")),
        ("history", ("history",)),
        ("status", ("status",)),
    ],
)
def test_it_does_so_in_the_middle_of_a_release(
    served: Terminal, name: str, arguments: tuple[str, ...]
) -> None:
    answer = served.teal(*arguments, "--json").json
    follows(answer, name)
    assert len(str(answer)) > 200


def test_what_lives_on_is_told_with_those_for_whom(served: Terminal) -> None:
    served.serve()
    served.teal("retire", "--yes")
    answer = served.teal("status", "--json").json
    follows(answer, "status")
    (lives_on,) = answer["lives_on"]
    assert (lives_on["version"]["logical"], lives_on["for"]) == ("int_orders", ["fct_regions v1"])
    said = served.teal("status").out
    assert "lives on    int_orders v1, for fct_regions v1\n" in said
    assert "`teal plan --consolidate` moves readers of older versions to the newest\n" in said


def test_errors_follow_theirs(terminal: Terminal) -> None:
    follows(terminal.teal("explain", "nothing", "--json", code=1).json, "error")
    follows(terminal.teal("plan", "--to", "x", "--json", code=64).json, "error")
    terminal.edit("facts/fct_regions.sql", "FROM int_orders", "FROM nothing")
    answer = terminal.teal("plan", "--json", code=1).json
    follows(answer, "error")
    assert answer["diagnostics"]


@pytest.mark.parametrize("wrong", [{"schema": "teal.status/2"}, {"lives_on": [{}]}])
def test_what_is_no_status_does_not(terminal: Terminal, wrong: dict[str, Json]) -> None:
    terminal.keep()
    terminal.teal("deploy")
    answer = terminal.teal("status", "--json").json
    with pytest.raises(jsonschema.ValidationError):
        follows({**answer, **wrong}, "status")
