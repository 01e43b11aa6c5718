"""Lists and numbers as people write them."""

import pytest

from teal.model.wording import plural
from teal.render.words import listed


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "job", "1 job"),
        (0, "job", "0 jobs"),
        (2_000, "row", "2,000 rows"),
        (3, "query", "3 queries"),
    ],
)
def test_a_count_agrees_with_its_noun(count: int, noun: str, text: str) -> None:
    assert plural(count, noun) == text


def test_names_beyond_the_limit_are_counted() -> None:
    assert listed(["a", "b", "c", "d"], 2) == "a, b and 2 more"


def test_names_within_the_limit_stand_in_a_row() -> None:
    assert listed(("a", "b"), 2) == "a, b"
