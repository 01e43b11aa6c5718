"""A plan as a comment on a pull request: GitHub can hold and draw it, whatever it is made from."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, copy, dml, served

from teal.model.changes import Action, UnitAction
from teal.model.names import Version
from teal.model.plan import Plan
from teal.model.project import Revision
from teal.render.markdown import cell, fenced, label
from teal.render.plan_markdown import plan_markdown

ODD = 'odd "]|<b> #1; view'
CHANGED = {**CHAIN, dml("fct"): copy("fct", "mid", "id, 1")}


@pytest.fixture
def plan() -> Plan:
    return served(CHAIN).plan(CHANGED)


def test_costs_and_what_cannot_be_undone_stand_in_sight(plan: Plan) -> None:
    shown, _, folded = plan_markdown(plan).partition("<details><summary>The plan in full")
    (note,) = (note for note in plan.notes if "cannot be undone" in note)
    assert f"\n- {note}\n" in shown
    assert note in folded


def test_odd_names_are_escaped_in_the_picture_and_in_the_table(plan: Plan) -> None:
    (unit,) = plan.units
    odd = replace(unit, targets=(Version(ODD, 2, ODD),))
    acted = (UnitAction(ODD, Action.REBUILD, ("its query changed",)),)
    said = plan_markdown(replace(plan, units=(odd,), actions=acted))
    picture = said.split("```mermaid\n")[1].split("```")[0]
    nodes = re.findall(r'^  n\d+\["([^"]*)"\](?::::made)?$', picture, re.MULTILINE)
    assert len(nodes) == picture.count('["') == 2
    assert "odd #34;]|#60;b#62; #35;1; view v2" in nodes
    (row,) = (line for line in said.splitlines() if "`odd" in line and line.startswith("| "))
    assert len(re.split(r"(?<!\\)\|", row)) == 6


@pytest.mark.parametrize("count", [60, 500])
def test_the_comment_stays_within_what_github_takes(plan: Plan, count: int) -> None:
    names = [f"int_orders_of_a_rather_long_name_{number:05d}" for number in range(count)]
    why = "`amount` (" + "deep/" * 20 + "dml.sql:1) is read by `amount` " + "x" * 1_500
    moved = tuple(UnitAction(name, Action.REBUILD, (why,) * 9) for name in names)
    kept = tuple(UnitAction(f"kept_{name}", Action.KEEP, (why,)) for name in names)
    said = plan_markdown(replace(plan, actions=(*moved, *kept), notes=(why,) * count))
    assert len(said) < 65_536
    assert re.search(
        r"^\| \| … and [\d,]+ more units: `teal plan` shows all\. \| \| \|$", said, re.M
    )
    assert said.count("<details>") == said.count("</details>") == 2
    assert len(re.findall("^```", said, re.MULTILINE)) % 2 == 0
    assert said.endswith("</details>\n")


def test_a_branch_cannot_put_html_into_the_comment(plan: Plan) -> None:
    said = plan_markdown(replace(plan, revision=Revision("</details><b>x", "c1")))
    assert said.count("</details>") - said.split("```text")[1].count("</details>") == 1
    assert "from &lt;/details>&lt;b>x" in said


def test_no_line_of_a_text_ends_its_block() -> None:
    assert list(fenced(("a", "````", "b"))) == ["`````text", "a", "````", "b", "`````"]


def test_code_in_a_sentence_stays_as_it_is() -> None:
    assert cell("was `a <> 1 || ``b`, a < b\nnow ``x`y < z``") == (
        "was `a <> 1 \\|\\| ``b`, a &lt; b now ``x`y < z``"
    )
    assert label("a`b") == "a#96;b"
