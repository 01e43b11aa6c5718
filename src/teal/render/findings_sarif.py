"""Findings as SARIF 2.1.0, which editors and code hosts read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from teal.model.codec import Json
from teal.model.diagnostics import Diagnostic, Place, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def findings_sarif(
    findings: Sequence[Diagnostic], paths: Mapping[str, str], version: str
) -> dict[str, Json]:
    """One run of `teal check`. `paths` say what each file is called from where the run looks."""
    codes = sorted({found.code for found in findings})
    rules: list[Json] = [_rule(code) for code in codes]
    results: list[Json] = [_result(found, codes.index(found.code), paths) for found in findings]
    driver: dict[str, Json] = {
        "name": "teal",
        "version": version,
        "semanticVersion": version,
        "rules": rules,
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Json]:
    return {"id": code, "helpUri": help_uri(code)}


def help_uri(code: str) -> str:
    """Where a code is explained, relative to the repository of Teal."""
    page = "diagnostics.md" if code.startswith("TEAL-") else "errors.md"
    return f"docs/{page}#{code.lower()}"


def _result(found: Diagnostic, rule: int, paths: Mapping[str, str]) -> dict[str, Json]:
    text = f"{found.message} {found.hint}".rstrip()
    result: dict[str, Json] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _LEVELS[found.severity],
        "message": {"text": text},
    }
    if found.place is not None:
        result["locations"] = [_location(found.place, paths)]
    return result


def _location(place: Place, paths: Mapping[str, str]) -> dict[str, Json]:
    path = paths.get(place.file, place.file)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path)},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
