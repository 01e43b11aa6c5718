"""Texts that are no SQL: cut off, mutilated, random. They never crash, hang or hide an input."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.checks import is_handled, nothing_is_lost_before_a_cut
from tests.fuzz.mutants import cut_off, mutant, random_text
from tests.sql_cases.grammar.statements import a_text


def test_every_beginning_of_a_statement_is_an_error_or_loses_no_input() -> None:
    for seed in range(4):
        written = a_text(seed, layout=seed)[1]
        for cut in range(len(written.text)):
            assert nothing_is_lost_before_a_cut(written, cut) is None


def assert_handled_after_accidents(seed: int) -> None:
    random = Random(seed)
    written = a_text(seed, layout=seed)[1]
    beginning = cut_off(written.text, random)
    assert nothing_is_lost_before_a_cut(written, len(beginning)) is None, f"seed {seed}"
    for text in (mutant(written.text, random), beginning, random_text(random)):
        assert is_handled(text) is None, f"seed {seed}: {text!r}"


def test_a_statement_after_an_accident_neither_crashes_nor_lies() -> None:
    for seed in range(250):
        assert_handled_after_accidents(seed)


@pytest.mark.slow
def test_many_accidents_neither_crash_nor_lie() -> None:
    first = Random().randrange(2**32)
    for seed in range(first, first + 1_200):
        assert_handled_after_accidents(seed)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="'`\"/*-+().,;{}$<>= \n\r\\#aFROMselct1é\u00a0\x00\ufeff", max_size=60))
def test_garbage_neither_crashes_nor_hangs(text: str) -> None:
    assert is_handled(text) is None


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.text(max_size=80))
def test_any_text_neither_crashes_nor_hangs(text: str) -> None:
    assert is_handled(text) is None
