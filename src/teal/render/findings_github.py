"""Findings as workflow commands of GitHub Actions: notes beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teal.model.diagnostics import Diagnostic, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def findings_github(findings: Iterable[Diagnostic], paths: Mapping[str, str]) -> str:
    """One line a finding. `paths` say what each file is called from the repository's root."""
    return "\n".join(_command(found, paths) for found in findings)


def _command(found: Diagnostic, paths: Mapping[str, str]) -> str:
    fields = {}
    if found.place is not None:
        fields["file"] = paths.get(found.place.file, found.place.file)
        fields["line"] = str(found.place.line)
        fields["col"] = str(found.place.column)
    fields["title"] = found.code
    told = ",".join(f"{key}={_property(value)}" for key, value in fields.items())
    message = _data(f"{found.message} {found.hint}".rstrip())
    return f"::{_COMMANDS[found.severity]} {told}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
