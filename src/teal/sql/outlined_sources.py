"""The entries of FROM but for queries: tables, windows over them, and what stands behind each."""

from __future__ import annotations

from teal.sql.outline import Source
from teal.sql.walk import Walk
from teal.sql.words import is_name, words

_WINDOWS = words("TUMBLE HOP CUMULATE SESSION")
_OPENS = frozenset("(")

Ctes = dict[str, Source]


class SourceWalk(Walk):
    """Reads the entries of FROM that are no queries."""

    __slots__ = ()

    def named(self, at: int, ctes: Ctes) -> Source:
        """The table or common table expression whose name stands at a token."""
        named = self.parts(at)
        cte = ctes.get(named[0]) if len(named) == 1 else None
        if cte is not None:
            return cte._replace(at=at)
        return Source(at, named[-1], named)

    def function(self, at: int, ctes: Ctes) -> Source:
        """TUMBLE(TABLE t, …) has the columns of `t` and its own; other functions are opaque."""
        keys = self.keys
        if keys[at] in _WINDOWS and keys[at + 1] == "(":
            table = at + 2
            if keys[table + 1] == "=>":  # DATA => TABLE t
                table += 2
            if keys[table] == "TABLE" and is_name(keys[table + 1]):
                return self.named(table + 1, ctes)._replace(alias=None, is_window=True)
        return Source(at, None)

    def aliased(self, source: Source, at: int, last: int) -> tuple[Source, int]:
        """The source with what stands behind it: hints, a version, an alias with its columns."""
        keys = self.keys
        while at < last:
            if keys[at] == "/*+":
                at = self.closers[at] + 1
            elif keys[at] == "FOR" and keys[at + 1] == "SYSTEM_TIME":
                source = source._replace(is_as_of=True)
                at = self._past_operand(at + 4)
            elif keys[at] == "MATCH_RECOGNIZE":
                at = self.past(at + 1)
                source = source._replace(alias=None, is_match=True)
            elif keys[at] in ("PIVOT", "UNPIVOT"):
                at = self.past(self.until(at, last, _OPENS))
                source = Source(source.at, None)
            elif keys[at] == "WITH" and keys[at + 1] == "ORDINALITY":
                at += 2
            else:
                break
        at += keys[at] == "AS" and at < last
        if at < last and is_name(keys[at]):
            source = source._replace(alias=self.parts(at)[-1])
            at += 1
            if at < last and keys[at] == "(":
                source = source._replace(columns=self.names(at + 1, self.closers[at]))
                at = self.closers[at] + 1
        return source, at

    def _past_operand(self, at: int) -> int:
        at += 1
        while self.keys[at] in ("(", "["):
            at = self.closers[at] + 1
        return at
