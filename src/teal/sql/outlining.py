"""Makes the outline of statements that the scanner has read. It goes through each token once for
every query around it, and not into queries that are nested without reason."""

from __future__ import annotations

from collections.abc import Iterator

from teal.sql.outline import Insertion, Item, Query, Select, Source, Values
from teal.sql.outlined_items import ItemWalk
from teal.sql.outlined_sources import Ctes, SourceWalk
from teal.sql.walk import CLAUSES, SET_OPERATORS
from teal.sql.words import QUERY_STARTS, is_name, words

_DEEPEST = 40
_ENDS_SELECT = CLAUSES | SET_OPERATORS
_ENDS_LIST = _ENDS_SELECT | {"FROM", ","}
_ENDS_FROM = _ENDS_SELECT | {",", "JOIN", "NATURAL", "USING"}
_IN_FRONT = words("SELECT DISTINCT ALL STREAM")


class Outliner(ItemWalk, SourceWalk):
    """The tokens of one statement and what can be seen in them. `said` are the words in it."""

    __slots__ = ("_has_sets", "said")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.said = set(self.keys)
        self._has_sets = not SET_OPERATORS.isdisjoint(self.said)

    def insertions(self) -> Iterator[Insertion]:
        """The INSERTs of a statement or statement set, in order."""
        keys, count = self.keys, self.tokens.count
        first = 0
        while first < count:
            last = keys.index(";", first)
            for index in range(first, min(last, first + 8)):
                if keys[index] in ("INSERT", "UPSERT"):
                    yield self._insertion(index, min(last, count))
                    break
            first = last + 1

    def view(self) -> tuple[tuple[str, ...], Query] | None:
        """The columns that a CREATE VIEW lists, and its query."""
        keys, count = self.keys, self.tokens.count
        at = keys.index("VIEW") + 1
        columns: tuple[str, ...] = ()
        while at < count and keys[at] != "AS":
            if keys[at] == "(":
                columns = self.names(at + 1, self.closers[at])
            at = self.past(at)
        if at >= count:
            return None
        query = self.query(at + 1, count - (keys[count - 1] == ";"), {})
        return columns, query

    def query(self, first: int, last: int, ctes: Ctes, depth: int = 0) -> Query:
        """The query in the tokens [first, last)."""
        if depth > _DEEPEST:
            return Query((None,))
        keys = self.keys
        if keys[first] == "WITH":
            ctes = dict(ctes)
            first = self._with(first, last, ctes, depth)
        found: list[Select | Values | Query | None] = []
        is_bag = True
        while first < last:
            end = self._end_of_part(first, last)
            found.append(self._part(first, end, ctes, depth))
            behind = self.until(end, last, SET_OPERATORS) if self._has_sets else last
            if behind < last:
                is_bag = is_bag and keys[behind : behind + 2] == ["UNION", "ALL"]
                behind += 2 if keys[behind + 1] in ("ALL", "DISTINCT") else 1
            first = behind
        return Query(tuple(found), is_bag)

    # Statements

    def _insertion(self, index: int, last: int) -> Insertion:
        keys = self.keys
        at = index + 2  # behind INTO or OVERWRITE
        at += keys[at] == "TABLE"
        target, name = at, self.parts(at)
        at = self.past_hints(at + 1)
        fixed: tuple[str, ...] = ()
        if keys[at] == "PARTITION":
            fixed = self._fixed(at + 2, self.closers[at + 1])
            at = self.closers[at + 1] + 1
        columns: tuple[Item, ...] | None = None
        if keys[at] == "(" and keys[at + 1] not in QUERY_STARTS and keys[at + 1] != "(":
            columns = tuple(self.items(at + 1, self.closers[at]))
            at = self.closers[at] + 1
        end = self._conflict(at, last)
        return Insertion(name, target, columns, fixed, self.query(at, end, {}), end < last)

    def _conflict(self, first: int, last: int) -> int:
        """The token of ON CONFLICT behind a query, or the end."""
        if "CONFLICT" in self.said:
            for index in range(last - 1, first, -1):
                if self.keys[index] == "CONFLICT" and self.keys[index - 1] == "ON":
                    return index - 1
        return last

    def _fixed(self, first: int, last: int) -> tuple[str, ...]:
        """Of PARTITION (a = 1, b) just the names that have a value."""
        return tuple(
            name
            for start, end in self.split(first, last)
            if end - start > 1
            for name in self.parts(start)[-1:]
        )

    def _with(self, first: int, last: int, ctes: Ctes, depth: int) -> int:
        """Read common table expressions into `ctes`; the answer is the token behind them."""
        keys = self.keys
        at = first + 1 + (keys[first + 1] == "RECURSIVE")
        while at < last:
            begun, name = at, self.parts(at)[-1]
            columns: tuple[str, ...] = ()
            at += 1
            if keys[at] == "(":
                columns = self.names(at + 1, self.closers[at])
                at = self.closers[at] + 1
            at += keys[at] == "AS"
            if at not in self.closers:
                return last  # nothing that Flink knows
            body = self.query(at + 1, self.closers[at], ctes, depth + 1)
            ctes[name] = Source(begun, name, (), body, columns)
            at = self.closers[at] + 1
            if keys[at] != ",":
                break
            at += 1
        return at

    # Queries

    def _end_of_part(self, first: int, last: int) -> int:
        """Behind the SELECT, VALUES, TABLE t or parentheses that begin at a token."""
        if self.keys[first] == "(":
            return self.closers[first] + 1
        return self.until(first + 1, last, SET_OPERATORS) if self._has_sets else last

    def _part(
        self, first: int, last: int, ctes: Ctes, depth: int
    ) -> Select | Values | Query | None:
        keys = self.keys
        match keys[first]:
            case "SELECT":
                return self._select(first, last, ctes, depth)
            case "(":
                return self.query(first + 1, last - 1, ctes, depth + 1)
            case "VALUES" if keys[first + 1] == "(":
                row = self.split(first + 2, self.closers[first + 1])
                return Values(first, len(list(row)))
            case "TABLE" if is_name(keys[first + 1]):
                source = self.named(first + 1, ctes)
                star = Item(first, first + 1, None, (), is_star=True)
                return Select(first, last, False, (star,), (source,), False, (), None)
        return None

    def _select(self, first: int, last: int, ctes: Ctes, depth: int) -> Select:
        keys = self.keys
        at, is_distinct = first, False
        while keys[at] in _IN_FRONT or keys[at] == "/*+":
            is_distinct = is_distinct or keys[at] == "DISTINCT"
            at = self.past(at)
        ends = self.list_until(at, last, _ENDS_LIST)
        items = []
        for end in ends:
            items.append(self.item(at, end))
            at = end + 1
        end = ends[-1]
        sources: tuple[Source, ...] = ()
        merges = False
        if end < last and keys[end] == "FROM":
            begun, end = end + 1, self.until(end + 1, last, _ENDS_SELECT)
            sources, merges = self._sources(begun, end, ctes, depth)
        where: list[tuple[int, int]] = []
        group: tuple[Item, ...] | None = None
        while end < last and keys[end] in CLAUSES:
            begun, end = end, self.until(end + 1, last, _ENDS_SELECT)
            if keys[begun] == "GROUP":
                group = self.group(begun + 2, end)
            elif keys[begun] in ("WHERE", "HAVING", "QUALIFY"):
                where.append((begun + 1, end))
        return Select(first, last, is_distinct, tuple(items), sources, merges, tuple(where), group)

    # FROM

    def _sources(
        self, first: int, last: int, ctes: Ctes, depth: int
    ) -> tuple[tuple[Source, ...], bool]:
        keys = self.keys
        found: list[Source] = []
        merges = False
        at = first
        while at < last:
            source, at = self._source(at, last, ctes, depth)
            found.append(source)
            while True:
                at = self.until(at, last, _ENDS_FROM)
                if at >= last:
                    break
                key = keys[at]
                at += 1
                if key in (",", "JOIN"):
                    break
                merges = True
        return tuple(found), merges

    def _source(self, at: int, last: int, ctes: Ctes, depth: int) -> tuple[Source, int]:
        """What begins at a token of FROM, and the token behind it and its alias."""
        keys = self.keys
        at += keys[at] == "LATERAL"
        key, begun = keys[at], at
        if key == "(":
            closer = self.closers[at]
            if keys[at + 1] in QUERY_STARTS or keys[at + 1] == "(":
                found = Source(begun, None, (), self.query(at + 1, closer, ctes, depth + 1))
            else:
                found = Source(begun, None)
            at = closer + 1
        elif key in ("TABLE", "UNNEST") or keys[at + 1] == "(":
            found = self.function(at + 2 if key == "TABLE" else at, ctes)
            at = self.past(at + 1)
        else:
            found = self.named(at, ctes)
            at += 1
        return self.aliased(found, at, last)
