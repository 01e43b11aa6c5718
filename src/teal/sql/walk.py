"""Steps over the tokens of one statement, past whatever stands in parentheses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from teal.model.statements import Parts
from teal.sql.tokens import Tokens, lexed, parts
from teal.sql.words import words

CLAUSES = words("WHERE GROUP HAVING WINDOW QUALIFY ORDER LIMIT OFFSET FETCH")
SET_OPERATORS = words("UNION INTERSECT EXCEPT MINUS")
_OPENS = frozenset({"(", "[", "{", "/*+"})
_CLOSES = frozenset({")", "]", "}", "*/"})
_MARKS = _OPENS | _CLOSES | CLAUSES | SET_OPERATORS | words(", FROM JOIN NATURAL USING")
_COMMA = frozenset(",")
_NOT_BEHIND = {
    "FROM": "DISTINCT",  # IS DISTINCT FROM
    "GROUP": "WITHIN",
    "UNION": "MULTISET",
    "INTERSECT": "MULTISET",
    "EXCEPT": "MULTISET",
}


class Walk:
    """The tokens of one statement; `closers` says which token closes what a token opens."""

    __slots__ = ("_behind", "_marks", "closers", "keys", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens: Tokens = lexed(text)
        self.keys = self.tokens.keys
        self.closers: dict[int, int] = {}
        self._marks = [index for index, key in enumerate(self.keys) if key in _MARKS]
        self._behind: dict[int, int] = {}  # of an opening mark, the mark behind what closes it
        self._match()

    def place(self, index: int) -> int:
        """Where a token stands in the text."""
        return self.tokens.starts[index]

    def parts(self, index: int) -> Parts:
        """The parts of the name at a token."""
        tokens = self.tokens
        start = tokens.starts[index]
        word = tokens.text[start : start + len(self.keys[index])]
        return (word,) if word.isidentifier() else parts(word) or ("",)

    def names(self, first: int, last: int) -> tuple[str, ...]:
        """The last parts of names with commas between them."""
        return tuple(self.parts(start)[-1] for start, _ in self.split(first, last))

    def past(self, index: int) -> int:
        """The token behind a token, or behind the parentheses that it opens."""
        return self.closers.get(index, index) + 1

    def past_hints(self, at: int) -> int:
        """The token behind the hints at a token."""
        while self.keys[at] == "/*+":
            at = self.closers[at] + 1
        return at

    def split(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The ranges between the commas of [first, last)."""
        for end in self.list_until(first, last, _COMMA) if first < last else ():
            yield first, end
            first = end + 1

    def list_until(self, at: int, last: int, stops: frozenset[str]) -> list[int]:
        """The commas of a list that begins at a token, and at last the stop behind it, or the
        end. The comma is one of the stops."""
        keys, marks, behind = self.keys, self._marks, self._behind
        found: list[int] = []
        mark, count = bisect_left(marks, at), len(marks)
        while mark < count:
            index = marks[mark]
            if index >= last:
                break
            key = keys[index]
            if key in stops and not (key in _NOT_BEHIND and keys[index - 1] == _NOT_BEHIND[key]):
                found.append(index)
                if key != ",":
                    return found
            mark = behind[mark] if mark in behind else mark + 1
        found.append(last)
        return found

    def until(self, at: int, last: int, stops: frozenset[str]) -> int:
        """The next of these words outside of parentheses, or the end. They are all marks."""
        keys, marks, behind = self.keys, self._marks, self._behind
        count = len(marks)
        mark = bisect_left(marks, at)
        while mark < count:
            index = marks[mark]
            if index >= last:
                return last
            key = keys[index]
            if key in stops and not (key in _NOT_BEHIND and keys[index - 1] == _NOT_BEHIND[key]):
                return index
            mark = behind[mark] if mark in behind else mark + 1
        return last

    def _match(self) -> None:
        keys, opened = self.keys, []
        for mark, index in enumerate(self._marks):
            key = keys[index]
            if key in _OPENS:
                opened.append(mark)
            elif key in _CLOSES and opened:
                opener = opened.pop()
                self.closers[self._marks[opener]] = index
                self._behind[opener] = mark + 1
