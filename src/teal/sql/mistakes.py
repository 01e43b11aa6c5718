"""What the scanner refuses to guess about, as diagnostics with a place and what to do."""

from dataclasses import dataclass
from enum import Enum

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place, Severity


class Code(Enum):
    """The stable codes of this package's diagnostics."""

    UNKNOWN_STATEMENT = "TEAL-101"
    UNCLOSED = "TEAL-102"
    TEMPLATE = "TEAL-103"
    UNEXPECTED_CHARACTER = "TEAL-104"
    UNBALANCED = "TEAL-105"
    TABLE_EXPECTED = "TEAL-106"
    QUERY_EXPECTED = "TEAL-107"
    NAME_EXPECTED = "TEAL-108"
    UNEXPECTED_WORD = "TEAL-109"
    UNKNOWN_CLAUSE = "TEAL-110"
    OPEN_STATEMENT_SET = "TEAL-111"
    CTE_IN_OTHER_CASE = "TEAL-112"
    TEMPLATE_IN_LITERAL = "TEAL-113"
    DEFINITION = "TEAL-114"
    SHARED_PLACE = "TEAL-115"


@dataclass(eq=False)
class Misread(Exception):
    """The reader met what it does not understand at `offset` of the text it reads."""

    code: Code
    offset: int
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


class Origin(Struct, frozen=True):
    """Where reading begins: `start` is the place in the text of what stands at line and column."""

    file: str
    line: int = 1
    column: int = 1
    start: int = 0

    def place(self, text: str, offset: int) -> Place:
        """The line and column of a later character of the text."""
        breaks = text.count("\n", self.start, offset)
        if not breaks:
            return Place(self.file, self.line, self.column + offset - self.start)
        return Place(self.file, self.line + breaks, offset - text.rfind("\n", 0, offset))


def diagnostic(misread: Misread, text: str, origin: Origin) -> Diagnostic:
    """The error that a person sees; the place of the misreading counts in `text`."""
    place = origin.place(text, misread.offset)
    return Diagnostic(misread.code.value, Severity.ERROR, misread.message, place, misread.hint)


def shown(token: str, limit: int = 40) -> str:
    """A token for a message, in quotes and not too long."""
    line = token.split("\n", 1)[0]
    return f'"{line if len(line) <= limit else line[:limit] + "…"}"'
