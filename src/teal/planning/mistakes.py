"""The codes of what is wrong with a project, and how a finding of this package is made."""

from __future__ import annotations

from enum import Enum

from teal.model.diagnostics import Diagnostic, Place, Severity


class Code(Enum):
    """The stable codes of this package's diagnostics."""

    NO_DEFINITION = "TEAL-201"
    NOBODY_WRITES = "TEAL-202"
    CIRCLE = "TEAL-203"
    UNKNOWN_TABLE = "TEAL-204"
    DEFINED_TWICE = "TEAL-205"
    EXTERNAL_WRITTEN = "TEAL-206"
    EXTERNAL_UNDEFINED = "TEAL-207"
    QUERY_IN_DEFINITION = "TEAL-208"
    NO_PIPELINE_STATEMENT = "TEAL-209"
    FOR_THE_SESSION = "TEAL-210"
    READS_NOTHING = "TEAL-211"
    COPIED_DEFINITION = "TEAL-212"
    READS_ITSELF = "TEAL-213"
    NAME = "TEAL-214"
    NAMING = "TEAL-215"
    VARIABLE = "TEAL-216"
    NAME_TAKEN = "TEAL-241"
    WRONG_NAME = "TEAL-242"
    AMBIGUOUS_LAYOUT = "TEAL-251"
    ENVIRONMENT_CHOSEN = "TEAL-252"
    NOT_CONFIGURED = "TEAL-253"
    DBT_MANIFEST = "TEAL-254"
    BINDING = "TEAL-301"
    NO_TOPIC = "TEAL-302"
    MAPPING = "TEAL-303"


def error(code: Code, message: str, place: Place | None, hint: str) -> Diagnostic:
    """A finding that stops a command."""
    return Diagnostic(code.value, Severity.ERROR, message, place, hint)
