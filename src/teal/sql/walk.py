"""Steps over the tokens of one statement, past whatever stands in parentheses."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.statements import Parts
from teal.sql.tokens import Tokens, lexed, parts

_OPENS = frozenset({"(", "[", "{", "/*+"})
_CLOSES = frozenset({")", "]", "}", "*/"})
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

    __slots__ = ("closers", "keys", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens: Tokens = lexed(text)
        self.keys = self.tokens.keys
        self.closers = _closers(self.keys)

    def place(self, index: int) -> int:
        """Where a token stands in the text."""
        return self.tokens.starts[index]

    def parts(self, index: int) -> Parts:
        return parts(self.tokens.word(index)) or ("",)

    def names(self, first: int, last: int) -> tuple[str, ...]:
        return tuple(self.parts(start)[-1] for start, _ in self.split(first, last))

    def past(self, index: int) -> int:
        """The token behind a token, or behind the parentheses that it opens."""
        return self.closers.get(index, index) + 1

    def past_hints(self, at: int) -> int:
        while self.keys[at] == "/*+":
            at = self.closers[at] + 1
        return at

    def split(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The ranges between the commas of [first, last)."""
        while first < last:
            end = self.until(first, last, _COMMA)
            yield first, end
            first = end + 1

    def until(self, at: int, last: int, stops: frozenset[str]) -> int:
        """The next of these words outside of parentheses, or the end."""
        keys, closers = self.keys, self.closers
        while at < last:
            key = keys[at]
            if key in _OPENS:
                at = closers[at]
            elif key in stops and not _is_no_clause(key, keys[at - 1]):
                return at
            at += 1
        return last


def _is_no_clause(key: str, before: str) -> bool:
    return _NOT_BEHIND.get(key) == before


def _closers(keys: list[str]) -> dict[int, int]:
    opened: list[int] = []
    found: dict[int, int] = {}
    for index, key in enumerate(keys):
        if key in _OPENS:
            opened.append(index)
        elif key in _CLOSES and opened:
            found[opened.pop()] = index
    return found
