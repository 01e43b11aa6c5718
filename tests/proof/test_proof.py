"""What Teal calls unchanged is unchanged on rows, and the proof would see it if it were not."""

from random import Random

import pytest
from tests.proof.blindness import BLINDNESS
from tests.proof.edits import EDITS, NOTHING_BY_DESIGN
from tests.proof.proof import proven

pytestmark = pytest.mark.slow

_QUICK = ("WHERE", "which table is read")
HARMLESS = tuple(edit for edit in EDITS if edit.__name__ in NOTHING_BY_DESIGN)


def test_nothing_that_was_called_unchanged_has_changed() -> None:
    tally = proven(seed=20_000, edits=40)
    assert tally.false == []
    assert tally.claims > 60
    assert tally.partial > 3
    assert tally.unshaped == 0


def test_edits_that_can_mean_nothing_are_seen_as_such() -> None:
    tally = proven(seed=30_000, edits=25, kinds=HARMLESS)
    assert tally.seen_by_design == tally.by_design
    assert tally.by_design.total() > 15


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=() if what in _QUICK else pytest.mark.slow) for what in BLINDNESS],
)
def test_the_proof_finds_a_comparison_that_does_not_see(what: str) -> None:
    eyes, kinds = BLINDNESS[what]
    tally = proven(seed=40_000, edits=120, eyes=eyes, kinds=kinds, is_patient=False)
    assert tally.false, f"{tally.edits} edits of {what} went unnoticed"


@pytest.mark.slow
def test_edits_from_anywhere_bear_no_false_claim() -> None:
    first = Random().randrange(1 << 30)
    tally = proven(first, edits=250)
    assert tally.false == [], f"from seed {first}"
