"""Comments that allow findings: how far they reach, and what is wrong with them."""

from __future__ import annotations

import pytest
from tests.unit.checks.conftest import Check, findings

from teal.sql.allowances import allowances

STAR = "CREATE VIEW {} AS SELECT * FROM src"
ALLOW = "-- teal: allow TEAL-224 because the log takes everything\n"


@pytest.mark.parametrize(
    "sql",
    [
        f"{ALLOW}{STAR.format('v')}",
        f"/* teal: allow TEAL-224 because it is a log */ {STAR.format('v')}",
        f"{STAR.format('v')}; {ALLOW}",
        f"CREATE VIEW v AS\n{ALLOW}SELECT * FROM src",
        f"SELECT 1 FROM src;\n{ALLOW}{STAR.format('v')};".replace(
            "SELECT 1", "CREATE VIEW a AS SELECT 1"
        ),
        f"-- TEAL: Allow TEAL-261, TEAL-224 because of two things\n{STAR.format('v')}"
        ";CREATE VIEW x AS SELECT id FROM src",
    ],
)
def test_a_finding_is_allowed(sql: str) -> None:
    assert "TEAL-224" not in [found.code for found in findings(sql)]


def test_at_the_head_of_a_file_it_is_for_the_whole_file(check: Check) -> None:
    assert check(f"{ALLOW}{STAR.format('v')};\n{STAR.format('w')};\n{STAR.format('x')}") == []


def test_elsewhere_it_is_for_one_statement(check: Check) -> None:
    head = "CREATE VIEW a AS SELECT id FROM src;\n"
    assert check(f"{head}{ALLOW}{STAR.format('v')};\n{STAR.format('w')};") == ["TEAL-224"]
    assert check(f"{head}{STAR.format('v')};\n{ALLOW}{STAR.format('w')};") == ["TEAL-224"]


def test_an_allowance_in_a_literal_is_none(check: Check) -> None:
    sql = "CREATE VIEW v AS SELECT *, 'teal: allow TEAL-224 because x' AS y FROM src"
    assert check(sql) == ["TEAL-224"]


def test_another_code_allows_nothing(check: Check) -> None:
    sql = f"-- teal: allow TEAL-262 because x\n{STAR.format('v')}"
    assert check(sql) == ["TEAL-294", "TEAL-224"]


@pytest.mark.parametrize(
    ("comment", "code", "words"),
    [
        ("-- teal: allow TEAL-224", "TEAL-291", "nothing says why"),
        ("-- teal: allow TEAL-224 because", "TEAL-291", "nothing says why"),
        ("-- teal: allow TEAL-229 because x", "TEAL-292", "`TEAL-229` is no code of Teal's"),
        ("-- teal: allow because x", "TEAL-292", "no code says what"),
        ("-- teal: allow everything", "TEAL-292", "`everything` is no code"),
        ("-- teal: allow TEAL-204 because x", "TEAL-293", "TEAL-204 cannot be allowed"),
        ("-- teal: allow TEAL-101 because x", "TEAL-293", "TEAL-101 cannot be allowed"),
        ("-- teal: allow TEAL-291 because x", "TEAL-293", "TEAL-291 cannot be allowed"),
        ("-- teal: allow TEAL-262 because x", "TEAL-294", "nothing has it"),
    ],
)
def test_an_allowance_may_itself_be_wrong(comment: str, code: str, words: str) -> None:
    found = [each for each in findings(f"{comment}\n{STAR.format('v')}") if each.code == code]
    assert [words in each.message for each in found] == [True], found


def test_what_is_wrong_with_it_has_a_place() -> None:
    allowed = f"  -- teal: allow TEAL-262 because x\n{STAR.format('v')}"
    sql = f"CREATE VIEW a AS SELECT id FROM src;\n{allowed}"
    (wrong, _) = findings(sql)
    assert str(wrong.place) == "a.sql:2:18"


def test_a_mistake_stays_though_somebody_allows_it(check: Check) -> None:
    sql = "-- teal: allow TEAL-204 because x\nCREATE VIEW v AS SELECT id FROM nowhere"
    assert sorted(check(sql)) == ["TEAL-204", "TEAL-293"]


def test_a_text_without_statements_may_hold_allowances() -> None:
    assert [each.code for each in allowances("-- teal: allow TEAL-224 because x")] == ["TEAL-224"]
    assert allowances("CREATE VIEW v AS SELECT 'open -- teal: allow TEAL-224 because x") == ()
