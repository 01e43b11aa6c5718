"""Looks at a text of SQL, statement by statement, without any project around it.

Every place is one of the text as given: what variables put in is never counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic, Severity
from teal.model.statements import Statement, StatementKind, TableDefinition
from teal.planning.variables import Filled, filled
from teal.sql.clauses import options_of
from teal.sql.definition import definition_in
from teal.sql.mistakes import Misread
from teal.sql.scanner import ScanResult, Seen, scan

_DEFINES_COLUMNS = (
    StatementKind.CREATE_TABLE,
    StatementKind.CTAS,
    StatementKind.CREATE_MATERIALIZED_TABLE,
)
_HAS_OPTIONS = (
    StatementKind.CREATE_MODEL,
    StatementKind.CREATE_CATALOG,
    StatementKind.CREATE_DATABASE,
    StatementKind.CREATE_CONNECTION,
    StatementKind.CREATE_AGENT,
    StatementKind.CREATE_TOOL,
)
Definition: TypeAlias = TableDefinition | tuple[Diagnostic, ...]
"""What a statement defines, or why that cannot be told."""

_BETWEEN = re.compile(r"--[^\n]*|//[^\n]*|/\*.*?\*/|;", re.DOTALL)


class Inspected(Struct, frozen=True):
    """A statement and all that is known of it. `statement` has the places of the text with its
    variables put in; `begin`, behind the semicolon before it, is one of the text as given."""

    statement: Statement
    begin: int
    definition: TableDefinition | None
    options: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]


class Inspection(Struct, frozen=True):
    """A text's statements in order. `loose` is what is wrong where no statement stands."""

    filled: Filled
    statements: tuple[Inspected, ...]
    loose: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> int:
        """How much in the text is not understood or wrong."""
        of_statements = (found for each in self.statements for found in each.diagnostics)
        return sum(1 for found in (*self.loose, *of_statements) if found.is_error)


def inspection(text: str, file: str, variables: Mapping[str, str], more: int = 0) -> Inspection:
    """Every statement of a text, those that could not be read too, and what is wrong. `more` is how
    many characters of other texts are likely to follow."""
    put_in = filled(text, variables)
    definitions: dict[int, Definition] = {}

    def define(statement: Statement, seen: Seen) -> None:
        if statement.kind in _DEFINES_COLUMNS:
            definitions[statement.offset] = definition_in(seen, statement)

    scanned = scan(put_in.text, file, define, more)
    read = scanned.statements
    if scanned.unread:
        read = tuple(sorted((*read, *scanned.unread), key=lambda each: each.offset))
    told = _told(scanned)
    findings = _by_statement(read, told)
    found: list[Inspected] = []
    end = 0
    for number, statement in enumerate(read):
        begin = _begin(put_in, end, statement.offset)
        definition = definitions.get(statement.offset)
        found.append(_inspected(statement, begin, definition, findings.get(number, ()), put_in))
        end = statement.offset + len(statement.text)
    loose = () if read else tuple(put_in.as_written(each) for each in told)
    return Inspection(put_in, tuple(found), loose)


def _told(scanned: ScanResult) -> tuple[Diagnostic, ...]:
    """What the scanner found, with all templates where it stopped at the first."""
    if not scanned.unread:
        return scanned.diagnostics
    from teal.planning import templates

    return tuple(templates.findings(scanned))


def _inspected(
    statement: Statement,
    begin: int,
    definition: Definition | None,
    findings: tuple[Diagnostic, ...],
    put_in: Filled,
) -> Inspected:
    options: tuple[tuple[str, str], ...] = ()
    if isinstance(definition, TableDefinition):
        options = definition.options
    elif definition is not None:
        # What the statement is and whom it names is known all the same.
        findings += tuple(replace(each, severity=Severity.WARNING) for each in definition)
        definition = None
    elif statement.kind in _HAS_OPTIONS:
        options = _options(statement.text)
    if findings and put_in.ends:
        findings = tuple(put_in.as_written(each) for each in findings)
    return Inspected(statement, begin, definition, options, findings)


def _options(sql: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple((span.key, span.value) for span in options_of(sql))
    except Misread:
        return ()  # the statement itself could be read; the scanner has the last word on it


def _begin(put_in: Filled, end: int, start: int) -> int:
    """The place behind the last semicolon between two statements."""
    gap = put_in.text[end:start]
    if ";" not in gap or ("-" not in gap and "/" not in gap):
        return put_in.place(end + gap.rfind(";") + 1)
    last = 0
    for found in _BETWEEN.finditer(gap):
        if found[0] == ";":
            last = found.end()
    return put_in.place(end + last)


def _by_statement(
    statements: tuple[Statement, ...], findings: tuple[Diagnostic, ...]
) -> dict[int, tuple[Diagnostic, ...]]:
    """The findings of each statement by its number."""
    if not findings or not statements:
        return {}
    begins = [(each.line, each.column) for each in statements]
    found: dict[int, list[Diagnostic]] = {}
    for each in findings:
        place = (each.place.line, each.place.column) if each.place else (0, 0)
        found.setdefault(max(bisect_right(begins, place) - 1, 0), []).append(each)
    return {number: tuple(listed) for number, listed in found.items()}
