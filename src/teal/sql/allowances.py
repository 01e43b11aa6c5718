"""Comments that allow a finding: `-- teal: allow TEAL-224 because the sink is schemaless`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from msgspec import Struct

from teal.sql.splitter import pieces
from teal.sql.tokens import Tokens, lexed

_ALLOW = re.compile(r"\bteal:[ \t]*allow\b[ \t]*(?P<rest>[^\n]*)", re.IGNORECASE)
_BECAUSE = re.compile(r"\bbecause\b", re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")


class Allowance(Struct, frozen=True):
    """One code that a comment allows, at a place of the text, for what stands in [start, end).

    `reason` is empty where none was given; `code` is as written, empty where there is none.
    """

    at: int
    code: str
    reason: str
    start: int
    end: int


def allowances(text: str) -> tuple[Allowance, ...]:
    """All of a text. Before its first statement they are for the whole text, else for the
    statement that they stand in, before, or behind on its last line."""
    if _ALLOW.search(text) is None:
        return ()
    tokens = lexed(text)
    ends = _ends(tokens)
    found: list[Allowance] = []
    for match in _ALLOW.finditer(text):
        if _is_comment(tokens, match.start()):
            start, end = _range(tokens, ends, match.start())
            found += _of_comment(match, start, end)
    return tuple(found)


def _of_comment(match: re.Match[str], start: int, end: int) -> Iterator[Allowance]:
    rest = match["rest"].split("*/")[0]
    said = _BECAUSE.search(rest)
    reason = rest[said.end() :].strip(" \t.,:\r") if said else ""
    codes = list(_WORD.finditer(rest, 0, said.start() if said else len(rest)))
    for code in codes:
        yield Allowance(match.start("rest") + code.start(), code[0], reason, start, end)
    if not codes:
        yield Allowance(match.start(), "", reason, start, end)


def _is_comment(tokens: Tokens, place: int) -> bool:
    """Whether no token covers a place: only comments and white space are none."""
    index = bisect_right(tokens.starts, place, 0, tokens.count) - 1
    if index < 0:
        return True
    is_behind = place >= tokens.end(index)
    return is_behind and tokens.unclosed is None


def _ends(tokens: Tokens) -> list[int]:
    """Where each statement of the text ends, its last line included."""
    text = tokens.text
    semicolons = [index for index, key in enumerate(tokens.keys) if key == ";"]
    found = []
    for piece in pieces(tokens, semicolons):
        behind = text.find("\n", tokens.end(piece.last - 1))
        found.append(len(text) if behind < 0 else behind)
    return found


def _range(tokens: Tokens, ends: list[int], place: int) -> tuple[int, int]:
    """What an allowance at a place of the text is for."""
    if not tokens.count or place < tokens.starts[0]:
        return 0, len(tokens.text) + 1
    at = bisect_left(ends, place)
    start = ends[at - 1] if at else 0
    return start, (ends[at] if at < len(ends) else len(tokens.text)) + 1
