"""Verdicts from measured rounds: proof for PASS, a lasting difference for FAIL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from teal.model.environment import ValidationSettings
from teal.model.validation import (
    ComparedColumn,
    Comparison,
    KeySample,
    TableRound,
    TableVerdict,
    ValidationReport,
    Verdict,
)
from teal.planning.judge import NextRound, judge, judge_all, report

SETTINGS = ValidationSettings(rounds=8, hot_rounds=3)
ORDERS = Comparison(
    table="fct_orders",
    blue_topic="fct_orders",
    green_topic="fct_orders_v2",
    key=("order_id",),
    columns=(ComparedColumn("order_id", "BIGINT"), ComparedColumn("total", "DECIMAL(18, 2)")),
    only_green=("discount",),
    ignored=("loaded_at",),
)
PAYMENTS = replace(ORDERS, table="src_payments", key=(), event_time="paid_at")
EQUAL = TableRound(
    table="fct_orders",
    round=1,
    rows_blue=300,
    rows_green=310,
    keys_blue=200,
    keys_green=200,
    equal=200,
    in_step=0,
    pending=0,
    undecided=0,
    hot_unmet=0,
    unproven=0,
    missing=0,
    extra=0,
    changed=0,
    judged=198,
)


def decided(*rounds: TableRound, comparison: Comparison = ORDERS) -> TableVerdict:
    found = judge(comparison, rounds, SETTINGS)
    assert isinstance(found, TableVerdict), found
    return found


def waiting(*rounds: TableRound, comparison: Comparison = ORDERS) -> str:
    found = judge(comparison, rounds, SETTINGS)
    assert isinstance(found, NextRound), found
    return found.waiting_for


def test_all_keys_equal_is_a_pass() -> None:
    assert decided(EQUAL) == TableVerdict(
        "fct_orders",
        Verdict.PASS,
        "all 198 keys of the first cut agree in 1 round",
        EQUAL,
        only_green=("discount",),
        ignored=("loaded_at",),
    )


def test_a_pass_says_how_many_keys_moved() -> None:
    last = replace(EQUAL, equal=120, in_step=80)
    assert decided(EQUAL, last).reason == (
        "all 198 keys of the first cut agree in 2 rounds, 80 keys in step while moving"
    )


def test_a_missing_key_is_a_fail_that_names_it() -> None:
    sample = KeySample("order_id=777", "missing")
    found = decided(replace(EQUAL, missing=1, unproven=1, samples=(sample,)))
    assert found.verdict is Verdict.FAIL
    assert found.reason == "1 key missing from green; for example order_id=777 (missing)"


def test_a_fail_names_counts_columns_and_keys() -> None:
    samples = (
        KeySample("order_id=1", "changed", ("total",)),
        KeySample("order_id=9", "pending"),
        KeySample("order_id=2", "extra"),
    )
    last = replace(
        EQUAL,
        changed=2_000,
        extra=1,
        changed_columns={"status": 3, "total": 2_000},
        samples=samples,
    )
    assert decided(last).reason == (
        "1 key only in green, 2,000 keys changed; columns total ×2,000, status ×3; "
        "for example order_id=1 (changed: total), order_id=2 (extra)"
    )


def test_a_hot_key_that_never_met_is_a_fail() -> None:
    samples = (KeySample("region=EAST", "never met", ("total",)),)
    last = replace(
        EQUAL, hot_unmet=5, hot_unmet_rounds=3, hot_different=1, unproven=5, samples=samples
    )
    found = decided(EQUAL, EQUAL, last)
    assert found.verdict is Verdict.FAIL
    assert found.reason == (
        "1 key always moving and never equal in 3 rounds; "
        "for example region=EAST (never met: total)"
    )


def test_a_hot_key_gets_more_rounds_first() -> None:
    last = replace(EQUAL, hot_unmet=1, hot_unmet_rounds=2, unproven=1)
    assert waiting(last) == (
        "fct_orders: 1 of 198 keys of the first cut is not proven (1 key moving and not met so far)"
    )


def test_keys_that_may_still_meet_are_looked_at_again() -> None:
    assert "3 keys differing so far" in waiting(replace(EQUAL, pending=3, unproven=3))


def test_a_pending_key_that_is_not_of_the_first_cut_does_not_hinder() -> None:
    assert decided(replace(EQUAL, pending=3)).verdict is Verdict.PASS


def test_rounds_that_are_used_up_are_inconclusive_and_name_keys() -> None:
    last = replace(
        EQUAL, pending=1, unproven=1, samples=(KeySample("order_id=5", "pending", ("total",)),)
    )
    found = decided(*[last] * 8)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason == (
        "after 8 rounds 1 of 198 keys of the first cut is not proven (1 key differing so "
        "far); for example order_id=5 (pending: total)"
    )


def test_keys_that_can_prove_nothing_end_it_early() -> None:
    blind = replace(EQUAL, undecided=5, unproven=5)
    assert isinstance(judge(ORDERS, (blind, blind), SETTINGS), NextRound)
    found = decided(blind, blind, blind)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason == (
        "5 of 198 keys of the first cut are not proven "
        "(5 keys undecided, whose rows would meet even if one were lost); "
        "more rounds change nothing"
    )


def test_undecided_keys_that_grow_fewer_are_given_time() -> None:
    rounds = [replace(EQUAL, undecided=n, unproven=n) for n in (7, 6, 5)]
    waiting(*rounds)


def test_two_empty_tables_prove_nothing() -> None:
    empty = replace(EQUAL, rows_blue=0, rows_green=0, keys_blue=0, keys_green=0, equal=0, judged=0)
    assert waiting(empty) == "fct_orders: nothing to compare yet"
    found = decided(empty, empty, empty)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason == "blue and green are both empty: nothing is proven"


@pytest.mark.parametrize(
    ("blue", "green", "reason"),
    [
        (9, 0, "green is empty, blue holds 9 records: nothing is proven"),
        (0, 9, "blue is empty, green holds 9 records: nothing is proven"),
        (9, 9, "no key could be compared: nothing is proven"),
    ],
)
def test_nothing_judged_is_inconclusive(blue: int, green: int, reason: str) -> None:
    last = replace(EQUAL, rows_blue=blue, rows_green=green, judged=0)
    assert decided(last, last, last).reason == reason
    assert decided(last, last, last).verdict is Verdict.INCONCLUSIVE


def test_an_obstacle_ends_it_before_any_difference_counts() -> None:
    last = replace(EQUAL, missing=3, obstacles=("3 records of topic x are not JSON",))
    found = decided(last)
    assert (found.verdict, found.reason) == (
        Verdict.INCONCLUSIVE,
        "3 records of topic x are not JSON",
    )


def test_what_cannot_be_compared_needs_no_round() -> None:
    found = decided(comparison=replace(ORDERS, not_comparable="a view that changed"))
    assert (found.verdict, found.reason) == (Verdict.INCONCLUSIVE, "a view that changed")


def test_before_the_first_round_nothing_is_known() -> None:
    assert waiting() == "fct_orders: the first round"


def test_append_tables_speak_of_rows() -> None:
    found = decided(replace(EQUAL, duplicates=2), comparison=PAYMENTS)
    assert found.reason == "2 rows more often in green than in blue"


CREATED = replace(EQUAL, has_blue=False, rows_blue=0, keys_blue=0, equal=0, judged=0)


def test_a_new_table_passes_by_its_own_checks() -> None:
    found = decided(CREATED, comparison=replace(ORDERS, blue_topic=None))
    assert found.verdict is Verdict.PASS
    assert found.reason == (
        "a new table without a blue: 310 records for 200 keys, none with a null where none may be"
    )


def test_a_new_table_with_nulls_fails() -> None:
    found = decided(
        replace(
            CREATED,
            nulls=2,
            changed_columns={"order_id": 2},
            samples=(KeySample("order_id=null", "null", ("order_id",)),),
        )
    )
    assert found.verdict is Verdict.FAIL
    assert found.reason == (
        "2 keys with a null where none may be (order_id ×2); "
        "for example order_id=null (null: order_id)"
    )


def test_a_new_table_without_rows_proves_nothing() -> None:
    empty = replace(CREATED, rows_green=0, keys_green=0)
    assert waiting(empty) == "fct_orders: no record in the new table yet"
    assert decided(empty, empty, empty).verdict is Verdict.INCONCLUSIVE


def verdict_of(verdict: Verdict) -> TableVerdict:
    return TableVerdict("t", verdict, "", None)


PASS, FAIL, OPEN = map(verdict_of, (Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE))


@pytest.mark.parametrize(
    ("tables", "disturbances", "verdict"),
    [
        ((PASS, PASS), (), Verdict.PASS),
        ((PASS, OPEN), (), Verdict.INCONCLUSIVE),
        ((OPEN, FAIL, PASS), (), Verdict.FAIL),
        ((PASS,), ("fct_orders restarted",), Verdict.INCONCLUSIVE),
        ((FAIL,), ("fct_orders restarted",), Verdict.FAIL),
        ((), (), Verdict.INCONCLUSIVE),
    ],
)
def test_the_worst_table_decides(
    tables: tuple[TableVerdict, ...], disturbances: tuple[str, ...], verdict: Verdict
) -> None:
    assert report(tables, disturbances, 3) == ValidationReport(verdict, tables, disturbances, 3)


def test_all_tables_are_waited_for() -> None:
    other = replace(ORDERS, table="dim_customers")
    rounds = {"fct_orders": (EQUAL,), "dim_customers": (replace(EQUAL, pending=1, unproven=1),)}
    found = judge_all((ORDERS, other), rounds, SETTINGS)
    assert isinstance(found, NextRound)
    assert found.waiting_for.startswith("dim_customers: 1 of 198 keys")


def test_one_table_that_failed_ends_it_for_all() -> None:
    other = replace(ORDERS, table="dim_customers")
    rounds = {
        "fct_orders": (EQUAL, replace(EQUAL, missing=1)),
        "dim_customers": (EQUAL, replace(EQUAL, pending=1, unproven=1)),
    }
    found = judge_all((ORDERS, other), rounds, SETTINGS)
    assert isinstance(found, ValidationReport)
    assert (found.verdict, found.rounds) == (Verdict.FAIL, 2)
    assert [table.verdict for table in found.tables] == [Verdict.FAIL, Verdict.INCONCLUSIVE]
    assert found.tables[1].reason == "not decided: the comparison ended when fct_orders failed"


small = st.integers(0, 2)


@given(
    st.lists(
        st.builds(
            replace,
            st.just(EQUAL),
            rows_blue=small,
            rows_green=small,
            pending=small,
            undecided=small,
            hot_unmet=small,
            hot_different=small,
            unproven=small,
            missing=small,
            extra=small,
            changed=small,
            duplicates=small,
            judged=small,
            obstacles=st.sampled_from([(), ("x",)]),
        ),
        max_size=9,
    )
)
def test_pass_always_means_proof_and_no_difference(rounds: list[TableRound]) -> None:
    found = judge(ORDERS, tuple(rounds), SETTINGS)
    if isinstance(found, TableVerdict) and found.verdict is Verdict.PASS:
        last = rounds[-1]
        assert last.judged > 0
        assert (last.unproven, last.different, last.hot_different) == (0, 0, 0)
        assert last.obstacles == ()
    if len(rounds) >= SETTINGS.rounds:
        assert isinstance(found, TableVerdict)
