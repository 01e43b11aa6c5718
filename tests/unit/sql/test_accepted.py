"""tests/sql_cases/*.sql: constructs that must be read without an error."""

import re
from pathlib import Path

import pytest

from teal.sql.scanner import scan

FILES = sorted((Path(__file__).parents[2] / "sql_cases").glob("*.sql"))
TEXTS = [file.read_text(encoding="utf-8") for file in FILES]
_CASE = re.compile(r"^-- reads:(.*)\n((?:(?!-- ).*\n)*)", re.MULTILINE)
CASES = [case for text in TEXTS for case in _CASE.findall(text)]


@pytest.mark.parametrize("text", TEXTS, ids=[file.stem for file in FILES])
def test_a_file_is_read_as_a_whole(text: str) -> None:
    result = scan(text)
    assert result.diagnostics == ()
    assert len(result.statements) == len(_CASE.findall(text))


@pytest.mark.parametrize(("inputs", "sql"), CASES)
def test_a_construct_is_read_with_all_its_inputs(inputs: str, sql: str) -> None:
    (statement,) = scan(sql).statements
    found = [".".join(parts).replace(" ", "%") for parts in statement.reads]
    assert found == inputs.split()
    assert statement.text.rstrip().endswith(sql.rstrip().rstrip(";"))
