"""Compares what the scanner reads with what Flink's own parser reads."""

from tests.referee.flink_parser import Refused, flink_reads
from tests.sql_cases.grammar.reading import TABLE_ROLES

from teal.model.statements import NameRole, StatementKind
from teal.sql.mistakes import Code
from teal.sql.scanner import ScanResult, scan

# No models: for Flink's parser MODEL x may stand wherever a value may.
TOLD_BY_FLINK = (*TABLE_ROLES, NameRole.CTE)
BY_DESIGN = {Code.TEMPLATE.value, Code.OPEN_STATEMENT_SET.value}
"""Mistakes that Flink's parser lets pass: it takes `$x` for a name, BEGIN for a statement."""

_UNKNOWN = StatementKind.UNKNOWN  # such as an END by itself


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
