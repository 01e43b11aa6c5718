"""Properties of reading and rewriting: random statements are read exactly as they were built."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sql_cases.grammar.reading import wrongly_read, wrongly_renamed
from tests.sql_cases.grammar.statements import a_text

from teal.model.statements import Statement
from teal.sql.normalise import normalised
from teal.sql.scanner import scan

SEEDS = st.integers(min_value=0, max_value=2**32)


def read(sql: str) -> Statement:
    result = scan(sql)
    assert [str(found) for found in result.diagnostics if found.is_error] == [], sql
    (statement,) = result.statements
    return statement


def some_seeds(count: int) -> range:
    """Other ones in each run; what fails says its seed."""
    first = Random().randrange(2**32)
    return range(first, first + count)


def assert_read_as_built(seed: int) -> None:
    built, written = a_text(seed, layout=seed)
    assert wrongly_read(built, written) is None, f"seed {seed}: {written.text!r}"


def assert_renamed_as_told(seed: int) -> None:
    built, written = a_text(seed, layout=seed)
    assert wrongly_renamed(built, written) is None, f"seed {seed}: {written.text!r}"


def test_a_statement_is_read_exactly_as_it_was_built() -> None:
    for seed in range(600):
        assert_read_as_built(seed)


@pytest.mark.slow
def test_many_statements_are_read_exactly_as_they_were_built() -> None:
    for seed in some_seeds(3_000):
        assert_read_as_built(seed)


def test_statements_of_one_text_are_read_as_when_each_stands_alone() -> None:
    texts = [a_text(seed, layout=seed)[1].text for seed in range(200)]
    whole = scan(" ;\n".join(texts))
    assert not any(found.is_error for found in whole.diagnostics)
    alone = [read(text) for text in texts]
    assert [s.names for s in whole.statements] == [s.names for s in alone]
    assert [s.text for s in whole.statements] == [s.text for s in alone]


def test_renaming_there_and_back_loses_nothing() -> None:
    for seed in range(200):
        assert_renamed_as_told(seed)


@pytest.mark.slow
def test_many_renamings_there_and_back_lose_nothing() -> None:
    for seed in some_seeds(1_000):
        assert_renamed_as_told(seed)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(SEEDS, SEEDS, SEEDS)
def test_layout_comments_keyword_case_and_quotes_do_not_count(
    seed: int, one: int, other: int
) -> None:
    first, second = a_text(seed, one)[1].text, a_text(seed, other)[1].text
    assert normalised(first) == normalised(second)
    assert normalised(normalised(first)) == normalised(first)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(SEEDS, SEEDS)
def test_the_canonical_text_says_the_same(seed: int, layout: int) -> None:
    text = a_text(seed, layout)[1].text
    before, after = read(text), read(normalised(text))
    assert [(n.role, n.parts) for n in before.names] == [(n.role, n.parts) for n in after.names]
    assert (before.kind, before.stateful) == (after.kind, after.stateful)
