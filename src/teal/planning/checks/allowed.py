"""Findings that their author has allowed, with a reason, in a comment of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place, Severity
from teal.planning import mistakes
from teal.planning.checks import codes
from teal.planning.nearest import nearest
from teal.planning.variables import line_starts
from teal.sql import mistakes as misreadings
from teal.sql.allowances import Allowance, allowances


class Code(Enum):
    """The stable codes of what is wrong with an allowance."""

    NO_REASON = "TEAL-291"
    UNKNOWN = "TEAL-292"
    NEVER = "TEAL-293"
    NEEDLESS = "TEAL-294"


ALLOWABLE = frozenset(
    {each.value for each in codes.Code}
    | {misreadings.Code.CTE_IN_OTHER_CASE.value, misreadings.Code.TEMPLATE_IN_LITERAL.value}
)
"""The others say that the project cannot be read, or that nothing may be planned from it."""

_ALL = (
    ALLOWABLE
    | {each.value for each in misreadings.Code}
    | {each.value for each in mistakes.Code}
    | {each.value for each in Code}
)


class _Allowed(Struct):
    place: Place
    allowance: Allowance
    is_used: bool = False


def without_allowed(
    findings: Iterable[Diagnostic], texts: Mapping[str, str], files: Collection[str]
) -> Iterator[Diagnostic]:
    """The findings that nobody has allowed, and what is wrong with the allowances.

    `texts` are the authors' own by path; `files` are those that the project is made from.
    """
    allowed = {path: found for path in files if (found := _allowed_in(path, texts.get(path, "")))}
    for finding in findings:
        place = finding.place
        if place is None or not _is_allowed(finding, allowed.get(place.file, ()), texts):
            yield finding
    for found in allowed.values():
        for each in found:
            wrong = _wrong(each)
            if wrong is not None:
                yield wrong


def _allowed_in(path: str, text: str) -> list[_Allowed]:
    starts = line_starts(text) if "teal:" in text.lower() else ()
    return [_Allowed(_place(path, starts, each.at), each) for each in allowances(text)]


def _place(path: str, starts: Sequence[int], at: int) -> Place:
    line = bisect_right(starts, at)
    return Place(path, line, at - starts[line - 1] + 1)


def _is_allowed(finding: Diagnostic, allowed: Iterable[_Allowed], texts: Mapping[str, str]) -> bool:
    place = finding.place
    assert place is not None
    is_allowed = False
    for each in allowed:
        if each.allowance.code != finding.code or finding.code not in ALLOWABLE:
            continue
        at = line_starts(texts[place.file])[place.line - 1] + place.column - 1
        if each.allowance.start <= at < each.allowance.end:
            each.is_used = is_allowed = True
    return is_allowed


def _wrong(allowed: _Allowed) -> Diagnostic | None:
    code = allowed.allowance.code
    if code not in _ALL:
        what = f"`{code}` is no code of Teal's." if code else "no code says what is allowed here."
        near = nearest(code, _ALL) if code else None
        hint = f"Did you mean {near}?" if near else "Write the code that `teal check` shows."
        return _finding(Code.UNKNOWN, Severity.ERROR, what, allowed, hint)
    if code not in ALLOWABLE:
        what = f"{code} cannot be allowed: Teal would not know what the project means or does."
        return _finding(Code.NEVER, Severity.ERROR, what, allowed, "Correct what it is about.")
    if not allowed.allowance.reason:
        what = f"{code} is allowed here, but nothing says why."
        hint = f"Write `teal: allow {code} because …`, for whoever reads it next."
        return _finding(Code.NO_REASON, Severity.ERROR, what, allowed, hint)
    if not allowed.is_used:
        what = f"{code} is allowed here, but nothing has it."
        return _finding(Code.NEEDLESS, Severity.WARNING, what, allowed, "Take the comment out.")
    return None


def _finding(
    code: Code, severity: Severity, message: str, allowed: _Allowed, hint: str
) -> Diagnostic:
    return Diagnostic(code.value, severity, message, allowed.place, hint)
