"""Rows in FROM that are made: by functions, windows, UNNEST and MATCH_RECOGNIZE."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlglot import exp

from teal.sql.quoting import as_written
from teal.sql.shape.expressions import Expressions
from teal.sql.shape.nodes import Pattern, Pieces, TableArgument, TableFunction
from teal.sql.shape.parsing import Unreadable
from teal.sql.shape.relations import (
    Atom,
    Block,
    Call,
    Derived,
    Group,
    Produced,
    Ref,
    Scan,
    Through,
    Value,
    outputs_of,
)
from teal.sql.shape.scope import RECORD_TIME, Entry, Scope, by_name
from teal.sql.shape.tables import tables_in
from teal.sql.shape.trees import place_of, takes
from teal.sql.shape.values import EVERY, Input, KnownColumn, Written
from teal.sql.words import words

if TYPE_CHECKING:
    from teal.sql.shape.queries import Ctes, Queries

_WINDOWS = words("TUMBLE HOP CUMULATE SESSION")
_WINDOW_COLUMNS = ("window_start", "window_end", "window_time")


@dataclass(slots=True, eq=False)
class Producing(ABC):
    """The part of reading FROM that is about rows that no table holds."""

    queries: Queries
    scope: Scope
    ctes: Ctes
    reader: Expressions

    @abstractmethod
    def within(self, scope: Scope, reader: Expressions) -> Producing:
        """The same for the tables that a function is given."""

    @abstractmethod
    def add(self, node: exp.Expr, group: Group, is_filled: bool) -> None:
        """Take a source into the scope and the group. `is_filled` says that a join around it may
        fill its columns with NULL, so that only plain columns may be taken out of it."""

    @abstractmethod
    def block_in(self, node: exp.Expr, around: exp.Expr) -> Block:
        """The block of a subquery in FROM."""

    def _unnest(self, node: exp.Unnest, group: Group) -> None:
        takes(node, "expressions", "alias", "offset")
        alias = node.args.get("alias")
        offset = node.args.get("offset")
        head = "UNNEST WITH ORDINALITY" if offset else "UNNEST"
        name, columns = self.queries.names_of(alias)
        if isinstance(offset, exp.Expr):
            self.queries.saw(offset)
            columns = (*columns, offset.name)
        call = Call(head, tuple(map(self.reader.value, node.expressions)))
        made = Produced(written=self.queries.written(node), kind="UNNEST", call=call)
        self._take(made, name, columns, group)

    def _take(self, made: Produced, alias: str, columns: tuple[str, ...], group: Group) -> None:
        group.items.append(made)
        known: dict[str, Value | None] | None = None
        if columns:
            known = by_name(
                (name, Ref(made, KnownColumn(name, f"{at}"))) for at, name in enumerate(columns)
            )
        self.scope.entries.append(Entry(alias, (), known, made))

    def _function(self, node: TableFunction, group: Group) -> None:
        call = node.this
        alias, columns = self.queries.names_of(node.args.get("alias"))
        written = self.queries.written(node)
        tables = [each for each in _arguments(call) if isinstance(each, TableArgument)]
        name = call.name.upper() if isinstance(call, exp.Anonymous) else ""
        if not tables:
            value = self._called(call, self.reader)
            made = Produced(written=written, kind="a table function", call=value)
            self._take(made, alias, columns, group)
            return
        inner = Scope(self.scope, self.scope.level)
        given = Group()
        own = self.within(inner, self.queries.expressions(inner, self.ctes))
        for table in tables:
            own._given(table, given)
        value = own._called(call, own.reader)
        if name in _WINDOWS and len(tables) == 1:
            self._windowed(name, value, given, inner.entries[0], (alias, columns), group, written)
            return
        value = Call("GIVEN", (value, *(_row(entry) for entry in inner.entries)))
        reads = frozenset(_all_of(given))
        self.queries.seen.history.add("a table function")
        made = Produced(
            written=written,
            kind="a table function",
            call=value,
            inputs=tuple(given.items),
            extra_reads=reads,
        )
        if given.conditions:
            raise Unreadable(written.at, "a filtered table as an argument is not understood")
        self._take(made, alias, columns, group)

    def _given(self, table: exp.Expr, group: Group) -> None:
        inner = table.this
        if isinstance(inner, exp.Subquery):
            block = self.block_in(inner.this, inner)
            derived = Derived(written=self.queries.written(inner), block=block)
            group.items.append(derived)
            outputs = outputs_of(block)
            values = ((each.name, Through(derived, each.value)) for each in outputs)
            self.scope.entries.append(Entry("", (), by_name(values)))
            return
        self.add(inner, group, is_filled=True)

    def _called(self, call: exp.Expr, reader: Expressions) -> Value:
        """A call in FROM. Tables among its arguments are sources, and leave only their place."""
        for each in list(_arguments(call)):
            if isinstance(each, TableArgument):
                each.replace(exp.Var(this="TABLE"))
        return reader.value(call)

    def _windowed(
        self,
        name: str,
        value: Value,
        given: Group,
        entry: Entry,
        alias: tuple[str, tuple[str, ...]],
        group: Group,
        written: Written,
    ) -> None:
        """A window passes the columns of its table through, and adds its own three."""
        self.queries.seen.history.add(f"the window {name}")
        made = Produced(written=written, kind=name, call=value)
        group.items += (*given.items, made)
        group.conditions += given.conditions
        added = {name: Ref(made, KnownColumn(name, name)) for name in _WINDOW_COLUMNS}
        if entry.columns is None:
            if alias[1]:
                raise Unreadable(written.at, f"the columns of the table in {name} are not known")
            known = replace(entry, alias=alias[0], parts=(), added=dict(added))
            self.scope.entries.append(known)
            return
        columns = {**entry.columns, **added}
        if alias[1]:
            names = renamed(tuple(columns), alias[1], written)
            columns = dict(zip(names, columns.values(), strict=True))
        self.scope.entries.append(replace(entry, alias=alias[0], parts=(), columns=columns))

    def _pattern(self, node: Pattern, group: Group) -> None:
        inner = Scope(self.scope.outer, self.scope.level)
        given = Group()
        own = self.within(inner, self.reader)
        own.add(node.this, given, is_filled=True)
        first, last = node.meta["tokens"]
        tokens = self.queries.parsed.tokens[first:last]
        self.queries.seen.places.update(token.start for token in tokens)
        self.queries.seen.history.add("MATCH_RECOGNIZE")
        if given.conditions:
            raise Unreadable(place_of(node), "a pattern over a filtered subquery is not understood")
        mentioned = {token.text for token in tokens}
        row = (_row(entry, mentioned) for entry in inner.entries)
        made = Produced(
            written=self.queries.written(node),
            kind="MATCH_RECOGNIZE",
            call=Call("MATCH", (Atom(node.args["text"]), *row)),
            inputs=tuple(given.items),
            extra_reads=frozenset(each for each in _all_of(given) if each.column == EVERY),
        )
        name, columns = self.queries.names_of(node.args.get("alias"))
        self._take(made, name, columns or tuple(_measured(tokens)), group)


def renamed(names: tuple[str, ...], columns: tuple[str, ...], written: Written) -> tuple[str, ...]:
    """The names of columns, new ones if there are any."""
    if not columns:
        return names
    if len(columns) != len(names):
        what = f"{len(columns)} names are given to {len(names)} columns"
        raise Unreadable(written.at, what)
    return columns


def _arguments(call: exp.Expr) -> Iterator[exp.Expr]:
    for each in call.expressions:
        yield each
        if isinstance(each, Pieces):
            yield from each.expressions


def _all_of(group: Group) -> Iterator[Input]:
    """All columns of the tables in a group; those behind blocks count as all of their tables."""
    for item in group.items:
        if isinstance(item, Scan) and item.table.columns is not None:
            yield from (
                Input(item.table.name, each.identity or each.name) for each in item.table.columns
            )
        else:
            yield from (Input(table, EVERY) for table in sorted(tables_in(item)))


def _row(entry: Entry, mentioned: set[str] | None = None) -> Value:
    """What a function or a pattern sees of a source: its columns by their names, all of them or
    those that are mentioned."""
    names = entry.columns or {}
    taken = [name for name in names if mentioned is None or name in mentioned]
    if mentioned is not None and RECORD_TIME in mentioned and isinstance(entry.source, Scan):
        taken.append(RECORD_TIME)
    return Call("ROW OF", tuple(_named(entry, name) for name in taken))


def _named(entry: Entry, name: str) -> Value:
    value = entry.column(name)
    return Atom(f"{name} TWICE") if value is None else Call(f"{as_written(name)} =", (value,))


def _measured(tokens: tuple[object, ...]) -> Iterator[str]:
    """The columns of MATCH_RECOGNIZE: those it partitions by, then its measures."""
    texts = [str(getattr(token, "text", "")) for token in tokens]
    uppers = [text.upper() for text in texts]
    if "PARTITION BY" in uppers:
        at = uppers.index("PARTITION BY") + 1
        while at < len(texts) and uppers[at] not in ("ORDER BY", "MEASURES", "PATTERN"):
            if texts[at] != ",":
                yield texts[at]
            at += 1
    if "MEASURES" not in uppers:
        return
    at = uppers.index("MEASURES") + 1
    while at < len(texts) and uppers[at] not in ("ONE", "ALL", "AFTER", "PATTERN"):
        if uppers[at] == "AS" and at + 2 < len(texts) and texts[at + 2] in (",", *_ENDS):
            yield texts[at + 1]
        at += 1


_ENDS = ("ONE", "ALL", "AFTER", "PATTERN", "one", "all", "after", "pattern")
