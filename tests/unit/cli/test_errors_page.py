"""The page about errors knows every code, every kind of finding and every exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from teal.model import errors
from teal.model.diagnosis import FindingKind
from teal.model.errors import TealError

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
DIAGNOSTICS = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")


def codes_in_source() -> set[str]:
    """All codes of diagnostics that stand in Teal's source."""
    found: set[str] = set()
    for path in (ROOT / "src" / "teal").rglob("*.py"):
        found |= set(re.findall(r'"(TEAL-\d{3}|config-[a-z-]+)"', path.read_text("utf-8")))
    return found


def test_every_code_is_explained_and_no_other() -> None:
    named = set(re.findall(r"`(TEAL-\d{3}|config-[a-z-]+)`", PAGE))
    explained = set(re.findall(r"^## (TEAL-\d{3})$", DIAGNOSTICS, re.MULTILINE))
    assert named | explained == codes_in_source()


@pytest.mark.parametrize("kind", FindingKind, ids=lambda kind: kind.value)
def test_every_finding_of_doctor_is_explained(kind: FindingKind) -> None:
    assert f"| {kind.value} |" in PAGE


def test_every_exit_code_is_explained() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    ends = {each.exit_code for each in kinds if issubclass(each, TealError)}
    table = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    assert table == ends | {0, 2, 130}


def test_no_error_offers_what_does_not_exist_yet() -> None:
    for word in ("replay", "contract"):
        assert word not in PAGE.lower()
