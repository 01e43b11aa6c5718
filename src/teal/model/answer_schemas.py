"""The JSON Schemas of what commands answer with `--json`, by the name of the answer. They stand in
docs/schema, one file each."""

from __future__ import annotations

from collections.abc import Mapping

from teal.model.adoption import Adoption
from teal.model.codec import Json
from teal.model.deployment import Phase
from teal.model.diagnostics import Diagnostic
from teal.model.explanation import Explanation
from teal.model.history import ReleaseHistory, WentOn
from teal.model.json_schema import Annotation, answer_schema, fields_of, plan_schema
from teal.model.names import Version
from teal.model.project import Revision
from teal.model.run import Lease
from teal.model.validation import Verdict

_ADOPTED = (
    *("release", "deployment", "revision", "units", "tables", "problems", "doubts", "notes"),
    *("already", "absent", "left_alone"),
)
_OPEN: Mapping[str, Annotation] = {
    "id": str,
    "phase": Phase,
    "verdict": Verdict | None,
    "unfinished": str | None,
    "next": str,
    "needs_word": tuple[str, ...],
    "went_on": tuple[WentOn, ...],
}
_STATUS: Mapping[str, Annotation] = {
    "deployment": str,
    "project": str,
    "environment": str,
    "serial": int,
    "serving": tuple[Version, ...],
    "standing_by": tuple[Version, ...],
    "lives_on": [{"version": Version, "for": tuple[str, ...]}],
    "green": tuple[Version, ...],
    "open_releases": [_OPEN],
    "closed": [{"id": str, "phase": Phase}],
    "lease": Lease | None,
}


def answer_schemas() -> dict[str, dict[str, Json]]:
    """All schemas, by the names of their files without `.schema.json`."""
    return {
        "plan": plan_schema(),
        "adopt": answer_schema(
            "teal.adopt/1",
            "What an adoption records, or would record, and what is in doubt.",
            {"hash": str, "recorded": bool, **fields_of(Adoption, _ADOPTED)},
        ),
        "check": answer_schema(
            "teal.check/1",
            "What is wrong with a project that could be read, and what makes releases harder.",
            {
                "units": int,
                "tables": int,
                "revision": Revision,
                "diagnostics": tuple[Diagnostic, ...],
            },
        ),
        "error": answer_schema(
            "teal.error/1",
            "Why a command did nothing, or what it stumbled over; `exit_code` is the command's.",
            {"kind": str, "message": str, "exit_code": int},
            {"diagnostics": tuple[Diagnostic, ...]},
        ),
        "explain": answer_schema(
            "teal.explain/1", "All that there is to say of one table.", {"explanation": Explanation}
        ),
        "history": answer_schema(
            "teal.history/1",
            "Every release, newest first.",
            {"releases": tuple[ReleaseHistory, ...]},
        ),
        "status": answer_schema(
            "teal.status/1",
            "Where things stand. Before anything was deployed only `deployment` is told, as null.",
            {"deployment": str | None},
            {name: kind for name, kind in _STATUS.items() if name != "deployment"},
        ),
    }
