"""Reads the tokens of one statement, or of one statement set with all that is in it."""

from msgspec import Struct, field

from teal.model.statements import NameSpan, StatementKind
from teal.sql.cursor import Cursor
from teal.sql.expected import semicolon_expected
from teal.sql.heads import WRAPPINGS, read_head, skip_wrapping
from teal.sql.names import Names, NearMiss
from teal.sql.piece import Piece
from teal.sql.query import QueryReader
from teal.sql.scopes import Block, bound
from teal.sql.splitter import members, open_set

_MEMBERS = frozenset({"INSERT", "UPSERT", "CREATE", "REPLACE"})
_MEMBER_KINDS = (StatementKind.INSERT, StatementKind.CTAS)
_WHAT_SETS_HOLD = "A statement set holds INSERT statements and tables made from queries"


class Reading(Struct):
    """What has been read of one statement."""

    kind: StatementKind
    spans: list[NameSpan]
    stateful: bool
    near_misses: list[NearMiss]
    blocks: list[Block] = field(default_factory=list)


def read_piece(piece: Piece) -> Reading:
    """Read a statement or a statement set; raises `Misread` if it cannot be read."""
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


def _read_one(piece: Piece, cursor: Cursor) -> Reading:
    names = cursor.names
    reader = QueryReader(piece, names)
    kind = read_head(cursor, reader)
    spans = names.spans
    if names.has_bare and (ties := bound(piece, names.offset, spans, reader.blocks, reader.hints)):
        spans = sorted([*spans, *ties], key=lambda span: span.start)
    return Reading(kind, spans, reader.stateful, names.near_misses, reader.blocks)


def _read_set(piece: Piece, first: int) -> Reading:
    whole = Reading(StatementKind.STATEMENT_SET, [], False, [])
    if first == piece.last:
        raise open_set(piece.tokens, piece.first)
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
