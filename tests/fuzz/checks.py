"""What must hold for any text; each check answers with what is wrong, or None."""

from tests.sql_cases.grammar.layout import Written
from tests.sql_cases.grammar.reading import TABLE_ROLES

from teal.model.statements import NameRole, Statement
from teal.sql.definition import table_definition
from teal.sql.normalise import normalised
from teal.sql.plain.tables import plain_table
from teal.sql.rewriter import NameTaken, rename
from teal.sql.scanner import ScanResult, scan, scan_tokens

_NEVER_LOST = (*TABLE_ROLES, NameRole.CTE, NameRole.MODEL)


def is_handled(text: str) -> str | None:
    """Everything that reads a text ends without a crash, and what it finds stands in the text."""
    result = scan(text)
    normalised(text)
    if wrong := _is_read_otherwise_by_tokens(text, result):
        return wrong
    for found in result.diagnostics:
        if found.place is None or found.place.line < 1 or found.place.column < 1:
            return "a diagnostic without a place"
    for statement in (*result.statements, *result.unread):
        if text[statement.offset : statement.offset + len(statement.text)] != statement.text:
            return "a statement is not where it says"
    if result.unread and not any(found.is_error for found in result.diagnostics):
        return "a statement is left out in silence"
    if any(found.is_error for found in result.diagnostics):
        return None
    for statement in result.statements:
        if wrong := _names_stand_in_the_text(statement):
            return wrong
        table_definition(statement)
        if wrong := _can_be_renamed(statement):
            return wrong
    return None


def nothing_is_lost_before_a_cut(written: Written, cut: int) -> str | None:
    """A text cut off has an error, or all the names that stand whole before the cut."""
    result = scan(written.text[:cut])
    if any(found.is_error for found in result.diagnostics):
        return None
    found = {
        (name.start + each.offset, name.parts) for each in result.statements for name in each.names
    }
    for start, end, parts, role in written.names:
        if end < cut and role in _NEVER_LOST and (start, parts) not in found:
            return f"{role.value} {parts} is lost in {written.text[:cut]!r}"
    return None


def _is_read_otherwise_by_tokens(text: str, result: ScanResult) -> str | None:
    """What is recognised as plain is what the tokens say."""
    if result != scan_tokens(text):
        return "plain statements are read otherwise by their tokens"
    for statement in result.statements:
        table = plain_table(statement.text)
        if table is not None and table != table_definition(statement):
            return "a plain table is read otherwise by its tokens"
    return None


def _names_stand_in_the_text(statement: Statement) -> str | None:
    for name in statement.names:
        word = statement.text[name.start : name.end]
        if not word or word != word.strip() or not name.parts:
            return "a name is not where it says"
    return None


def _can_be_renamed(statement: Statement) -> str | None:
    """The names change as told, or the rewriter says why not."""
    olds = {name.parts for name in statement.names if name.role is NameRole.INPUT}
    try:
        there = rename(statement, {old: f"{old[-1]}_v2" for old in olds})
    except NameTaken:
        return None
    again = scan(there)
    if any(found.is_error for found in again.diagnostics) or len(again.statements) != 1:
        return "a renamed statement is no statement"
    reads = again.statements[0].reads
    return None if len(reads) == len(statement.reads) else "renaming changes the inputs"
