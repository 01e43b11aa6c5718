"""A report for a person: the verdict first, then keys and columns, values only if brought."""

from teal.model.validation import KeySample, TableRound, TableVerdict, ValidationReport, Verdict
from teal.render.verdict_text import verdict_text

ROUND = TableRound(
    table="fct_revenue",
    round=2,
    rows_blue=100,
    rows_green=99,
    keys_blue=10,
    keys_green=9,
    equal=8,
    in_step=0,
    pending=0,
    undecided=0,
    hot_unmet=0,
    unproven=0,
    missing=1,
    extra=0,
    changed=1,
    changed_columns={"amount": 1},
    samples=(KeySample("region=EAST", "changed", ("amount",)),),
)


def test_a_failure_names_counts_keys_and_columns() -> None:
    verdict = TableVerdict("fct_revenue", Verdict.FAIL, "2 keys differ", ROUND, (), ("discount",))
    text = verdict_text(ValidationReport(Verdict.FAIL, (verdict,), rounds=2))
    assert text.splitlines() == [
        "FAIL after 2 rounds",
        "  FAIL         fct_revenue: 2 keys differ",
        "               old 10 keys, new 9 keys, 8 equal, 1 missing, 1 changed",
        "               columns that differ: amount (1)",
        "               changed: region=EAST in amount",
        "               only in the new version: discount",
    ]


def test_a_disturbance_is_said() -> None:
    report = ValidationReport(Verdict.INCONCLUSIVE, (), ("int_orders@v2#1 restarted",), 1)
    assert verdict_text(report).splitlines()[-1] == "  disturbed: int_orders@v2#1 restarted"
