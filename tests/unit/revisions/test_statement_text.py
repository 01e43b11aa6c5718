"""When a file counts as containing a statement."""

from __future__ import annotations

import pytest

from teal.revisions.statement_text import holds_statement

_STATEMENT = "INSERT INTO a\nSELECT 1 FROM b"


@pytest.mark.parametrize(
    "file",
    [
        "INSERT INTO a\nSELECT 1 FROM b",
        "INSERT INTO a\nSELECT 1 FROM b;",
        "\ufeff-- first\n\nINSERT INTO a\nSELECT 1 FROM b\n;\n",
        "INSERT INTO a\r\nSELECT 1 FROM b\r\n;",
        "SELECT 0; INSERT INTO a\nSELECT 1 FROM b; SELECT 2;",
        "INSERT INTO a\nSELECT 1 FROM b -- so it is\n/* or\nnot */ ;",
        "INSERT INTO a\nSELECT 1 FROM b -- so it is",
    ],
)
def test_a_whole_statement_is_found(file: str) -> None:
    assert holds_statement(file.encode(), _STATEMENT)
    assert holds_statement(file.encode(), f"\n {_STATEMENT} ; ".replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "file",
    [
        "",
        "INSERT INTO a\nSELECT 1 FROM b2;",
        "INSERT INTO a\nSELECT 1 FROM b WHERE c;",
        "INSERT INTO a\nSELECT 1 FROM b -- more\nWHERE c;",
        "INSERT INTO a SELECT 1 FROM b;",
        "INSERT INTO a\nSELECT 1 FROM b" + "\n" + "-" * 5000 + "\nWHERE c;",
    ],
)
def test_part_of_a_longer_or_another_statement_is_not(file: str) -> None:
    assert not holds_statement(file.encode(), _STATEMENT)


def test_nothing_is_held_by_no_file() -> None:
    assert not holds_statement(b"SELECT 1;", " ; ")
