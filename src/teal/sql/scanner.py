"""Reads a text of Flink SQL into statements: kinds, targets, inputs, and every name's place.

It fails closed: what it does not understand is an error with its place, never a shorter list.
What is plain is recognised whole; only the rest is cut into tokens.
"""

import re
from collections.abc import Callable, Iterator
from itertools import compress, count
from typing import TypeAlias

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Severity
from teal.model.statements import NameSpan, Statement, StatementKind
from teal.sql.mistakes import Code, Misread, Origin, diagnostic, shown
from teal.sql.piece import Piece
from teal.sql.plain.statements import is_worth_it, may_be_plain, plain_statement
from teal.sql.query import ACTIONS
from teal.sql.reading import Reading, read_piece
from teal.sql.scopes import names_in
from teal.sql.splitter import pieces
from teal.sql.suspects import SUSPECTS, Suspicions, seems_a_template, templates
from teal.sql.tokens import Tokens, leading, lexed, lexed_part, upper

_MARKS = frozenset(ACTIONS) | SUSPECTS
_GUESSES = 3  # semicolons that may turn out to stand in a literal or comment

Seen: TypeAlias = Piece | re.Match[str] | None
"""What was seen of a statement: its tokens; of a plain table what matched; of others nothing."""

Visit = Callable[[Statement, Seen], None]
"""Is shown each statement that could be read."""


class ScanResult(Struct, frozen=True):
    """The statements of one text, in order.

    `statements` are wholly understood. `unread` are the others, of UNKNOWN kind and without names:
    each has an error among the diagnostics.
    """

    statements: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...]
    unread: tuple[Statement, ...] = ()


def scan(text: str, file: str = "<text>", visit: Visit | None = None, more: int = 0) -> ScanResult:
    """Read all statements of a text; `file` is what diagnostics call it. `more` is how many
    characters of other texts are likely to follow: many are read in another way than few."""
    scanner = _Scanner(text, file, visit)
    if may_be_plain(text):
        scanner.read_plain(more)
    else:
        scanner.read_tokens(lexed(text))
    return scanner.result()


def scan_tokens(text: str, file: str = "<text>", visit: Visit | None = None) -> ScanResult:
    """As `scan`, by the tokens alone: slower, with the same result."""
    scanner = _Scanner(text, file, visit)
    scanner.read_tokens(lexed(text))
    return scanner.result()


def scan_statement(sql: str) -> Statement:
    """Read a text that holds one statement; raises `Misread` if it cannot be read."""
    piece = piece_of(sql)
    reading = read_piece(piece)
    names = tuple(reading.spans)
    return Statement("<text>", piece.start, 1, piece.text, reading.kind, names, reading.stateful)


def scoped_names(sql: str) -> tuple[tuple[NameSpan, ...], tuple[tuple[str, ...], ...]]:
    """The names of a text that holds one statement, and by what names each of its FROM clauses
    goes: aliases, and tables without one. Raises `Misread` if it cannot be read."""
    piece = piece_of(sql)
    reading = read_piece(piece)
    return tuple(reading.spans), tuple(names_in(block, piece.tokens) for block in reading.blocks)


def piece_of(sql: str) -> Piece:
    """The tokens of a text that holds one statement; raises `Misread` if it holds not just one."""
    tokens = lexed(sql)
    marks = _marks(tokens)
    found = list(pieces(tokens, marks))
    if len(found) != 1:
        what = f"One statement is expected here, but there are {len(found)}."
        raise Misread(Code.UNKNOWN_STATEMENT, 0, what, "Give them one by one.")
    Suspicions(tokens, marks, seems_a_template(sql)).check(found[0])
    return found[0]


def _marks(tokens: Tokens) -> list[int]:
    return list(compress(count(), map(_MARKS.__contains__, tokens.keys)))


class _Scanner:
    """Reads one text, and collects what stands in it."""

    __slots__ = (
        "column",
        "counted",
        "file",
        "found",
        "left_over",
        "line",
        "seems_a_template",
        "statements",
        "text",
        "unread",
        "visit",
    )

    def __init__(self, text: str, file: str, visit: Visit | None) -> None:
        self.text = text
        self.file = file
        self.visit = visit
        self.statements: list[Statement] = []
        self.unread: list[Statement] = []
        self.found: list[Diagnostic] = []
        self.left_over: Misread | None = None
        self.seems_a_template: bool | None = None
        self.line, self.column, self.counted = 1, 1, 0

    def result(self) -> ScanResult:
        """All that was read."""
        if self.left_over is not None:
            self.found.append(diagnostic(self.left_over, self.text, Origin(self.file)))
        return ScanResult(tuple(self.statements), tuple(self.found), tuple(self.unread))

    def read_plain(self, more: int) -> None:
        """Read the whole text, with so many characters of others to follow; tokens are made only of
        what is not plain."""
        text, end = self.text, len(self.text)
        every = end + more
        uppered = upper(text)
        start = leading(text)
        while start < end:
            plain = plain_statement(text, uppered, start) if is_worth_it(every - start) else None
            if plain is None:
                start = self._read_next(uppered, start)
                continue
            end_of_statement, behind, kind, names, stateful, table = plain
            self._go_to(start)
            self._add(text[start:end_of_statement], kind, names, stateful, table)
            start = leading(text, behind)

    def _read_next(self, uppered: str, start: int) -> int:
        """Read the tokens up to a semicolon, or all if it is not clear which ends the statement.
        The answer is where the next statement begins."""
        behind = start
        for _ in range(_GUESSES):
            behind = self.text.find(";", behind) + 1
            if not behind:
                break
            tokens = lexed_part(self.text, uppered, start, behind)
            if "BEGIN" in tokens.keys:  # of a statement set, which has semicolons inside
                break
            if tokens.count and tokens.keys[tokens.count - 1] == ";":
                self.read_tokens(tokens)
                return leading(self.text, behind)
        self.read_tokens(lexed_part(self.text, uppered, start, len(self.text)))
        return len(self.text)

    def read_tokens(self, tokens: Tokens) -> None:
        """Read the statements that these tokens make up."""
        marks = _marks(tokens)
        if self.seems_a_template is None:
            self.seems_a_template = seems_a_template(self.text)
        suspicions = Suspicions(tokens, marks, self.seems_a_template)
        for piece in pieces(tokens, marks):
            self._read_piece(piece, suspicions)
        self.left_over = suspicions.left_over()

    def _read_piece(self, piece: Piece, suspicions: Suspicions) -> None:
        start = piece.start
        self._go_to(start)
        try:
            suspicions.check(piece)
            reading = read_piece(piece)
        except Misread as misread:
            self.found.append(diagnostic(misread, self.text, self._origin(start)))
            self.unread.append(self._statement(piece.text, StatementKind.UNKNOWN, (), False))
            if suspicions.has_templates:
                self.found += templates(piece, self._origin(start))
            return
        self._add(piece.text, reading.kind, tuple(reading.spans), reading.stateful, piece)
        if reading.near_misses:
            self.found += _near_misses(piece, reading, self._origin(start))
        if suspicions.has_templates:
            self.found += templates(piece, self._origin(start))

    def _add(
        self,
        text: str,
        kind: StatementKind,
        names: tuple[NameSpan, ...],
        stateful: bool,
        seen: Seen,
    ) -> None:
        statement = self._statement(text, kind, names, stateful)
        self.statements.append(statement)
        if self.visit is not None:
            self.visit(statement, seen)

    def _statement(
        self, text: str, kind: StatementKind, names: tuple[NameSpan, ...], stateful: bool
    ) -> Statement:
        """The statement that begins at the place that was gone to last."""
        return Statement(
            self.file, self.counted, self.line, text, kind, names, stateful, self.column
        )

    def _go_to(self, start: int) -> None:
        """Count the lines up to a statement."""
        before = self.text.rfind("\n", self.counted, start)
        if before < 0:
            self.column += start - self.counted
        else:
            self.line += self.text.count("\n", self.counted, start)
            self.column = start - before
        self.counted = start

    def _origin(self, start: int) -> Origin:
        return Origin(self.file, self.line, self.column, start)


def _near_misses(piece: Piece, reading: Reading, origin: Origin) -> Iterator[Diagnostic]:
    for near_miss in reading.near_misses:
        table = near_miss.table.parts[-1]
        yield Diagnostic(
            Code.CTE_IN_OTHER_CASE.value,
            Severity.WARNING,
            f"{shown(table)} differs from the common table expression {shown(near_miss.cte)} only "
            "by case. Flink is case-sensitive and reads a table.",
            origin.place(piece.tokens.text, origin.start + near_miss.table.start),
            "Write both alike if the common table expression is meant.",
        )
