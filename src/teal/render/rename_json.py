"""What a renaming did, as JSON."""

from __future__ import annotations

import json

from teal.model.codec import Json
from teal.model.diagnostics import Diagnostic
from teal.planning.renaming import Renamed
from teal.render.inspect_json import diagnostic_fields


def rename_line(subject: Json, found: Renamed, text: str) -> str:
    """The answer to one request."""
    return json.dumps({"id": subject, **rename_fields(found, text)})


def refusal_line(subject: Json, finding: Diagnostic) -> str:
    """The answer where there is no text to rename in."""
    fields = {"sql": None, "changed": 0, "diagnostics": [diagnostic_fields(finding, "")]}
    return json.dumps({"id": subject, **fields})


def rename_fields(found: Renamed, text: str) -> dict[str, Json]:
    """The new text, null where the renaming was refused."""
    return {
        "sql": None if found.has_errors else found.text,
        "changed": found.changed,
        "diagnostics": [diagnostic_fields(each, text) for each in found.diagnostics],
    }
