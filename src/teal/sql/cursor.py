"""Steps through the fixed words at the start of a statement."""

from teal.model.statements import NameRole
from teal.sql.mistakes import Code, Misread
from teal.sql.names import Names
from teal.sql.piece import Piece
from teal.sql.words import is_name


class Cursor:
    """A place among the tokens of one statement; `names` takes what it finds."""

    __slots__ = ("at", "keys", "names", "piece")

    def __init__(self, piece: Piece, names: Names) -> None:
        self.piece = piece
        self.names = names
        self.keys = piece.tokens.keys
        self.at = piece.first

    @property
    def key(self) -> str:
        """The upper-cased token here; a semicolon at the end."""
        return self.keys[self.at] if self.at < self.piece.last else ";"

    def skip(self, *words: str) -> bool:
        """Go behind these words if they stand here, all of them."""
        end = self.at + len(words)
        if end > self.piece.last or self.keys[self.at : end] != [*words]:
            return False
        self.at = end
        return True

    def skip_any(self, words: frozenset[str]) -> None:
        """Go behind all the words here that are among these."""
        while self.key in words:
            self.at += 1

    def skip_parentheses(self) -> None:
        """Go behind the parentheses or hint that opens here."""
        self.at = self.piece.closers[self.at] + 1

    def require(self, *words: str) -> None:
        """Go behind these words, which must stand here."""
        if not self.skip(*words):
            raise self.unexpected(f"Here {' '.join(words)} is expected")

    def name(self, role: NameRole) -> int:
        """Take the name that must stand here; returns its token."""
        index = self.at
        if not is_name(self.key):
            raise self.unexpected("A name is expected here", Code.NAME_EXPECTED)
        self.names.add(index, role)
        self.at += 1
        return index

    def unexpected(self, what: str, code: Code = Code.UNEXPECTED_WORD) -> Misread:
        """The error that something else than expected stands here."""
        hint = "Correct the statement; put a name that is a reserved word into backticks."
        return self.piece.instead(code, self.at, what, hint)
