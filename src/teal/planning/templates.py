"""Templates that nothing has filled, all of them: the scanner stops at the first of a statement."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic, Place
from teal.model.statements import Statement
from teal.planning.logical import place_of
from teal.sql.mistakes import Code, shown
from teal.sql.scanner import ScanResult

_OPEN = re.compile(
    r"""
      --[^\n]* | /\*.*?\*/ | '(?:[^']|'')*'          # where a template is no mistake, or a warning
    | (?P<template>
        \$\{[^}\n]*\} | \{\{[^\n]*?\}\} | \{%[^\n]*?%\} | \{\#[^\n]*?\#\}
      | <(?P<tag>[A-Za-z_][\w.-]*)>[^<\n]*</(?P=tag)>
      | (?<![\w$`])\$(?!rowtime\b)[A-Za-z_]\w*
    )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_OF_DBT = re.compile(
    r"\{\{-?\s*(config|ref|source|this|var)\b|\{%-?\s*(macro|endmacro|if\s+is_incremental)\b"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def findings(result: ScanResult) -> Iterator[Diagnostic]:
    """What the scanner found; for a statement that it could not read because of templates, each
    of them once."""
    begins = [(each.line, each.column) for each in result.unread]
    told: set[int] = set()
    for found in result.diagnostics:
        place = found.place
        if found.code != Code.TEMPLATE.value or place is None:
            yield found
            continue
        number = bisect_right(begins, (place.line, place.column)) - 1
        if number < 0 or place >= _end(result.unread[number]):
            yield found  # in a statement that was read
        elif number not in told:
            told.add(number)
            yield from list(_each(result.unread[number], found)) or (found,)


def _end(statement: Statement) -> Place:
    return place_of(statement, len(statement.text))


def _each(statement: Statement, first: Diagnostic) -> Iterator[Diagnostic]:
    for match in _OPEN.finditer(statement.text):
        text = match["template"]
        if text is None:
            continue
        yield replace(
            first,
            message=f"Here stands a template, not SQL: {shown(text, 60)}.",
            place=place_of(statement, match.start("template")),
            hint=_hint(text, match["tag"]),
        )


def _hint(text: str, tag: str | None) -> str:
    inside = text.strip("${} \t")
    if tag is not None or _NAME.fullmatch(inside):
        return f"Give `{tag or inside}` a value under `variables` of the configuration."
    if _OF_DBT.match(text):
        return "Run `dbt compile`, and name what it makes in `pipelines`: target/compiled/…/models."
    return "Resolve the template before Teal reads the file."
