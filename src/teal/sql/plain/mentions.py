"""Collects the names of a plain statement, and knows which are common table expressions."""

import re

from teal.model.statements import NameRole, NameSpan, Parts
from teal.sql.tokens import parts, upper
from teal.sql.words import RESERVED

_INPUT, _CTE = NameRole.INPUT, NameRole.CTE  # an Enum's members are slow to look up
_MOST_BARE = 20  # tables without an alias: each is looked for in the whole statement


class Mentions:
    """The names of one statement, in the order of reading; places count from its start."""

    __slots__ = ("bare", "ctes", "end", "names", "start", "text", "upper")

    def __init__(self, text: str, uppered: str, start: int) -> None:
        self.text = text
        self.upper = uppered
        self.start = self.end = start
        self.names: list[NameSpan] = []
        self.bare: list[Parts] = []  # tables without an alias
        self.ctes: dict[str, str] = {}  # those that can be read, by their names in lower case

    def add(self, span: tuple[int, int], role: NameRole) -> Parts:
        """A name that stands at [start, end) of the text."""
        first, last = span
        named = parts(self.text[first:last])
        self.names.append(NameSpan(first - self.start, last - self.start, named, role))
        return named

    def take(self, found: re.Match[str], group: int) -> bool:
        """A table; its moment and alias are the next two groups."""
        first, last = found.span(group)
        alias = found[group + 2]
        if alias in RESERVED or self.upper[first:last] in RESERVED:
            return False
        named = parts(self.text[first:last])
        alias_at = None
        if (role := self.role(named)) is None:
            return False
        if alias is None:
            alias_at = max(last, found.end(group + 1)) - self.start
            if role is _INPUT:
                self.bare.append(named)
        start = self.start
        self.names.append(NameSpan(first - start, last - start, named, role, alias_at))
        return True

    def role(self, named: Parts) -> NameRole | None:
        """What a name means; None if it differs by case from a common table expression."""
        if not self.ctes or len(named) > 1:
            return _INPUT
        cte = self.ctes.get(named[0].lower())
        if cte is None:
            return _INPUT
        return _CTE if cte == named[0] else None

    def may_qualify(self) -> bool:
        """Whether a column seems to be qualified by the name of a table without an alias."""
        if len(self.bare) > _MOST_BARE:
            return True
        uppered, start, end = self.upper, self.start, self.end
        for named in self.bare:
            for part in named:
                own = 0 if part is named[-1] else 1
                name = upper(part)
                if uppered.count(f"{name}.", start, end) > own:
                    return True
                if uppered.count(f"{name}`.", start, end) > own:
                    return True
        return False
