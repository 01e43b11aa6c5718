"""Reads a text of Flink SQL into statements: kinds, targets, inputs, and every name's place.

It fails closed: what it does not understand is an error with its place, never a shorter list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import compress, count

from teal.model.diagnostics import Diagnostic, Severity
from teal.model.statements import NameSpan, Statement, StatementKind
from teal.sql.cursor import Cursor
from teal.sql.heads import WRAPPINGS, read_head, skip_wrapping
from teal.sql.mistakes import Code, Misread, Origin, diagnostic, shown
from teal.sql.names import Names, NearMiss
from teal.sql.piece import Piece
from teal.sql.plain import plain_definition
from teal.sql.query import ACTIONS, QueryReader, semicolon_expected
from teal.sql.scopes import Block, bound, names_in
from teal.sql.splitter import members, pieces
from teal.sql.suspects import SUSPECTS, Suspicions, templates
from teal.sql.tokens import Tokens, lexed

_MARKS = frozenset(ACTIONS) | SUSPECTS


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The statements of one text, in order.

    `statements` are wholly understood. `unread` are the others, of UNKNOWN kind and without names:
    each has an error among the diagnostics.
    """

    statements: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...]
    unread: tuple[Statement, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What has been read of one statement."""

    kind: StatementKind
    spans: list[NameSpan]
    stateful: bool
    near_misses: list[NearMiss]
    blocks: list[Block] = field(default_factory=list)


_MEMBERS = frozenset({"INSERT", "UPSERT", "CREATE", "REPLACE"})
_MEMBER_KINDS = (StatementKind.INSERT, StatementKind.CTAS)
_WHAT_SETS_HOLD = "A statement set holds INSERT statements and tables made from queries"
_NOTHING = _Reading(StatementKind.UNKNOWN, [], False, [])


def scan(
    text: str, file: str = "<text>", visit: Callable[[Statement, Piece], None] | None = None
) -> ScanResult:
    """Read all statements of a text; `file` is what diagnostics call it. `visit` is shown each
    statement that could be read, with its tokens, which are not kept."""
    if visit is None and (plain := plain_definition(text, file)) is not None:
        return ScanResult((plain,), ())
    tokens = lexed(text)
    marks = _marks(tokens)
    suspicions = Suspicions(tokens, marks)
    statements: list[Statement] = []
    unread: list[Statement] = []
    found: list[Diagnostic] = []
    line, counted = 1, 0
    for piece in pieces(tokens, marks):
        start = piece.start
        line += text.count("\n", counted, start)
        column = start - text.rfind("\n", 0, start)
        counted = start
        try:
            suspicions.check(piece)
            reading = _read(piece)
        except Misread as misread:
            reading = _NOTHING
            found.append(diagnostic(misread, text, Origin(file, line, column, start)))
        statement = Statement(
            file,
            start,
            line,
            piece.text,
            reading.kind,
            tuple(reading.spans),
            reading.stateful,
            column,
        )
        (unread if reading is _NOTHING else statements).append(statement)
        if visit is not None and reading is not _NOTHING:
            visit(statement, piece)
        if reading.near_misses or suspicions.has_templates:
            found += _warnings(piece, reading, suspicions, Origin(file, line, column, start))
    if (left_over := suspicions.left_over()) is not None:
        found.append(diagnostic(left_over, text, Origin(file)))
    return ScanResult(tuple(statements), tuple(found), tuple(unread))


def scan_statement(sql: str) -> Statement:
    """Read a text that holds one statement; raises `Misread` if it cannot be read."""
    piece = piece_of(sql)
    reading = _read(piece)
    names = tuple(reading.spans)
    return Statement("<text>", piece.start, 1, piece.text, reading.kind, names, reading.stateful)


def scoped_names(sql: str) -> tuple[tuple[NameSpan, ...], tuple[tuple[str, ...], ...]]:
    """The names of a text that holds one statement, and by what names each of its FROM clauses
    goes: aliases, and tables without one. Raises `Misread` if it cannot be read."""
    piece = piece_of(sql)
    reading = _read(piece)
    return tuple(reading.spans), tuple(names_in(block, piece.tokens) for block in reading.blocks)


def piece_of(sql: str) -> Piece:
    """The tokens of a text that holds one statement; raises `Misread` if it holds not just one."""
    tokens = lexed(sql)
    marks = _marks(tokens)
    found = list(pieces(tokens, marks))
    if len(found) != 1:
        what = f"One statement is expected here, but there are {len(found)}."
        raise Misread(Code.UNKNOWN_STATEMENT, 0, what, "Give them one by one.")
    Suspicions(tokens, marks).check(found[0])
    return found[0]


def _marks(tokens: Tokens) -> list[int]:
    return list(compress(count(), map(_MARKS.__contains__, tokens.keys)))


def _read(piece: Piece) -> _Reading:
    cursor = Cursor(piece, Names(piece, piece.start))
    wrapped = skip_wrapping(cursor) if cursor.key in WRAPPINGS else None
    if cursor.key in ("STATEMENT", "BEGIN") and (
        cursor.skip("STATEMENT", "SET", "BEGIN") or cursor.skip("BEGIN", "STATEMENT", "SET", ";")
    ):
        reading = _read_set(piece, cursor.at)
    else:
        reading = _read_one(piece, cursor)
    if wrapped is not None:
        reading.kind = wrapped
    return reading


def _read_one(piece: Piece, cursor: Cursor) -> _Reading:
    names = cursor.names
    reader = QueryReader(piece, names)
    kind = read_head(cursor, reader)
    spans = names.spans
    if names.has_bare and (ties := bound(piece, names.offset, spans, reader.blocks, reader.hints)):
        spans = sorted([*spans, *ties], key=lambda span: span.start)
    return _Reading(kind, spans, reader.stateful, names.near_misses, reader.blocks)


def _read_set(piece: Piece, first: int) -> _Reading:
    whole = _Reading(StatementKind.STATEMENT_SET, [], False, [])
    if piece.tokens.keys[piece.last - 1] not in ("END", ";"):
        raise semicolon_expected(piece, _behind_end(piece))
    for member in members(piece, first):
        cursor = Cursor(member, Names(member, piece.start))
        if cursor.key not in _MEMBERS:
            raise cursor.unexpected(_WHAT_SETS_HOLD)
        reading = _read_one(member, cursor)
        if reading.kind not in _MEMBER_KINDS:
            cursor.at = member.first
            raise cursor.unexpected(_WHAT_SETS_HOLD)
        whole.spans += reading.spans
        whole.stateful = whole.stateful or reading.stateful
        whole.near_misses += reading.near_misses
        whole.blocks += reading.blocks
    return whole


def _behind_end(piece: Piece) -> int:
    """The token behind the END of a statement set."""
    keys = piece.tokens.keys
    return max(mark for mark in piece.marks if keys[mark] == ";") + 2


def _warnings(
    piece: Piece, reading: _Reading, suspicions: Suspicions, origin: Origin
) -> Iterator[Diagnostic]:
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
    if suspicions.has_templates:
        yield from templates(piece, origin)
