"""Renames tables in a whole text, and nothing else in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from teal.model.diagnostics import Diagnostic
from teal.model.statements import NameRole, Parts, Statement
from teal.planning.logical import place_of
from teal.planning.mistakes import Code, error
from teal.sql.edits import Edit, applied
from teal.sql.rewriter import NameTaken, rename
from teal.sql.scanner import scan
from teal.sql.tokens import parts

_TABLES = frozenset({NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE})


@dataclass(frozen=True, slots=True)
class Renamed:
    """A text with new names; `changed` counts the tables' names that are new. Where a diagnostic
    is an error the text is the old one."""

    text: str
    changed: int
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the renaming was refused."""
        return any(each.is_error for each in self.diagnostics)


def renamed(text: str, file: str, new_names: Mapping[str, str]) -> Renamed:
    """The text with its tables renamed, wholly or not at all. Names may be dotted and quoted."""
    wanted, mistakes = _wanted(new_names)
    scanned = scan(text, file)
    findings = [*mistakes, *scanned.diagnostics]
    edits: list[Edit] = []
    changed = 0
    for statement in scanned.statements:
        places = _places(statement, wanted)
        if not places:
            continue
        changed += places
        try:
            new = rename(statement, wanted)
        except NameTaken as taken:
            findings.append(error(Code.NAME_TAKEN, str(taken), place_of(statement), ""))
            continue
        edits.append(Edit(statement.offset, statement.offset + len(statement.text), new))
    if any(each.is_error for each in findings):
        return Renamed(text, 0, tuple(findings))
    return Renamed(applied(text, edits), changed, tuple(findings))


def _wanted(new_names: Mapping[str, str]) -> tuple[dict[str | Parts, str], list[Diagnostic]]:
    wanted: dict[str | Parts, str] = {}
    mistakes: list[Diagnostic] = []
    for old, new in new_names.items():
        before, after = parts(old) if old else (), parts(new) if new else ()
        if not before or not after or (len(after) > 1 and after[:-1] != before[:-1]):
            mistakes.append(_wrong_entry(old, new))
            continue
        wanted[before[0] if len(before) == 1 else before] = after[-1]
    return wanted, mistakes


def _wrong_entry(old: str, new: str) -> Diagnostic:
    return error(
        Code.WRONG_NAME,
        f'"{old}" cannot become "{new}".',
        None,
        "Only a table's own name changes: catalog and database have to be the same in both.",
    )


def _places(statement: Statement, wanted: Mapping[str | Parts, str]) -> int:
    """How many of a statement's names get a new one."""
    return sum(
        1
        for span in statement.names
        if span.role in _TABLES
        and wanted.get(span.parts, wanted.get(span.parts[-1], span.parts[-1])) != span.parts[-1]
    )
