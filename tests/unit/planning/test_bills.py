"""The bills of a change: what runs now, meanwhile and after, and what was asked beside that."""

from __future__ import annotations

from tests.unit.planning.builders import CHAIN, ENVIRONMENT, World, ddl, dml, served, sound, table

from teal.planning.bills import Costing, priced
from teal.planning.choice import Choice
from teal.planning.decision import decide

SUMS = "INSERT INTO fct SELECT id, SUM(amount) FROM v GROUP BY id"
WIDE = {
    **CHAIN,
    ddl("mid"): table("mid", "id BIGINT NOT NULL, amount INT, extra BIGINT"),
    dml("mid"): "INSERT INTO mid SELECT id, MAX(amount), COUNT(*) FROM src GROUP BY id",
    "v.sql": "CREATE VIEW v AS SELECT m.id, m.amount FROM mid AS m JOIN raw_orders AS r "
    "ON r.id = m.id",
    dml("fct"): SUMS,
}
EXTRA = {**WIDE, dml("mid"): WIDE[dml("mid")].replace("COUNT(*)", "COUNT(*) + 1")}


def costings(world: World, files: dict[str, str]) -> tuple[Costing, ...]:
    project, graph = sound(files)
    return decide(project, graph, world.deployment, ENVIRONMENT, Choice()).costings


def test_both_ways_say_what_runs_now_meanwhile_and_after() -> None:
    needed, everyone = (each.bill for each in costings(served(WIDE), EXTRA))
    assert (needed.jobs_now, needed.jobs_started, needed.jobs_meanwhile, needed.jobs_after) == (
        4,
        1,
        5,
        5,
    )
    assert (needed.topics_now, needed.topics_meanwhile, needed.topics_after) == (4, 5, 5)
    assert (everyone.jobs_started, everyone.jobs_after, everyone.topics_after) == (2, 4, 4)
    assert (needed.older, everyone.older) == (2, 0)  # mid, and the view of it


def test_topics_that_enter_are_counted_once_a_job_through_views_too() -> None:
    needed, everyone = costings(served(WIDE), EXTRA)
    assert needed.topics == {"src": 1}
    assert everyone.topics == {"src": 1, "raw_orders": 1}


def test_records_and_state_are_those_that_were_told() -> None:
    needed, everyone = costings(served(WIDE), EXTRA)
    (mid,) = needed.again
    assert needed.beside == needed.again  # the version that is built again lives on
    records = {"src": 100, "raw_orders": 1_000}
    bill = priced(needed, records, {mid: 70})
    assert (bill.records, bill.state_again, bill.state_beside, bill.unsized) == (100, 70, 70, 0)
    bill = priced(everyone, records, {mid: 70})
    assert (bill.records, bill.state_again, bill.state_beside, bill.unsized) == (1_100, 70, 0, 1)


def test_what_nobody_told_is_not_known_and_never_nothing() -> None:
    needed, everyone = costings(served(WIDE), EXTRA)
    bill = priced(needed, {}, {})
    assert (bill.records, bill.state_again, bill.state_beside, bill.unsized) == (
        None,
        None,
        None,
        2,
    )
    assert priced(everyone, {"src": 5}, {}).records is None


def test_of_what_is_new_nobody_knows_the_state() -> None:
    (first,) = costings(World(), WIDE)
    bill = priced(first, {"raw_orders": 5}, {})
    assert (bill.with_state, bill.unsized, bill.state_again) == (4, 4, None)
    assert bill.records == 10  # src reads it, and fct through the view
