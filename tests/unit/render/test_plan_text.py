"""What a person reads of a plan: what moves and why, what stays and why, what it costs."""

from __future__ import annotations

from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    RAW_FILE,
    copy,
    ddl,
    dml,
    served,
    sound,
    stage,
    table,
)

from teal.model.plan import Plan
from teal.planning.choice import Choice
from teal.planning.decision import decide
from teal.planning.deploy import deploy_plan
from teal.render.plan_text import plan_text

WIDE = {
    **CHAIN,
    ddl("mid"): table("mid", "id BIGINT NOT NULL, amount INT, extra INT"),
    dml("mid"): copy("mid", "src", "id, amount, amount * 2"),
    "v.sql": "CREATE VIEW v AS SELECT id FROM mid",
}
EXTRA = {**WIDE, dml("mid"): copy("mid", "src", "id, amount, amount * 3")}


def planned(before: dict[str, str], after: dict[str, str], choice: Choice | None = None) -> Plan:
    world = served(before)
    project, graph = sound(after)
    found = decide(project, graph, world.deployment, ENVIRONMENT, choice or Choice())
    return deploy_plan(
        project,
        graph,
        world.deployment,
        ENVIRONMENT,
        world.observed,
        found.actions,
        found.changes,
        "r2",
    )


def test_one_page_says_what_why_in_which_order_and_what_to_know() -> None:
    where = "pipelines/mid/sql-scripts/dml.mid.sql:1"
    assert (
        plan_text(planned(WIDE, EXTRA))
        == f"""\
Release r2 of shop in dev, from the working tree (c1)

What changed
  mid: query ({where})
    `extra` changed in {where}: was `amount * 2`, now `amount * 3`

What happens
  rebuild  mid → mid_v2
             because `extra` changed in {where}: was `amount * 2`, now `amount * 3`
             goes on reading src v1
  rebuild  v   → v_v2
             because it is a view of mid, which gets a new version; nothing else of it changes
  keep     fct: nothing that it uses of mid changed; it stays on mid v1
  keep     2 units run on, untouched: src, other

Started in this order, each line together
  1. mid v2

What it costs
  1 job started.
  1 view defined anew: text, with no job and no topic.

Good to know
  1 statement runs twice beyond retirement, as long as its older version is read: mid.
  fct stays on mid v1, which lives on for it after retirement.
  Nothing in this plan touches what serves; `teal abort` undoes all of it.

Plan: 0 to create, 2 to rebuild, 0 to remove, 3 untouched."""
    )


def test_what_is_left_by_request_says_so() -> None:
    said = plan_text(planned(WIDE, {**EXTRA, **stage("more", "src")}, Choice(exclude=("mid",))))
    assert "  keep     mid: left as it is by request, though its query changed" in said


def test_what_changes_outside_without_effect_is_not_called_text_of_a_unit() -> None:
    raw = {
        path: text.replace("amount INT", "amount INT, note STRING")
        for path, text in RAW_FILE.items()
    }
    what = "the external table raw_orders changed: column note added (STRING)"
    assert plan_text(planned(CHAIN, {**CHAIN, **raw})).splitlines()[2:] == [
        "Nothing to do: what is deployed means the same as these files.",
        f"  Without effect on src: {what}",
    ]


def test_what_only_stays_by_request_is_not_called_the_same() -> None:
    said = plan_text(planned(WIDE, EXTRA, Choice(exclude=("mid",))))
    assert said.splitlines()[2:] == [
        "Nothing to do: all that changed is left as it is, by request.",
        f"  keep     mid: left as it is by request, though its query changed ({dml('mid')}:1)",
    ]


def test_what_is_only_written_in_another_way_is_named() -> None:
    other = {**WIDE, dml("mid"): copy("mid", "src AS s", "s.id, s.amount, 2 * s.amount")}
    assert plan_text(planned(WIDE, other)).splitlines()[2:] == [
        "Nothing to do: what is deployed means the same as these files.",
        "  Text only, same meaning: mid",
    ]
    beside = {**EXTRA, dml("other"): copy("other", "src AS s", "s.id, s.amount")}
    said = plan_text(planned(WIDE, beside))
    assert "    its query is written in another way and gives the same\n" in said
    assert "  keep     other: its query changed (" in said


def test_reasons_that_do_not_fit_are_counted() -> None:
    query = "id, amount, 1, 2, 3, 4"
    columns = "id BIGINT NOT NULL, amount INT, a INT, b INT, c INT, d INT"
    before = {**CHAIN, ddl("mid"): table("mid", columns), dml("mid"): copy("mid", "src", query)}
    after = {**before, dml("mid"): copy("mid", "src", "id, amount, 5, 6, 7, 8")}
    assert "… and 1 more reason (`teal explain mid`)" in plan_text(planned(before, after))
