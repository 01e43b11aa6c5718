"""New numbers for a person: which table, from which to which, why, and the difference in the
files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from teal.model.wording import plural
from teal.planning.renumbered_files import Numbering, RenumberedFile

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CONTEXT = 3
_NO_LINE_END = "\n\\ No newline at end of file\n"


def numbering_text(found: Numbering) -> str:
    """A line a table, then a unified diff of all files."""
    return "\n".join(_lines(found))


def file_diff(file: RenumberedFile) -> str:
    """The unified diff of one file, as `git apply` takes it. Lines are never added or lost, so
    that it takes linear time."""
    before, after = (_LINE.findall(text) for text in (file.before, file.after))
    assert len(before) == len(after), f"{file.path} has other lines"
    pieces = [f"--- a/{file.path}\n", f"+++ b/{file.path}\n"]
    changed = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    for first, last in _hunks(changed, len(before)):
        length = f"{first + 1},{last - first}"
        pieces.append(f"@@ -{length} +{length} @@\n")
        for is_same, lines in groupby(range(first, last), key=lambda n: before[n] == after[n]):
            numbers = tuple(lines)
            if is_same:
                pieces += (f" {before[n]}" for n in numbers)
            else:
                pieces += (f"-{before[n]}" for n in numbers)
                pieces += (f"+{after[n]}" for n in numbers)
    return "".join(each if each.endswith("\n") else each + _NO_LINE_END for each in pieces)


def _hunks(changed: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Stretches of lines around the changed ones, those that touch as one."""
    found: list[tuple[int, int]] = []
    for line in changed:
        first, last = max(0, line - _CONTEXT), min(count, line + _CONTEXT + 1)
        if found and first <= found[-1][1]:
            first = found.pop()[0]
        found.append((first, last))
    return found


def _lines(found: Numbering) -> Iterator[str]:
    if not found.files:
        yield f"Every file says the number that it needs, compared with {found.against}."
        return
    yield f"Compared with {found.against}:"
    widest = max((len(each.table) for each in found.tables), default=0)
    for each in found.tables:
        numbers = f"v{each.old.number} → v{each.new.number}"
        yield f"  {each.table:<{widest}}  {numbers}  {each.reason}"
    if not found.tables:
        yield "  no table needs another number; names that do not fit are set right"
    yield ""
    yield from (file_diff(file) for file in found.files)
    tables = f"{plural(len(found.tables), 'table')} with another number, "
    yield f"{tables if found.tables else ''}{plural(len(found.files), 'file')} to write."
