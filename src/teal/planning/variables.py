"""Puts the environment's variables into text, and finds the author's own text again.

What is stored and compared is the author's text: a variable's value belongs to the environment.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic, Place

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
# In one line each, so that lines stay. `$rowtime` is a column of Confluent's tables, and a dollar
# sign behind a letter is part of a name.
_TEMPLATE = re.compile(
    rf"""
      \$\{{ [ ]* (?P<braced>{_NAME}) [ ]* \}}
    | \{{\{{ [ \t]* (?P<jinja>{_NAME}) [ \t]* \}}\}}
    | \{{\{{ [ \t]* (?:var|env_var) [ \t]* \( [ \t]* ['"] (?P<dbt>{_NAME}) ['"] [ \t]* \)
        [ \t]* \}}\}}
    | < (?P<tag>{_NAME}) > (?P<inside>[^<\n]*) </(?P=tag)>
    | (?<![\w$`]) \$ (?!rowtime\b) (?P<bare>[A-Za-z_]\w*) (?![\w$])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SHOWN = re.compile(r"[\w$]+|`[^`\n]*`?|'[^'\n]*'?|\{\{[^\n]*?\}\}|\{%[^\n]*?%\}|\S")
_LONGEST_SHOWN = 80
_SIGNS = ("$", "{{", "</")


class Filled(Struct, frozen=True):
    """A text with variables put in. The n-th value stands at [starts[n], ends[n]); behind it, the
    same character stands `shifts[n]` further in the author's text (or less far)."""

    text: str
    raw: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def author_text(self, start: int, end: int) -> str:
        """What the author wrote where [start, end) stands now."""
        return self.raw[self.place(start) : self.end_place(end)]

    def place(self, place: int) -> int:
        """The place in the author's text; what is inside a value begins where its variable does."""
        at = bisect_right(self.ends, place)
        if at < len(self.ends) and place > self.starts[at]:
            place = self.starts[at]
        return place + self.shifts[at - 1] if at else place

    def end_place(self, end: int) -> int:
        """The end in the author's text; what ends inside a value ends where its variable does."""
        at = bisect_right(self.ends, end)
        if at < len(self.ends) and end > self.starts[at]:
            return self.ends[at] + self.shifts[at]
        return end + self.shifts[at - 1] if at else end

    def as_written(self, found: Diagnostic) -> Diagnostic:
        """A finding in the text as it is now, with its place in the author's file."""
        if not self.ends or found.place is None:
            return found
        return replace(found, place=self.place_as_written(found.place))

    def place_as_written(self, place: Place) -> Place:
        """The line and column in the author's file. Values have one line each, so that lines are
        the same; what was put in behind the end stands at the end."""
        at = self.place(line_starts(self.text)[place.line - 1] + place.column - 1)
        raw = line_starts(self.raw)
        line = min(place.line, len(raw))
        return replace(place, line=line, column=at - raw[line - 1] + 1)


def filled(text: str, variables: Mapping[str, str]) -> Filled:
    """The text with `${name}`, `$name`, `{{ name }}` and `<name>…</name>` replaced where the
    environment knows the name; of a tag also by the name inside it. Lines stay."""
    if not variables or not any(sign in text for sign in _SIGNS):
        return Filled(text, text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    shifts: list[int] = []
    behind = length = 0
    for found in _TEMPLATE.finditer(text):
        value = _value(found, variables)
        if value is None:
            continue
        pieces += (text[behind : found.start()], value)
        starts.append(length + found.start() - behind)
        length = starts[-1] + len(value)
        behind = found.end()
        ends.append(length)
        shifts.append(behind - length)
    pieces.append(text[behind:])
    return Filled("".join(pieces), text, tuple(starts), tuple(ends), tuple(shifts))


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str | None:
    tag, inside = found["tag"], found["inside"]
    if tag is not None:
        return variables.get(tag, variables.get(inside.strip()))
    return variables.get(found["braced"] or found["jinja"] or found["dbt"] or found["bare"])


def text_at(place: Place, text: str) -> str:
    """The word or template that stands at a place of a text; "" behind its end."""
    starts = line_starts(text)
    if place.line > len(starts):
        return ""
    start = starts[place.line - 1] + place.column - 1
    found = _TEMPLATE.match(text, start) or _SHOWN.match(text, start)
    return found[0][:_LONGEST_SHOWN] if found else ""


@lru_cache(maxsize=4)
def line_starts(text: str) -> tuple[int, ...]:
    """Where each line of a text begins. Many findings ask it of one text."""
    return (0, *(found.end() for found in re.finditer("\n", text)))
