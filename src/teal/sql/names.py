"""Collects the names that a statement mentions, and knows which are common table expressions."""

import re
from typing import NamedTuple

from teal.model.statements import NameRole, NameSpan
from teal.sql.aliases import alias_behind
from teal.sql.mistakes import Code, Misread, shown
from teal.sql.piece import Piece
from teal.sql.scopes import Block
from teal.sql.tokens import Tokens, parts
from teal.sql.words import is_name

_MODEL_IN_LITERAL = re.compile(r"'(\w[\w -]*(?:\.\w[\w -]*)*)(?:\$\w+)?'(?!')")
_INPUT = NameRole.INPUT  # an Enum's members are slow to look up, and this is the hot path


class NearMiss(NamedTuple):
    """A table that differs only by case from a common table expression in scope."""

    table: NameSpan
    cte: str


class Names:
    """The names of one statement, in the order of reading; places count from its start."""

    __slots__ = (
        "alias",
        "folded",
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
        self.tokens: Tokens = piece.tokens
        self.offset = offset  # where the statement starts in the text
        self.spans: list[NameSpan] = []
        self.visible: dict[str, int] = {}  # common table expressions, how often
        self.folded: dict[str, str] = {}  # the same by their names in lower case
        self.near_misses: list[NearMiss] = []
        self.has_bare = False  # whether a table has no alias: its name may qualify columns
        self.alias = -1  # the token of the last alias

    def add(self, index: int, role: NameRole) -> NameSpan:
        """A name that stands at a token."""
        tokens = self.tokens
        start = tokens.starts[index]
        end = start + len(tokens.keys[index])
        named = parts(tokens.text[start:end])
        if self.visible and role is _INPUT:
            role = self._role(named)
        span = NameSpan(start - self.offset, end - self.offset, named, role)
        self.spans.append(span)
        if self.folded and role is _INPUT:
            self._note_near_miss(span)
        return span

    def table(self, index: int, block: Block | None, role: NameRole = _INPUT) -> None:
        """A table in FROM, JOIN or behind UPDATE; its alias is looked for."""
        tokens = self.tokens
        alias, behind = alias_behind(self.piece, index + 1)
        start = tokens.starts[index]
        end = start + len(tokens.keys[index])
        named = parts(tokens.text[start:end])
        if self.visible and role is _INPUT:
            role = self._role(named)
        alias_at = None
        if alias is None:
            alias_at = tokens.end(behind - 1) - self.offset
            self.has_bare = True
        else:
            self.alias = alias
        span = NameSpan(start - self.offset, end - self.offset, named, role, alias_at)
        self.spans.append(span)
        if self.folded and role is _INPUT:
            self._note_near_miss(span)
        if block is not None:
            block.sources.append((alias, span))

    def model_in_literal(self, index: int) -> None:
        """A model whose name stands in the literal at a token, if one is there: its name alone,
        without the quotes and the number of a version (`'judge$2'`)."""
        tokens = self.tokens
        start = tokens.starts[index]
        found = _MODEL_IN_LITERAL.match(tokens.text, start)
        if found is not None:
            first, behind = (place - self.offset for place in found.span(1))
            named = tuple(found[1].split("."))
            self.spans.append(NameSpan(first, behind, named, NameRole.MODEL))

    def derived(self, behind: int, block: Block | None) -> None:
        """A derived table or table function that ended before a token; its alias hides others."""
        alias, _ = alias_behind(self.piece, behind)
        if alias is not None:
            self.alias = alias
            if block is not None:
                block.sources.append((alias, None))

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
        self.folded[cte.lower()] = cte

    def hide(self, ctes: list[str]) -> None:
        """The scope of these common table expressions has ended."""
        for cte in ctes:
            self.visible[cte] -= 1

    def _role(self, named: tuple[str, ...]) -> NameRole:
        return NameRole.CTE if len(named) == 1 and self.visible.get(named[0]) else _INPUT

    def _note_near_miss(self, span: NameSpan) -> None:
        cte = self.folded.get(span.parts[0].lower())
        if cte is not None and len(span.parts) == 1 and self.visible[cte]:
            self.near_misses.append(NearMiss(span, cte))
