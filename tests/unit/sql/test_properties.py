"""Properties of reading and rewriting on random statements and on garbage."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sql_cases.grammar import Grammar, Written, written

from teal.model.statements import NameRole, Statement
from teal.sql.normalise import normalised
from teal.sql.rewriter import rename
from teal.sql.scanner import scan

pytestmark = pytest.mark.slow

SEEDS = st.integers(min_value=0, max_value=2**32)
TABLE_ROLES = (NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION)


def some_statement(seed: int, layout: int = 0) -> Written:
    return written(Grammar(Random(seed)).statement(), Random(layout))


def read(sql: str) -> Statement:
    result = scan(sql)
    assert [str(found) for found in result.diagnostics if found.is_error] == []
    (statement,) = result.statements
    return statement


@settings(max_examples=150, deadline=None)
@given(SEEDS, SEEDS)
def test_a_statement_is_read_exactly_as_it_was_built(seed: int, layout: int) -> None:
    built = some_statement(seed, layout)
    found = tuple((n.start, n.end, n.parts, n.role) for n in read(built.text).names)
    assert found == built.names


@settings(max_examples=60, deadline=None)
@given(SEEDS, SEEDS, SEEDS)
def test_layout_comments_keyword_case_and_quotes_do_not_count(
    seed: int, one: int, other: int
) -> None:
    first, second = some_statement(seed, one).text, some_statement(seed, other).text
    assert normalised(first) == normalised(second)
    assert normalised(normalised(first)) == normalised(first)


@settings(max_examples=60, deadline=None)
@given(SEEDS, SEEDS)
def test_the_canonical_text_says_the_same(seed: int, layout: int) -> None:
    text = some_statement(seed, layout).text
    before, after = read(text), read(normalised(text))
    assert [(n.role, n.parts) for n in before.names] == [(n.role, n.parts) for n in after.names]
    assert (before.kind, before.stateful) == (after.kind, after.stateful)


@settings(max_examples=80, deadline=None)
@given(SEEDS, SEEDS, SEEDS)
def test_renaming_there_and_back_loses_nothing(seed: int, layout: int, choice: int) -> None:
    statement = read(some_statement(seed, layout).text)
    tables = sorted({n.parts for n in statement.names if n.role in TABLE_ROLES})
    chosen = Random(choice).sample(tables, Random(choice).randint(0, len(tables)))
    there = rename(statement, {parts: f"{parts[-1]}_v2" for parts in chosen})
    back = rename(read(there), {(*p[:-1], f"{p[-1]}_v2"): p[-1] for p in chosen})
    assert read(back).reads == statement.reads
    assert read(back).writes == statement.writes
    assert (back == statement.text) or " AS " in there


@settings(max_examples=300, deadline=None)
@given(SEEDS, st.integers(min_value=0, max_value=400))
def test_a_truncated_statement_is_an_error_or_loses_no_input(seed: int, cut: int) -> None:
    built = some_statement(seed)
    result = scan(built.text[:cut])
    if any(found.is_error for found in result.diagnostics):
        return
    complete = {parts for _, end, parts, role in built.names if role in TABLE_ROLES and end < cut}
    found = {parts for s in result.statements for parts in (*s.reads, *s.writes)}
    ctes = {n.parts for s in result.statements for n in s.names if n.role is NameRole.CTE}
    assert complete <= found | ctes


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="'`\"/*-+().,;{}$<>= \n\\#aFROMselct1é\u00a0\x00", max_size=60))
def test_garbage_neither_crashes_nor_hangs(text: str) -> None:
    result = scan(text)
    assert all(found.place for found in result.diagnostics)
    normalised(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_neither_crashes_nor_hangs(text: str) -> None:
    scan(text)
    normalised(text)


WORDS = """
    SELECT FROM WITH AS JOIN ( ) , a b.c `d` 'e' WHERE IN UNION ALL INSERT INTO TABLE LATERAL UNNEST
    FOR SYSTEM_TIME OF /*+ */ VALUES ; BEGIN STATEMENT SET END CREATE VIEW LIKE [ ] f(
"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
def test_words_in_any_order_neither_crash_nor_hang(words: list[str]) -> None:
    text = " ".join(words)
    for statement in scan(text).statements:
        rename(statement, {"a": "z", "c": "y"})
    normalised(text)
