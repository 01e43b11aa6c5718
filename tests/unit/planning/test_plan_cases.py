"""Whole plans, as they are read by people: `before` serves, `after` is planned, plan.json is what
comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.planning.builders import served

from teal.model.codec import canonical
from teal.model.plan import Plan

CASES = Path(__file__).parents[2] / "plan_cases"


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*.sql"))
    }


def planned(case: Path) -> Plan:
    return served(files(case / "before")).plan(files(case / "after"), commit="c2")


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_a_case_gives_the_plan_that_was_read_and_approved(name: str) -> None:
    case = CASES / name
    expected = json.loads((case / "plan.json").read_text())
    assert json.loads(canonical(planned(case))) == expected
