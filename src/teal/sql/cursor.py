"""Steps through the fixed words at the start of a statement."""

from teal.model.statements import NameRole
from teal.sql.mistakes import Code, Misread
from teal.sql.names import Names
from teal.sql.piece import Piece
from teal.sql.quoting import literal_value
from teal.sql.tokens import parts
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
        """The upper-cased token here; a semicolon at the end (every piece has one behind it)."""
        return self.keys[self.at]

    @property
    def place(self) -> int:
        """Where the token here stands in the text."""
        return self.piece.tokens.starts[self.at]

    def skip(self, *words: str) -> bool:
        """Go behind these words if they stand here, all of them."""
        at = self.at
        if self.keys[at] != words[0]:  # mostly, and then the rest need not be looked at
            return False
        end = at + len(words)
        if end > self.piece.last or self.keys[at:end] != [*words]:
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

    def dotted_word(self) -> str:
        """Take the name that must stand here, as written."""
        if not is_name(self.key):
            raise self.unexpected("A name is expected here", Code.NAME_EXPECTED)
        self.at += 1
        return self.piece.tokens.word(self.at - 1)

    def dotted_name(self) -> str:
        """Take the name that must stand here, unquoted, its parts joined with dots."""
        return ".".join(parts(self.dotted_word()))

    def identifier(self) -> str:
        """Take the name of one part that must stand here, unquoted."""
        at, found = self.at, parts(self.dotted_word())
        if len(found) > 1:
            self.at = at
            raise self.unexpected("A name without dots is expected here", Code.NAME_EXPECTED)
        return found[0]

    def identifiers_in_parentheses(self) -> tuple[str, ...]:
        """Take `(a, b)`."""
        self.require("(")
        found = [self.identifier()]
        while self.skip(","):
            found.append(self.identifier())
        self.require(")")
        return tuple(found)

    def literal(self) -> str:
        """Take the literal that must stand here; answers its value."""
        if self.key[0] != "'":
            raise self.unexpected("A literal in single quotes is expected here")
        self.at += 1
        return literal_value(self.piece.tokens.word(self.at - 1))

    def number(self) -> int:
        """Take the whole number that must stand here."""
        if not self.key.isdecimal():
            raise self.unexpected("A whole number is expected here")
        self.at += 1
        return int(self.keys[self.at - 1])

    def unexpected(self, what: str, code: Code = Code.UNEXPECTED_WORD) -> Misread:
        """The error that something else than expected stands here."""
        hint = "Correct the statement; put a name that is a reserved word into backticks."
        return self.piece.instead(code, self.at, what, hint)
