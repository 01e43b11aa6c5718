"""Findings as text, SARIF and workflow commands."""

from __future__ import annotations

import json

from msgspec.structs import replace

from teal.model.codec import Json
from teal.model.diagnostics import Diagnostic, Place, Severity
from teal.render.findings_github import findings_github
from teal.render.findings_sarif import findings_sarif
from teal.render.findings_text import findings_text

STAR = Diagnostic(
    "TEAL-224",
    Severity.WARNING,
    "`*` passes on, 100% of it:\nall.",
    Place("a b/ü,x:1.sql", 2, 3),
    "Write the columns out.",
)
WRONG = Diagnostic("TEAL-221", Severity.ERROR, "too many.", Place("b.sql", 1, 1))
TOLD = Diagnostic("TEAL-253", Severity.INFO, "assumed.")


def test_text_shows_the_line_with_a_caret() -> None:
    texts = {"a b/ü,x:1.sql": "INSERT\n\tx * y\r\n"}
    assert findings_text([STAR, TOLD], texts) == (
        "a b/ü,x:1.sql:2:3: warning [TEAL-224]: `*` passes on, 100% of it:\nall.\n"
        "  2 | \tx * y\n"
        "    | \t ^\n"
        "  help: Write the columns out.\n"
        "info [TEAL-253]: assumed."
    )


def at_lines(*numbers: int) -> list[Diagnostic]:
    return [replace(WRONG, place=Place("b.sql", line, 1), hint="Mend it.") for line in numbers]


def test_text_says_the_same_of_one_file_once() -> None:
    elsewhere = replace(WRONG, place=Place("c.sql", 9, 1))
    assert findings_text([*at_lines(1, 4), elsewhere, TOLD, TOLD], {}) == (
        "b.sql:1:1: error [TEAL-221]: too many.\n"
        "  the same: line 4\n"
        "  help: Mend it.\n"
        "c.sql:9:1: error [TEAL-221]: too many.\n"
        "info [TEAL-253]: assumed."
    )
    _, same, _ = findings_text(at_lines(*range(1, 20)), {}).split("\n")
    assert same == "  the same: lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 8 more"


def test_text_cuts_a_long_line_around_the_place() -> None:
    found = Diagnostic("TEAL-221", Severity.ERROR, "here.", Place("a", 1, 5001))
    _, line, caret = findings_text([found], {"a": "." * 5000 + "X" + "." * 5000}).split("\n")
    assert len(line) < 200
    assert line[caret.index("^")] == "X"


def test_text_without_the_file_has_no_line() -> None:
    assert findings_text([WRONG], {}) == "b.sql:1:1: error [TEAL-221]: too many."
    assert findings_text([WRONG], {"b.sql": ""}).split("\n")[1:] == ["  1 | ", "    | ^"]


def test_github_escapes_what_would_end_a_command() -> None:
    assert findings_github([STAR, WRONG, TOLD], {"b.sql": "etl/b.sql"}).split("\n") == [
        "::warning file=a b/ü%2Cx%3A1.sql,line=2,col=3,title=TEAL-224::"
        "`*` passes on, 100%25 of it:%0Aall. Write the columns out.",
        "::error file=etl/b.sql,line=1,col=1,title=TEAL-221::too many.",
        "::notice title=TEAL-253::assumed.",
    ]


def test_sarif_has_what_its_schema_asks_for() -> None:
    log = findings_sarif([STAR, WRONG, TOLD, WRONG], {"b.sql": "etl/b.sql"}, "1.2.3")
    assert json.loads(json.dumps(log)) == log
    assert log["version"] == "2.1.0"
    (run,) = listed(log["runs"])
    driver = mapped(mapped(run["tool"])["driver"])
    assert (driver["name"], driver["version"]) == ("teal", "1.2.3")
    rules = listed(driver["rules"])
    assert [rule["id"] for rule in rules] == ["TEAL-221", "TEAL-224", "TEAL-253"]
    assert rules[0]["helpUri"] == "docs/diagnostics.md#teal-221"
    results = listed(run["results"])
    assert [result["level"] for result in results] == ["warning", "error", "note", "error"]
    for result in results:
        assert rules[number(result["ruleIndex"])]["id"] == result["ruleId"]
        assert mapped(result["message"])["text"]
    assert "locations" not in results[2]


def test_sarif_names_the_place_by_uri_and_region() -> None:
    log = findings_sarif([STAR], {"a b/ü,x:1.sql": "etl/a b/ü,x:1.sql"}, "1")
    (result,) = listed(listed(log["runs"])[0]["results"])
    (location,) = listed(result["locations"])
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "etl/a%20b/%C3%BC%2Cx%3A1.sql"},
        "region": {"startLine": 2, "startColumn": 3},
    }
    assert listed(log["runs"])[0]["columnKind"] == "unicodeCodePoints"


def listed(value: Json) -> list[dict[str, Json]]:
    """A list of objects."""
    assert isinstance(value, list)
    return [mapped(each) for each in value]


def mapped(value: Json) -> dict[str, Json]:
    """An object."""
    assert isinstance(value, dict)
    return value


def number(value: Json) -> int:
    """A whole number."""
    assert isinstance(value, int)
    return value
