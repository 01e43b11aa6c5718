"""docs/diagnostics.md explains each code, and its examples are what it says they are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.unit.checks.page import ROOT, TEXT, Example, codes_of, examples

EXAMPLES = tuple(examples())
TRIED_ELSEWHERE = {
    "TEAL-011": "files that are no text",
    "TEAL-012": "lines of teal sql",
    "TEAL-013": "lines of teal sql",
    "TEAL-115": "teal sql rename",
    "TEAL-216": "reading the configuration",
    "TEAL-241": "teal sql rename",
    "TEAL-242": "teal sql rename",
    "TEAL-253": "a folder without a configuration",
    "TEAL-254": "a folder of dbt",
    "TEAL-302": "plan and deploy, which ask Kafka",
    "TEAL-303": "teal adopt",
    "TEAL-401": "Flink itself",
    "TEAL-402": "Flink itself",
    "TEAL-403": "Flink itself",
}
"""Codes whose examples are no SQL, and what finds them."""


def _id(example: Example) -> str:
    return f"{example.code}-{example.kind}"


def test_every_code_has_one_section() -> None:
    used: set[str] = set()
    for path in (ROOT / "src" / "teal").rglob("*.py"):
        used |= set(re.findall(r'"(TEAL-\d{3})"', path.read_text("utf-8")))
    sections = Counter(re.findall(r"^## (TEAL-\d{3})$", TEXT, re.MULTILINE))
    assert sections == Counter(used)


def test_every_code_has_a_bad_and_a_good_example() -> None:
    assert Counter((each.code, each.kind) for each in EXAMPLES) == Counter(
        (each.code, kind) for each in EXAMPLES[::2] for kind in ("bad", "good")
    )
    assert {each.code for each in EXAMPLES if not each.is_sql} == set(TRIED_ELSEWHERE)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.is_sql], ids=_id)
def test_an_example_is_what_it_says(example: Example, tmp_path: Path) -> None:
    found = codes_of(example, tmp_path)
    if example.kind == "bad":
        assert found == {example.code}
    else:
        assert example.code not in found
