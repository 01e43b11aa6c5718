"""Properties of reading and rewriting: random statements are read exactly as they were built."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sql_cases.grammar.items import Built
from tests.sql_cases.grammar.layout import Written
from tests.sql_cases.grammar.statements import a_text
from tests.sql_cases.grammar.vocabulary import needs_quotes

from teal.model.statements import NameRole, Parts, Statement, StatementKind, TableDefinition
from teal.sql.definition import table_definition
from teal.sql.normalise import normalised
from teal.sql.rewriter import rename
from teal.sql.scanner import scan

SEEDS = st.integers(min_value=0, max_value=2**32)
TABLE_ROLES = (NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE)
OF_MODELS = (StatementKind.CREATE_MODEL, StatementKind.ALTER_MODEL, StatementKind.DROP_MODEL)
HAVE_OPTIONS = (StatementKind.CREATE_TABLE, StatementKind.CTAS)


def read(sql: str) -> Statement:
    result = scan(sql)
    assert [str(found) for found in result.diagnostics if found.is_error] == [], sql
    (statement,) = result.statements
    return statement


def assert_read_as_built(seed: int) -> None:
    built, written = a_text(seed, layout=seed)
    statement = read(written.text)
    told = f"seed {seed}: {written.text!r}"
    names = tuple((name.start, name.end, name.parts, name.role) for name in statement.names)
    assert names == written.names, told
    assert tuple(name.refers_to for name in statement.names) == written.referred, told
    assert statement.kind is built.truth.kind, told
    if built.truth.stateful is not None:
        assert statement.stateful is built.truth.stateful, told
    _assert_defined_as_built(statement, built)


def _assert_defined_as_built(statement: Statement, built: Built) -> None:
    if statement.kind not in HAVE_OPTIONS:
        return
    definition = table_definition(statement)
    assert isinstance(definition, TableDefinition), (definition, statement.text)
    assert definition.options == built.truth.options
    assert tuple(column.name for column in definition.columns) == built.truth.columns
    assert definition.primary_key == built.truth.primary_key


def test_a_statement_is_read_exactly_as_it_was_built() -> None:
    for seed in range(600):
        assert_read_as_built(seed)


@pytest.mark.slow
def test_many_statements_are_read_exactly_as_they_were_built() -> None:
    first = Random().randrange(2**32)
    for seed in range(first, first + 8_000):
        assert_read_as_built(seed)


def test_statements_of_one_text_are_read_as_when_each_stands_alone() -> None:
    texts = [a_text(seed, layout=seed)[1].text for seed in range(200)]
    whole = scan(" ;\n".join(texts))
    assert not any(found.is_error for found in whole.diagnostics)
    alone = [read(text) for text in texts]
    assert [s.names for s in whole.statements] == [s.names for s in alone]
    assert [s.text for s in whole.statements] == [s.text for s in alone]


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


def assert_renamed_there_and_back(seed: int) -> None:
    built, written = a_text(seed, layout=seed)
    if built.truth.kind in OF_MODELS:  # not renamed with the tables
        return
    statement = read(written.text)
    new_names = some_new_names(statement, Random(seed))
    there = rename(statement, new_names)
    told = (seed, new_names, written.text, there)
    assert _tables(read(there)) == _expected(written, new_names), told
    inverse = {(*old[:-1], new): old[-1] for old, new in new_names.items()}
    back = rename(read(there), inverse)
    assert _tables(read(back)) == _tables(statement), told
    if _is_plain(written, new_names):
        behind = written.text[len(statement.text) :]
        assert there + behind == _replaced(written, new_names), told
        assert back == statement.text, told


def some_new_names(statement: Statement, random: Random) -> dict[Parts, str]:
    """New names for some of a statement's tables, none of which it has yet."""
    tables = sorted({n.parts for n in statement.names if n.role in TABLE_ROLES})
    chosen = random.sample(tables, random.randint(0, len(tables)))
    return {parts: f"{parts[-1]}_v{random.randint(2, 12)}" for parts in chosen}


def test_renaming_there_and_back_loses_nothing() -> None:
    for seed in range(200):
        assert_renamed_there_and_back(seed)


@pytest.mark.slow
def test_many_renamings_there_and_back_lose_nothing() -> None:
    first = Random().randrange(2**32)
    for seed in range(first, first + 2_000):
        assert_renamed_there_and_back(seed)


def _tables(statement: Statement) -> list[tuple[Parts, NameRole]]:
    return [(name.parts, name.role) for name in statement.names if name.role in TABLE_ROLES]


def _expected(written: Written, new_names: dict[Parts, str]) -> list[tuple[Parts, NameRole]]:
    return [
        ((*parts[:-1], new_names.get(parts, parts[-1])), role)
        for _, _, parts, role in written.names
        if role in TABLE_ROLES
    ]


def _is_plain(written: Written, new_names: dict[Parts, str]) -> bool:
    """Whether only the names themselves change: no columns, hints or options follow them."""
    roles = {role for _, _, _, role in written.names}
    if roles & {NameRole.QUALIFIER, NameRole.HINT, NameRole.DEFINITION}:
        return False
    return all(needs_quotes(old[-1]) or _PLAIN.fullmatch(old[-1]) for old in new_names)


_PLAIN = re.compile(r"[A-Za-z_]+")
_LAST_PART = re.compile(r"(`(?:[^`]|``)*`|[^`.\s/-]+)\Z")


def _replaced(written: Written, new_names: dict[Parts, str]) -> str:
    """The text with the last part of each renamed table replaced where it stands."""
    text = written.text
    for start, end, parts, role in reversed(written.names):
        if parts not in new_names or role not in TABLE_ROLES:
            continue
        last = _LAST_PART.search(text[start:end])
        assert last is not None
        doubled = new_names[parts].replace("`", "``")
        new = f"`{doubled}`" if last[1].startswith("`") else new_names[parts]
        text = text[: start + last.start()] + new + text[end:]
    return text
