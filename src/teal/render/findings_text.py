"""Findings for a person: what and where, the line itself with a caret below it, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from teal.model.diagnostics import Diagnostic, Place
from teal.model.wording import visible

_LONGEST_LINE = 160
_BEFORE = 60  # characters before the place that a long line is cut to
_MOST_LINES = 10


def findings_text(findings: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """All findings, one below the other; `texts` are the files by path. What is said of one file
    in the same words is said once, with the other lines that it holds for."""
    alike: dict[tuple[object, ...], list[Diagnostic]] = {}
    for found in findings:
        file = found.place and found.place.file
        alike.setdefault((file, found.code, found.message, found.hint), []).append(found)
    lines: dict[str, list[str]] = {}
    told = "\n".join(
        line
        for first, *others in alike.values()
        for line in (*_told(first, texts, lines), *_other_lines(others), *_help(first))
    )
    return visible(told)


def _other_lines(others: Sequence[Diagnostic]) -> Iterator[str]:
    numbers = [str(found.place.line) for found in others if found.place is not None]
    if numbers:
        more = len(numbers) - _MOST_LINES
        behind = f" and {more} more" if more > 0 else ""
        line = "line" if len(numbers) == 1 else "lines"
        yield f"  the same: {line} {', '.join(numbers[:_MOST_LINES])}{behind}"


def _help(found: Diagnostic) -> Iterator[str]:
    if found.hint:
        yield f"  help: {found.hint}"


def _told(
    found: Diagnostic, texts: Mapping[str, str], lines: dict[str, list[str]]
) -> Iterator[str]:
    where = f"{found.place}: " if found.place else ""
    yield f"{where}{found.severity.value} [{found.code}]: {found.message}"
    if found.place is not None and found.place.file in texts:
        file = found.place.file
        if file not in lines:
            lines[file] = texts[file].split("\n")
        yield from _shown(found.place, lines[file])


def _shown(place: Place, lines: list[str]) -> Iterator[str]:
    if not 0 < place.line <= len(lines):
        return
    line, column = lines[place.line - 1].rstrip("\r"), place.column - 1
    if len(line) > _LONGEST_LINE:
        cut = max(0, column - _BEFORE)
        line, column = line[cut : cut + _LONGEST_LINE], column - cut
    number = str(place.line)
    margin = " " * len(number)
    under = "".join("\t" if character == "\t" else " " for character in line[:column])
    yield f"  {number} | {line}"
    yield f"  {margin} | {under}^"
