"""The scanner reads what Flink's own parser reads: kinds, names, places and roles."""

import re
from pathlib import Path

import pytest
from tests.referee.agreement import disagreements
from tests.referee.flink_parser import Refused, flink_reads
from tests.referee.walk import public_functions

from teal.sql.quoting import as_written
from teal.sql.words import CALLS_NOTHING_OF_OURS, KEEPS_STATE, OPENERS, RESERVED

pytestmark = pytest.mark.slow

_CASES = Path(__file__).parents[1] / "sql_cases"
_CASE = re.compile(r"^-- reads:.*\n((?:(?!-- ).*\n)*)", re.MULTILINE)


def cases(name: str) -> list[str]:
    return _CASE.findall((_CASES / f"{name}.sql").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sql", [*cases("queries"), *cases("statements")])
def test_a_case_is_read_as_flink_reads_it(sql: str) -> None:
    assert disagreements(sql) == []


@pytest.mark.parametrize("name", ["queries", "statements"])
def test_a_whole_file_is_read_as_flink_reads_it(name: str) -> None:
    assert disagreements((_CASES / f"{name}.sql").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("sql", cases("accepted"))
def test_what_else_we_accept_is_read_as_flink_reads_it_unless_it_refuses_it(sql: str) -> None:
    found = [each for each in disagreements(sql) if "NameRole.FUNCTION" not in each]
    assert found == [] or found[0].startswith("Flink refuses it")


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_name_for_flink_either(word: str) -> None:
    assert isinstance(flink_reads(f"SELECT * FROM {word}"), Refused)


def test_whatever_word_we_write_as_a_name_flink_takes_it() -> None:
    for word in sorted(RESERVED | KEEPS_STATE | CALLS_NOTHING_OF_OURS | OPENERS):
        assert disagreements(f"SELECT {as_written(word)}.x FROM {as_written(word)}") == []


def test_flinks_own_functions_are_none_of_the_users() -> None:
    assert {name for name in public_functions() if name.isidentifier()} - KNOWN == NO_CALLS


KNOWN = KEEPS_STATE | CALLS_NOTHING_OF_OURS
NO_CALLS = frozenset(
    [
        *("AGG_DECIMAL_PLUS", "ASC", "ASSIGNMENT", "CURRENTDATABASE", "DESC", "IFTHENELSE"),
        *("HIVE_AGG_DECIMAL_PLUS", "LOWERCASE", "NOTBETWEEN", "RANGETO", "REINTERPRET_CAST"),
        *("ROWTIME", "STREAMRECORDTIMESTAMP", "SUM0", "TEMPORALOVERLAPS", "UPPERCASE"),
        *("WINDOW_END", "WINDOW_START", "WITHCOLUMNS", "WITHOUTCOLUMNS"),
    ]
)
"""What Flink lists among its functions though no SQL calls it by that name."""
