"""The tokens of one statement: those that matter, and which parentheses belong together."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from teal.sql.mistakes import Code, Misread, shown
from teal.sql.tokens import Tokens

_PAIRS = {"(": "", "[": "", "{": "", "/*+": "", ")": "(", "]": "[", "}": "{", "*/": "/*+"}


class Piece(Struct):
    """The tokens [first, last) of one statement. `marks` are those that a reader may act on.

    `misread` is set if the statement's end could not be found.
    """

    tokens: Tokens
    first: int
    last: int
    marks: Sequence[int]
    misread: Misread | None = None
    _closers: dict[int, int] | None = None

    @property
    def start(self) -> int:
        """The place of the statement in the text."""
        return self.tokens.starts[self.first]

    @property
    def text(self) -> str:
        """The statement as written, comments inside it too."""
        return self.tokens.span(self.first, self.last)

    @property
    def closers(self) -> dict[int, int]:
        """Each opening parenthesis, bracket or hint with the token that closes it."""
        if self._closers is None:
            self._closers = self._matched()
        return self._closers

    def part(self, first: int, last: int) -> "Piece":
        """The tokens [first, last) of this piece as a piece of its own."""
        marks = self.marks
        return Piece(
            self.tokens, first, last, marks[bisect_left(marks, first) : bisect_left(marks, last)]
        )

    def unbalanced(self, index: int) -> Misread:
        """The error for a parenthesis, bracket or hint without its other half."""
        return Misread(
            Code.UNBALANCED,
            self.tokens.starts[index],
            f"{shown(self.tokens.word(index))} has no counterpart in this statement.",
            "Close what is open, or take the surplus one out.",
        )

    def instead(self, code: Code, index: int, what: str, hint: str) -> Misread:
        """The error that something else stands at a token than `what` says has to."""
        tokens = self.tokens
        ends = index >= self.last
        found = "the statement ends" if ends else f"there is {shown(tokens.word(index))}"
        start = tokens.end(self.last - 1) if ends else tokens.starts[index]
        return Misread(code, start, f"{what}, but {found}.", hint)

    def _matched(self) -> dict[int, int]:
        keys = self.tokens.keys
        closers: dict[int, int] = {}
        opened: list[int] = []
        for mark in [mark for mark in self.marks if keys[mark] in _PAIRS]:
            opener = _PAIRS[keys[mark]]
            if not opener:
                opened.append(mark)
            elif not opened or keys[opened[-1]] != opener:
                raise self.unbalanced(mark)
            else:
                closers[opened.pop()] = mark
        if opened:
            raise self.unbalanced(opened[-1])
        return closers
