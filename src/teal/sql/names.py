"""Collects the names that a statement mentions, and knows which are common table expressions."""

from typing import NamedTuple

from teal.model.statements import NameRole, NameSpan
from teal.sql.aliases import alias_behind
from teal.sql.mistakes import Code, Misread, shown
from teal.sql.piece import Piece
from teal.sql.quoting import unquoted
from teal.sql.scopes import Block, Source
from teal.sql.tokens import parts
from teal.sql.words import is_name


class NearMiss(NamedTuple):
    """A table that differs only by case from a common table expression in scope."""

    table: NameSpan
    cte: str


class Names:
    """The names of one statement, in the order of reading; places count from its start."""

    __slots__ = (
        "alias",
        "has_bare",
        "near_misses",
        "offset",
        "piece",
        "spans",
        "tokens",
        "visible",
    )

    def __init__(self, piece: Piece, offset: int) -> None:
        self.piece = piece
        self.tokens = piece.tokens
        self.offset = offset
        self.spans: list[NameSpan] = []
        self.visible: dict[str, int] = {}  # common table expressions, with how often each
        self.near_misses: list[NearMiss] = []  # tables that only their case tells
        self.has_bare = False  # whether a table has no alias: its name may qualify columns
        self.alias = -1  # the token of the last alias

    def add(self, index: int, role: NameRole) -> NameSpan:
        """A name that stands at a token."""
        tokens = self.tokens
        word, start = tokens.word(index), tokens.starts[index] - self.offset
        span = NameSpan(start, start + len(word), parts(word), role)
        self.spans.append(span)
        return span

    def table(self, index: int, block: Block | None, role: NameRole = NameRole.INPUT) -> None:
        """A table in FROM, JOIN or behind UPDATE; its alias is looked for."""
        tokens = self.tokens
        alias, behind = alias_behind(self.piece, index + 1)
        word, start = tokens.word(index), tokens.starts[index] - self.offset
        named = parts(word)
        alias_at = None
        if alias is None:
            alias_at = tokens.end(behind - 1) - self.offset
            self.has_bare = True
        if self.visible:
            role = self._role(named, role)
        span = NameSpan(start, start + len(word), named, role, alias_at)
        self.spans.append(span)
        if self.visible:
            self._note_near_miss(span)
        self._add_source(alias, span, block)

    def table_without_alias(self, index: int) -> None:
        """A table behind the word TABLE, where no alias can follow."""
        span = self.add(index, NameRole.INPUT)
        role = self._role(span.parts, NameRole.INPUT)
        if role is not NameRole.INPUT:
            self.spans[-1] = NameSpan(span.start, span.end, span.parts, role)
        if self.visible:
            self._note_near_miss(span)

    def derived(self, behind: int, block: Block | None) -> None:
        """A derived table or table function that ended before a token; its alias hides others."""
        alias, _ = alias_behind(self.piece, behind)
        self._add_source(alias, None, block)

    def cte(self, index: int) -> str:
        """The name of a common table expression, not yet to be seen by anyone."""
        if not is_name(self.tokens.keys[index]):
            raise Misread(
                Code.NAME_EXPECTED,
                self.tokens.starts[index],
                f"WITH needs a name here, not {shown(self.tokens.word(index))}.",
                "Name the common table expression; put a reserved word into backticks.",
            )
        return self.add(index, NameRole.CTE).parts[-1]

    def show(self, cte: str) -> None:
        """From here on the name means the common table expression."""
        self.visible[cte] = self.visible.get(cte, 0) + 1

    def hide(self, ctes: list[str]) -> None:
        """The scope of these common table expressions has ended."""
        for cte in ctes:
            self.visible[cte] -= 1

    def _role(self, named: tuple[str, ...], role: NameRole) -> NameRole:
        return NameRole.CTE if len(named) == 1 and self.visible.get(named[0]) else role

    def _note_near_miss(self, span: NameSpan) -> None:
        if span.role is NameRole.INPUT and len(span.parts) == 1:
            folded = span.parts[0].lower()
            for cte, count in self.visible.items():
                if count and cte.lower() == folded:
                    self.near_misses.append(NearMiss(span, cte))

    def _add_source(self, alias: int | None, span: NameSpan | None, block: Block | None) -> None:
        self.alias = -1 if alias is None else alias
        if block is None:
            return
        if alias is not None:
            block.sources.append(Source(unquoted(self.tokens.word(alias)), None))
        elif span is not None:
            block.sources.append(Source(span.parts[-1], span))
