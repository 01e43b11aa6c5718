"""Both bills beside each other."""

from __future__ import annotations

from teal.model.bill import Bill
from teal.render.bill_text import bill_lines

NEEDED = Bill("only what is touched", 16, 2, 2, 18, 17, 17, 1, 16, 18, 2_000, 3_100, None, 1)
EVERYONE = Bill("all descendants", 16, 3, 3, 19, 16, 16, 0, 16, 19, None, 5_000_000, 0)


def test_two_ways_stand_side_by_side_and_what_is_not_known_says_so() -> None:
    assert list(bill_lines((NEEDED, EVERYONE))) == [
        "  Two ways: this plan rebuilds only what is touched; with --propagate all, all "
        "descendants",
        "                                   only what is touched         all descendants",
        "    jobs now                                         16                      16",
        "    jobs started                                      2                       3",
        "    of them with state                                2                       3",
        "    jobs meanwhile                                   18                      19",
        "    jobs after retirement                            17                      16",
        "    topics now                                       16                      16",
        "    topics meanwhile                                 18                      19",
        "    topics after retirement                          17                      16",
        "    older versions that live on                       1                       0",
        "    state that they keep                      not known                     0 B",
        "    state to build again                         3.1 kB                  5.0 MB",
        "    records to replay                             2,000               not known",
        "    (state as of the last checkpoints; of 1 job it is not known)",
    ]


def test_what_nobody_knows_of_either_way_is_named_once() -> None:
    bill = Bill("a", 1, 1, 0, 2, 2, 2, 1)
    lines = list(bill_lines((bill, bill)))
    assert lines[-1] == (
        "    not known here: state that they keep, state to build again, records to replay"
    )
    assert sum("not known" in line for line in lines) == 1


def test_one_way_tells_its_state() -> None:
    assert list(bill_lines((NEEDED,))) == [
        "  State to build again: about 3.1 kB, as the versions of today hold, and 1 job of which "
        "it is not known."
    ]
    assert list(bill_lines((Bill("all", 0, 2, 2, 2, 2, 2, 0, unsized=2),))) == [
        "  How much state that will be is not known."
    ]
    assert not list(bill_lines((Bill("all", 0, 2, 0, 2, 2, 2, 0),)))
