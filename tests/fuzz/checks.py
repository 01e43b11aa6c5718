"""What must hold for any text; each check answers with what is wrong, or None."""

from tests.referee.flink_parser import Refused, flink_reads
from tests.sql_cases.grammar.layout import Written

from teal.model.statements import NameRole, Statement, StatementKind
from teal.sql.definition import table_definition
from teal.sql.mistakes import Code
from teal.sql.normalise import normalised
from teal.sql.rewriter import NameTaken, rename
from teal.sql.scanner import ScanResult, scan

TOLD_BY_FLINK = (
    NameRole.TARGET,
    NameRole.INPUT,
    NameRole.DEFINITION,
    NameRole.LIKE,
    NameRole.CTE,
    NameRole.MODEL,
)
BY_DESIGN = {Code.TEMPLATE.value, Code.OPEN_STATEMENT_SET.value}
"""Mistakes that Flink's parser lets pass: it takes `$x` for a name, BEGIN for a statement."""


_UNKNOWN = StatementKind.UNKNOWN  # such as an END by itself


def is_handled(text: str) -> str | None:
    """Everything that reads a text ends without a crash, and what it finds stands in the text."""
    result = scan(text)
    normalised(text)
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
        if end < cut and role in TOLD_BY_FLINK and (start, parts) not in found:
            return f"{role.value} {parts} is lost in {written.text[:cut]!r}"
    return None


def is_read_as_flink_does(text: str) -> str | None:
    """Where Flink's parser takes a text, kinds and names are the same, with their places."""
    flink = flink_reads(text)
    if isinstance(flink, Refused) or any(each.kind is _UNKNOWN for each in flink):
        return None
    result = scan(text)
    errors = [found for found in result.diagnostics if found.is_error]
    if errors:
        design = all(found.code in BY_DESIGN for found in errors)
        return None if design else f"refused: {errors[0].code} {errors[0].message[:40]}"
    if len(flink) != len(result.statements):
        return f"{len(result.statements)} statements instead of {len(flink)}"
    wanted = {
        (name.start, name.end, name.parts, name.role)
        for each in flink
        for name in each.names
        if name.role in TOLD_BY_FLINK
    }
    if difference := wanted ^ _told(result):
        odd = min(difference, key=lambda name: name[0])
        return f"a name is {'missing' if odd in wanted else 'too many'}: {odd[3].value}"
    for theirs, ours in zip(flink, result.statements, strict=True):
        if theirs.kind is not ours.kind:
            return f"kind {ours.kind.value} instead of {theirs.kind.value}"
    return None


def _told(result: ScanResult) -> set[tuple[int, int, tuple[str, ...], NameRole]]:
    return {
        (name.start + each.offset, name.end + each.offset, name.parts, name.role)
        for each in result.statements
        for name in each.names
        if name.role in TOLD_BY_FLINK
    }


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
