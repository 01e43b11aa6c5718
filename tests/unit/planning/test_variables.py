"""Variables put in, and the author's text found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teal.model.diagnostics import Diagnostic, Place, Severity
from teal.planning.variables import filled, text_at

PIECES = st.lists(
    st.sampled_from(
        [
            "ab",
            "${x}",
            "${longer}",
            "${unknown}",
            "\n",
            "c",
            "{{ x }}",
            " $x ",
            "<x>y</x>",
            "$",
            "<",
        ]
    ),
    max_size=8,
)
VALUES = {"x": "12345", "longer": "l", "none": ""}


def test_known_names_are_replaced_and_others_stay() -> None:
    found = filled("a ${x} b ${unknown} c ${longer}d", VALUES)
    assert found.text == "a 12345 b ${unknown} c ld"
    assert found.author_text(2, 7) == "${x}"
    assert found.author_text(8, 25) == "b ${unknown} c ${longer}d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${x}", "12345"),
        ("${ x }", "12345"),
        ("$x", "12345"),
        ("($x)", "(12345)"),
        ("'$x.y'", "'12345.y'"),
        ("{{x}}", "12345"),
        ("{{  x }}", "12345"),
        ("{{ var('x') }}{{ env_var(\"x\") }}", "1234512345"),
        ("<x>some default</x>", "12345"),
        ("<k>x</k>", "12345"),
        ("<k> x </k>.t", "12345.t"),
        ("${none}", ""),
    ],
)
def test_every_form_of_template_is_filled(text: str, expected: str) -> None:
    assert filled(text, VALUES).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "a$x",
        "$x1",
        "$X",
        "$$x",
        "`$x`",
        "$rowtime",
        "$ROWTIME",
        "$.x",
        "${secret:x}",
        "{{ x | upper }}",
        "{% if x %}",
        "<x>1</y>",
        "<x>\n</x>",
        "a <x> b",
        "<k>y</k>",
    ],
)
def test_what_only_looks_like_a_template_stays(text: str) -> None:
    assert filled(text, {**VALUES, "rowtime": "no"}).text == text


@given(PIECES, PIECES, PIECES)
def test_the_authors_text_is_found_again_anywhere(
    before: list[str], inside: list[str], behind: list[str]
) -> None:
    texts = ["".join(pieces) for pieces in (before, ["["], inside, ["]"], behind)]
    found = filled("".join(texts), VALUES)
    start = len(filled(texts[0], VALUES).text)
    end = start + len(filled("".join(texts[1:4]), VALUES).text)
    assert found.author_text(start, end) == "".join(texts[1:4])


@given(PIECES, st.data())
def test_any_stretch_leads_to_whole_variables(pieces: list[str], data: st.DataObject) -> None:
    found = filled("".join(pieces), VALUES)
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, len(found.text)))
    stretch = filled(found.author_text(start, end), VALUES).text
    assert found.text[start:end] in stretch


def test_a_place_inside_a_value_is_the_place_of_its_variable() -> None:
    found = filled("ab ${x} cd", VALUES)
    assert [found.place(place) for place in (2, 3, 5, 7, 8, 9)] == [2, 3, 3, 3, 7, 8]
    assert [found.end_place(place) for place in (2, 3, 5, 8, 9)] == [2, 3, 7, 7, 8]


def test_a_finding_gets_the_column_of_the_authors_line() -> None:
    found = filled("${x}\n  ${longer}${x} here", VALUES)
    line = found.text.splitlines()[1]
    place = Place("a.sql", 2, line.index("here") + 1)
    diagnostic = Diagnostic("TEAL-1", Severity.ERROR, "", place)
    assert found.as_written(diagnostic).place == Place("a.sql", 2, 17)
    assert text_at(Place("a.sql", 2, 17), found.raw) == "here"
    assert text_at(Place("a.sql", 2, 3), found.raw) == "${longer}"
    assert text_at(Place("a.sql", 3, 1), found.raw) == ""


def test_the_lines_of_a_text_stay() -> None:
    assert filled("a\n${x}\nb", VALUES).text.count("\n") == 2
