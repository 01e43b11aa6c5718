"""Makes the outline of statements that the scanner has read. It goes through each token once for
every query around it, and not into queries that are nested without reason."""

from __future__ import annotations

from collections.abc import Iterator

from teal.sql.outline import Insertion, Item, Query, Select, Source, Values
from teal.sql.walk import CLAUSES, SET_OPERATORS, Walk
from teal.sql.words import QUERY_STARTS, is_name, words

_DEEPEST = 40
_ENDS_SELECT = CLAUSES | SET_OPERATORS
_ENDS_LIST = _ENDS_SELECT | {"FROM", ","}
_ENDS_FROM = _ENDS_SELECT | {",", "JOIN", "NATURAL", "USING"}
_IN_FRONT = words("SELECT DISTINCT ALL STREAM")
_WINDOWS = words("TUMBLE HOP CUMULATE SESSION")
_OPENS = frozenset("(")
_NO_OPERAND = words("NOT AND OR OVER . => IS LIKE IN BETWEEN AS OF BY")

Ctes = dict[str, Source]


class Outliner(Walk):
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
            columns = tuple(self._items(at + 1, self.closers[at]))
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
                source = self._named(first + 1, ctes)
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
            items.append(self._item(at, end))
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
                group = self._group(begun + 2, end)
            elif keys[begun] in ("WHERE", "HAVING", "QUALIFY"):
                where.append((begun + 1, end))
        return Select(first, last, is_distinct, tuple(items), sources, merges, tuple(where), group)

    def _group(self, first: int, last: int) -> tuple[Item, ...]:
        items = tuple(self._items(first, last))
        for item in items:
            key = self.keys[item.first]
            if key in ("GROUPING", "ROLLUP", "CUBE", "(") or key[0].isdigit():
                return ()
        return items

    def _items(self, first: int, last: int) -> Iterator[Item]:
        for start, end in self.split(first, last):
            yield self._item(start, end)

    def _item(self, first: int, last: int) -> Item:
        keys = self.keys
        if last - first == 1:
            key = keys[first]
            if key == "*":
                return Item(first, last, None, (), is_star=True)
            if not is_name(key) and key != "$ROWTIME":
                return Item(first, last, None, ())
            path = self.parts(first)
            if path[-1] == "*":
                return Item(first, last, None, path[:-1], is_star=True)
            return Item(first, last, path[-1], path)
        if last <= first:
            return Item(first, first, None, ())
        if keys[first] == "*":  # with something behind it that Flink has not got
            return Item(first, last, None, ("",), is_star=True)
        before, key = keys[last - 2], keys[last - 1]
        if before == "AS":
            last -= 2
        elif is_name(key) and "." not in key and before not in _NO_OPERAND and self._ends(last - 2):
            last -= 1
        else:
            return Item(first, last, None, ())
        name = self.parts(last + (keys[last] == "AS"))[-1]
        plain = last - first == 1 and (is_name(keys[first]) or keys[first] == "$ROWTIME")
        return Item(first, last, name, self.parts(first) if plain else ())

    def _ends(self, index: int) -> bool:
        """Whether an operand ends with a token, so that a name behind it is an alias."""
        key = self.keys[index]
        return key[-1] in ")]'`" or key == "END" or key[0].isdigit() or is_name(key)

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
            found = self._function(at + 2 if key == "TABLE" else at, ctes)
            at = self.past(at + 1)
        else:
            found = self._named(at, ctes)
            at += 1
        return self._aliased(found, at, last)

    def _named(self, at: int, ctes: Ctes) -> Source:
        named = self.parts(at)
        cte = ctes.get(named[0]) if len(named) == 1 else None
        if cte is not None:
            return cte._replace(at=at)
        return Source(at, named[-1], named)

    def _function(self, at: int, ctes: Ctes) -> Source:
        """TUMBLE(TABLE t, …) has the columns of `t` and its own; other functions are opaque."""
        keys = self.keys
        if keys[at] in _WINDOWS and keys[at + 1] == "(":
            table = at + 2
            if keys[table + 1] == "=>":  # DATA => TABLE t
                table += 2
            if keys[table] == "TABLE" and is_name(keys[table + 1]):
                return self._named(table + 1, ctes)._replace(alias=None, is_window=True)
        return Source(at, None)

    def _aliased(self, source: Source, at: int, last: int) -> tuple[Source, int]:
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
