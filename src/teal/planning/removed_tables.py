"""Mistakes that come of a removed table: its readers are told that it was there, instead of being
offered another name."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic
from teal.planning.mistakes import Code


class Before(Struct, frozen=True):
    """Tables that were there before a change, and where: "serves", "is in main"."""

    tables: frozenset[str]
    where: str


def with_removed(findings: Iterable[Diagnostic], before: Before) -> tuple[Diagnostic, ...]:
    """The findings; where a table is missing that was there before, with what that means."""
    return tuple(_told(each, before) for each in findings)


def _told(found: Diagnostic, before: Before) -> Diagnostic:
    if found.code != Code.UNKNOWN_TABLE.value:
        return found
    reader, table = found.message.split("`")[1::2]  # see project_checks: its only sentence
    if table not in before.tables:
        return found
    return replace(
        found,
        message=f"`{table}` {before.where} and is removed here, but `{reader}` still reads it.",
        hint=f"Remove `{reader}` too or let it read another table, or bring `{table}` back.",
    )
