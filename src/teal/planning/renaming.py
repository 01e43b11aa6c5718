"""Renames tables in a whole text, and nothing else in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from teal.model.diagnostics import Diagnostic
from teal.model.statements import Statement
from teal.planning.logical import place_of
from teal.planning.mistakes import Code, error
from teal.planning.variables import Filled, filled
from teal.sql.edits import Edit, applied
from teal.sql.option_values import shared_places
from teal.sql.rewriter import NameTaken, renamed_places, renaming_edits
from teal.sql.scanner import scan
from teal.sql.tokens import parts


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


def renamed(
    text: str, file: str, new_names: Mapping[str, str], variables: Mapping[str, str]
) -> Renamed:
    """The text with its tables renamed, wholly or not at all. Names may be dotted and quoted."""
    wanted, findings = _wanted(new_names)
    put_in = filled(text, variables)
    scanned = scan(put_in.text, file)
    findings += scanned.diagnostics
    edits: list[Edit] = []
    changed = 0
    for statement in scanned.statements:
        places = renamed_places(statement, wanted)
        changed += len(places)
        findings += shared_places(statement, places)
        try:
            found = renaming_edits(statement, wanted)
        except NameTaken as taken:
            findings.append(error(Code.NAME_TAKEN, str(taken), place_of(statement), ""))
            continue
        for edit in found:
            whole = replace(
                edit, start=statement.offset + edit.start, end=statement.offset + edit.end
            )
            if _is_value(whole, put_in):
                findings.append(_made_of_a_variable(statement, edit))
            edits.append(
                replace(edit, start=put_in.place(whole.start), end=put_in.end_place(whole.end))
            )
    findings = [put_in.as_written(each) for each in findings]
    if any(each.is_error for each in findings):
        return Renamed(text, 0, tuple(findings))
    return Renamed(applied(text, edits), changed, tuple(findings))


def _is_value(edit: Edit, text: Filled) -> bool:
    """Whether something of what changes was put in for a variable."""
    return text.author_text(edit.start, edit.end) != text.text[edit.start : edit.end]


def _made_of_a_variable(statement: Statement, edit: Edit) -> Diagnostic:
    return error(
        Code.NAME_TAKEN,
        f'"{statement.text[edit.start : edit.end]}" has to change, but a variable stands for it.',
        place_of(statement, edit.start),
        "Change the variable's value, or write the name out.",
    )


def _wanted(new_names: Mapping[str, str]) -> tuple[dict[str, str], list[Diagnostic]]:
    wanted: dict[str, str] = {}
    mistakes: list[Diagnostic] = []
    for old, new in new_names.items():
        before, after = parts(old) if old else (), parts(new) if new else ()
        if not before or not after or (len(after) > 1 and after[:-1] != before[:-1]):
            mistakes.append(_wrong_entry(old, new))
            continue
        wanted[".".join(before)] = after[-1]
    return wanted, mistakes


def _wrong_entry(old: str, new: str) -> Diagnostic:
    return error(
        Code.WRONG_NAME,
        f'"{old}" cannot become "{new}".',
        None,
        "Only a table's own name changes: catalog and database have to be the same in both.",
    )
