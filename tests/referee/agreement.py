"""Compares what the scanner reads in a text with what Flink's parser reads in it."""

from tests.referee.flink_parser import ReadStatement, Refused, flink_reads
from tests.referee.walk import ReadName

from teal.model.statements import NameRole, Statement
from teal.sql.scanner import scan

COMPARED = (
    *(NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE),
    *(NameRole.CTE, NameRole.MODEL, NameRole.FUNCTION),
)
"""The roles that Flink's parser knows of; it ties no qualifiers and no hints to tables. It takes
models whose names stand in literals for text."""


def disagreements(text: str) -> list[str]:
    """What differs between the two readings of a text that Flink accepts; empty if nothing."""
    expected = flink_reads(text)
    if isinstance(expected, Refused):
        return [f"Flink refuses it: {expected.reason}"]
    result = scan(text)
    found = [str(each) for each in result.diagnostics if each.is_error]
    if found:
        return found
    if len(expected) != len(result.statements):
        return [f"{len(expected)} statements for Flink, {len(result.statements)} for the scanner"]
    return [
        difference
        for flinks, ours in zip(expected, result.statements, strict=True)
        for difference in _differences(flinks, ours)
    ]


def _differences(flinks: ReadStatement, ours: Statement) -> list[str]:
    found: list[str] = []
    if flinks.kind is not ours.kind:
        found.append(f"{flinks.kind.value} for Flink, {ours.kind.value} for the scanner")
    expected, names = set(flinks.names), set(_placed(ours))
    found += [f"only Flink reads {name}" for name in sorted(expected - names, key=_place)]
    found += [f"only the scanner reads {name}" for name in sorted(names - expected, key=_place)]
    return found


def _placed(statement: Statement) -> list[ReadName]:
    offset = statement.offset
    return [
        ReadName(name.start + offset, name.end + offset, name.parts, name.role)
        for name in statement.names
        if name.role in COMPARED and statement.text[name.start - 1 : name.start] != "'"
    ]


def _place(name: ReadName) -> int:
    return name.start
