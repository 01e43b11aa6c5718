"""Variables put in, and the author's text found again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teal.planning.variables import filled

PIECES = st.lists(st.sampled_from(["ab", "${x}", "${longer}", "${unknown}", "\n", "c"]), max_size=8)
VALUES = {"x": "12345", "longer": "l"}


def test_known_names_are_replaced_and_others_stay() -> None:
    found = filled("a ${x} b ${unknown} c ${longer}d", VALUES)
    assert found.text == "a 12345 b ${unknown} c ld"
    assert found.author_text(2, 7) == "${x}"
    assert found.author_text(8, 25) == "b ${unknown} c ${longer}d"


@given(PIECES, PIECES, PIECES)
def test_the_authors_text_is_found_again_anywhere(
    before: list[str], inside: list[str], behind: list[str]
) -> None:
    texts = ["".join(pieces) for pieces in (before, ["["], inside, ["]"], behind)]
    found = filled("".join(texts), VALUES)
    start = len(filled(texts[0], VALUES).text)
    end = start + len(filled("".join(texts[1:4]), VALUES).text)
    assert found.author_text(start, end) == "".join(texts[1:4])


def test_the_lines_of_a_text_stay() -> None:
    assert filled("a\n${x}\nb", VALUES).text.count("\n") == 2
