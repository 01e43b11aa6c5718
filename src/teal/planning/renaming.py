"""Renames tables in a whole text, and nothing else in it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic
from teal.model.statements import Statement
from teal.planning.logical import place_of
from teal.planning.mistakes import Code, error
from teal.planning.new_names import new_names
from teal.planning.variables import Filled, filled
from teal.sql.edits import Edit, applied
from teal.sql.option_values import shared_places
from teal.sql.rewriter import NameTaken, renamed_places, renaming_edits
from teal.sql.scanner import scan


class Renamed(Struct, frozen=True):
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
    text: str, file: str, given: Mapping[str, str], variables: Mapping[str, str]
) -> Renamed:
    """The text with its tables renamed, wholly or not at all. Names may be dotted and quoted."""
    names = new_names(given)
    put_in = filled(text, variables)
    scanned = scan(put_in.text, file)
    findings = [*names.mistakes, *scanned.diagnostics]
    edits: list[Edit] = []
    changed = 0
    for statement in scanned.statements:
        wanted, mistakes = names.of(statement)
        findings += mistakes
        if not wanted:
            continue
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
