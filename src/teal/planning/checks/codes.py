"""The codes of what is legal and yet breaks a release later, and how such findings are made."""

from __future__ import annotations

from enum import Enum

from teal.model.diagnostics import Diagnostic, Place, Severity


class Code(Enum):
    """The stable codes of these checks; docs/diagnostics.md explains each."""

    COLUMN_COUNT = "TEAL-221"
    COLUMN_ORDER = "TEAL-222"
    LISTED_COLUMN = "TEAL-223"
    STAR = "TEAL-224"
    MISSING_COLUMN = "TEAL-225"
    COLUMN_TYPE = "TEAL-226"
    UPDATES_WITHOUT_KEY = "TEAL-231"
    KEY_OF_QUERY = "TEAL-232"
    ROWS_WITHOUT_KEY = "TEAL-233"
    VOLATILE_KEY = "TEAL-261"
    VOLATILE_COLUMN = "TEAL-262"
    VOLATILE_ROWS = "TEAL-263"
    PROCESSING_TIME = "TEAL-264"
    NO_WATERMARK = "TEAL-265"
    RESERVED_NAME = "TEAL-271"
    NAME_OF_A_VERSION = "TEAL-272"
    SEVERAL_WRITERS = "TEAL-281"


def mistake(code: Code, message: str, place: Place, hint: str) -> Diagnostic:
    """Flink refuses this for certain."""
    return Diagnostic(code.value, Severity.ERROR, message, place, hint)


def warning(code: Code, message: str, place: Place, hint: str) -> Diagnostic:
    """It runs, and makes a release harder or its proof weaker."""
    return Diagnostic(code.value, Severity.WARNING, message, place, hint)


def ticked(names: list[str], most: int = 8) -> str:
    """Names in a sentence: `a`, `b` and 3 more."""
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
