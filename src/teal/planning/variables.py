"""Puts the environment's variables into text, and finds the author's own text again.

What is stored and compared is the author's text: a variable's value belongs to the environment.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.-]*)\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with variables put in. `ends` and `shifts` say, from each place on, how much further
    (or less far) the same character stands in the author's text."""

    text: str
    raw: str
    ends: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def author_text(self, start: int, end: int) -> str:
        """What the author wrote where [start, end) stands now."""
        return self.raw[self._in_raw(start) : self._in_raw(end)]

    def _in_raw(self, place: int) -> int:
        at = bisect_right(self.ends, place)
        return place + self.shifts[at - 1] if at else place


def filled(text: str, variables: Mapping[str, str]) -> Filled:
    """The text with `${name}` replaced where the environment knows the name. Lines stay."""
    if not variables or "${" not in text:
        return Filled(text, text)
    pieces: list[str] = []
    ends: list[int] = []
    shifts: list[int] = []
    behind = length = 0
    for found in _VARIABLE.finditer(text):
        value = variables.get(found[1])
        if value is None:
            continue
        pieces += (text[behind : found.start()], value)
        length += found.start() - behind + len(value)
        behind = found.end()
        ends.append(length)
        shifts.append(behind - length)
    pieces.append(text[behind:])
    return Filled("".join(pieces), text, tuple(ends), tuple(shifts))
