"""After a rewrite Flink's own parser still accepts the text, and finds just the expected names
changed, in every role; every byte that no edit names is the same."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.referee.flink_parser import ReadStatement, Refused, flink_reads, words_of_the_language
from tests.sql_cases.grammar.statements import a_text

from teal.model.statements import NameRole, Parts, Statement
from teal.sql.quoting import as_written
from teal.sql.rewriter import rename, renaming_edits
from teal.sql.scanner import scan

pytestmark = pytest.mark.slow

SQL_CASES = Path(__file__).parents[1] / "sql_cases"
TABLES = (NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE)
ENDINGS = ("_v2", " 2", "-ü", ".next", "`s")


def own_statements() -> Iterator[Statement]:
    yield from scan((SQL_CASES / "accepted.sql").read_text(encoding="utf-8")).statements
    for file in sorted((SQL_CASES / "rename").glob("*.before.sql")):
        yield from scan(file.read_text(encoding="utf-8")).statements
    for seed in range(300):
        yield from scan(a_text(seed, layout=seed)[1].text).statements


def some_new_names(statement: Statement, random: Random) -> dict[Parts, str]:
    """All tables of the statement or some, each by the parts that it is written with."""
    tables = sorted({name.parts for name in statement.names if name.role in TABLES})
    chosen = random.sample(tables, random.randint(min(len(tables), 1), len(tables)))
    ending = random.choice(ENDINGS)
    return {parts: parts[-1] + ending for parts in chosen}


def names_of(read: tuple[ReadStatement, ...]) -> list[tuple[NameRole, Parts]]:
    return [(name.role, name.parts) for each in read for name in each.names]


def renamed_names(
    names: list[tuple[NameRole, Parts]], new_names: dict[Parts, str]
) -> list[tuple[NameRole, Parts]]:
    tables = {parts for role, parts in names if role in TABLES}
    return [
        (role, (*parts[:-1], new_names[parts]))
        if parts in new_names
        and (role in TABLES or (role is NameRole.MODEL and parts not in tables))
        else (role, parts)
        for role, parts in names
    ]


@pytest.mark.parametrize(
    "sql", ["SELECT 1 FROM {}", "CREATE TABLE {} (a INT)", "INSERT INTO {} SELECT 1"]
)
def test_every_word_of_flink_is_quoted_where_it_is_no_name(sql: str) -> None:
    words = words_of_the_language()
    assert len(words) > 700
    refused = [
        word for word in words if isinstance(flink_reads(sql.format(as_written(word))), Refused)
    ]
    assert refused == []


def test_a_word_that_is_a_name_in_flink_is_read_as_one() -> None:
    texts = [f"SELECT 1 FROM {word.lower()}" for word in words_of_the_language()]
    accepted = [text for text in texts if not isinstance(flink_reads(text), Refused)]
    assert [text for text in accepted if scan(text).unread] == []


def test_just_the_expected_names_change() -> None:
    renamed = 0
    for number, statement in enumerate(own_statements()):
        before = flink_reads(statement.text)
        new_names = some_new_names(statement, Random(number))
        if isinstance(before, Refused) or not new_names:
            continue
        text = rename(statement, new_names)
        after = flink_reads(text)
        assert not isinstance(after, Refused), (after.reason, statement.text, text)
        assert names_of(after) == renamed_names(names_of(before), new_names), (statement.text, text)
        assert_the_rest_is_the_same(statement, new_names, text)
        renamed += 1
    assert renamed > 200


def assert_the_rest_is_the_same(
    statement: Statement, new_names: dict[Parts, str], text: str
) -> None:
    place = 0
    for edit in reversed(renaming_edits(statement, new_names)):
        kept = statement.text[edit.end : len(statement.text) - place]
        assert text.endswith(kept)
        text = text.removesuffix(kept)
        assert text.endswith(edit.text)
        text = text.removesuffix(edit.text)
        place = len(statement.text) - edit.start
    assert text == statement.text[: len(statement.text) - place]
