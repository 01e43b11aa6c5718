"""tests/sql_cases/accepted.sql: constructs that must be read without an error."""

import re
from pathlib import Path

import pytest

from teal.sql.scanner import scan

ACCEPTED = Path(__file__).parents[2] / "sql_cases" / "accepted.sql"
CASES = re.findall(
    r"^-- reads:(.*)\n((?:(?!-- ).*\n)*)", ACCEPTED.read_text(encoding="utf-8"), re.M
)


def test_the_file_is_read_as_a_whole() -> None:
    result = scan(ACCEPTED.read_text(encoding="utf-8"))
    assert result.diagnostics == ()
    assert len(result.statements) == len(CASES)


@pytest.mark.parametrize(("inputs", "sql"), CASES)
def test_a_construct_is_read_with_all_its_inputs(inputs: str, sql: str) -> None:
    (statement,) = scan(sql).statements
    assert [".".join(parts) for parts in statement.reads] == inputs.split()
    assert statement.text.rstrip().endswith(sql.rstrip().rstrip(";"))
