"""FROM: tables, subqueries, functions and joins, as sources whose columns have names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from teal.model.statements import Parts
from teal.sql.shape.expressions import Expressions, place_of, takes
from teal.sql.shape.nodes import Pattern, Pieces, TableArgument, TableFunction
from teal.sql.shape.parsing import Unreadable
from teal.sql.shape.relations import (
    Atom,
    Block,
    Call,
    Condition,
    Derived,
    Group,
    OuterJoin,
    Output,
    Produced,
    Ref,
    Scan,
    Select,
    Through,
    Value,
    outputs_of,
)
from teal.sql.shape.scope import Entry, Scope, Unresolved, by_name
from teal.sql.shape.values import EVERY, Input, KnownColumn, Written
from teal.sql.words import words

if TYPE_CHECKING:
    from teal.sql.shape.queries import Ctes, Queries

_WINDOWS = words("TUMBLE HOP CUMULATE SESSION")
_WINDOW_COLUMNS = ("window_start", "window_end", "window_time")
_TABLE_ARGS = ("this", "db", "catalog", "alias", "version", "ordinality", "pivots")


@dataclass(slots=True, eq=False)
class Sources:
    """Reads the FROM of one SELECT into `scope`."""

    queries: Queries
    scope: Scope
    ctes: Ctes
    reader: Expressions

    def group(self, node: exp.Select) -> Group:
        """The joined sources of a SELECT; without FROM there is none."""
        found = Group()
        clause = node.args.get("from_")
        if clause is None:
            return found
        takes(clause, "this")
        joins = list(_joins(node, clause.this))
        sides = [str(join.args.get("side") or "") for join in joins]
        if _fills_left(sides) and any(map(_is_comma, joins)):  # a comma binds less tightly
            raise Unreadable(place_of(clause), "a comma beside RIGHT or FULL JOIN …")
        self._add(clause.this, found, _fills_left(sides))
        for at, join in enumerate(joins):
            found = self._joined(join, found, _fills_left(sides[at + 1 :]))
        return found

    def _joined(self, join: exp.Join, left: Group, is_filled_later: bool) -> Group:
        takes(join, "this", "side", "kind", "on", "using")
        side, kind = str(join.args.get("side") or ""), str(join.args.get("kind") or "")
        if kind not in ("", "INNER", "OUTER", "CROSS"):
            raise Unreadable(place_of(join), f"{kind} JOIN is not understood")
        name = f"{side or 'INNER'} JOIN"
        count = len(self.scope.entries)
        right = Group() if side else left
        self._add(join.this, right, is_filled_later or side in ("LEFT", "FULL"))
        written = self.queries.written(join)
        on = self._on(join, name, count, side)
        if not side:
            left.conditions += on
            return left
        if side == "RIGHT":
            left, right = right, left
        outer = OuterJoin("FULL" if side == "FULL" else "LEFT", left, right, on, written)
        return Group([outer])

    def _on(self, join: exp.Join, name: str, count: int, side: str) -> list[Condition]:
        using = join.args.get("using")
        if not using:
            on = join.args.get("on")
            return [] if on is None else self.queries.conditions(self.reader, f"{name} ON", on)
        if side not in ("", "LEFT") or len(self.scope.entries) != count + 1:
            raise Unreadable(place_of(join), "USING in this kind of join is not understood")
        return [self._same(each, name, count) for each in using]

    def _same(self, column: exp.Expr, join: str, count: int) -> Condition:
        """USING (column): equal on both sides, and then one column only."""
        self.queries.saw(column)
        left, right = Scope(entries=self.scope.entries[:count]), self.scope.entries[count]
        name = (column.name,)
        try:
            values = (left.resolved(name), Scope(entries=[right]).resolved(name))
        except Unresolved as error:
            raise Unreadable(place_of(column), str(error)) from error
        right.merged |= {column.name}
        value = Call("=", values, unordered_from=0)
        return Condition(f"{join} USING", value, self.queries.written(column))

    # One source

    def _add(self, node: exp.Expr, group: Group, is_filled: bool) -> None:
        """Take a source into the scope and the group. `is_filled` says that a join around it may
        fill its columns with NULL, so that only plain columns may be taken out of it."""
        match node:
            case exp.Table():
                self._table(node, group, is_filled)
            case exp.Subquery():
                takes(node, "this", "alias", "with_")
                block = self._block(node.this, node)
                name, columns = self.queries.names_of(node.args.get("alias"))
                self._derive(block, name, columns, group, is_filled, self.queries.written(node))
            case exp.Values():
                block = self.queries.block(node, Scope(level=self.scope.level), self.ctes)
                name, columns = self.queries.names_of(node.args.get("alias"))
                self._derive(block, name, columns, group, is_filled, self.queries.written(node))
            case exp.Unnest():
                self._unnest(node, group)
            case TableFunction():
                self._function(node, group)
            case Pattern():
                self._pattern(node, group)
            case _:
                raise Unreadable(place_of(node), f"{node.key.upper()} in FROM is not understood")

    def _block(self, node: exp.Expr, around: exp.Expr) -> Block:
        sees = self.scope if around.meta.get("lateral") else self.scope.outer
        ctes = self.ctes
        if around.args.get("with_"):
            node = around
        return self.queries.block(node, Scope(sees, self.scope.level), ctes)

    def _table(self, node: exp.Table, group: Group, is_filled: bool) -> None:
        takes(node, *_TABLE_ARGS)
        if node.args.get("pivots"):
            raise Unreadable(place_of(node), "PIVOT is not understood")
        for part in node.parts:
            self.queries.saw(part)
        parts = tuple(part.name for part in node.parts)
        name, columns = self.queries.names_of(node.args.get("alias"))
        version = node.args.get("version")
        cte = self.ctes.get(parts[0]) if len(parts) == 1 else None
        written = self.queries.written(node)
        if cte is not None:
            if version is not None:
                raise Unreadable(place_of(node), "FOR SYSTEM_TIME of a subquery is not understood")
            self.queries.unused.pop(id(cte), None)
            block = self.queries.block(cte.query, Scope(level=self.scope.level), cte.visible)
            outputs = cte.columns or tuple(each.name for each in outputs_of(block))
            given = columns or outputs
            self._derive(block, name or parts[0], given, group, is_filled, written)
            return
        scan = self._scan(parts, written)
        entry = self._entry(scan, name or parts[-1], () if name else parts, columns)
        if version is not None:
            takes(version, "this", "expression", "kind")
            self.queries.seen.history.add("a temporal join")
            scan.as_of = self.reader.value(version.expression)
        group.items.append(scan)
        self.scope.entries.append(entry)

    def _scan(self, parts: Parts, written: Written) -> Scan:
        return Scan(written=written, table=self.queries.table_of(parts))

    def _entry(self, scan: Scan, alias: str, parts: Parts, columns: tuple[str, ...]) -> Entry:
        known = scan.table.columns
        if known is None:
            if columns:
                why = f"the columns of `{scan.table.name}` get names, but are not known"
                raise Unreadable(scan.written.at, why)
            return Entry(alias, parts, None, scan)
        names = self._renamed(tuple(each.name for each in known), columns, scan.written)
        values = (
            Ref(scan, each if each.identity else each._replace(identity=each.name))
            for each in known
        )
        return Entry(alias, parts, by_name(zip(names, values, strict=True)), scan)

    def _renamed(
        self, names: tuple[str, ...], columns: tuple[str, ...], written: Written
    ) -> tuple[str, ...]:
        if not columns:
            return names
        if len(columns) != len(names):
            what = f"{len(columns)} names are given to {len(names)} columns"
            raise Unreadable(written.at, what)
        return columns

    def _derive(
        self,
        block: Block,
        alias: str,
        columns: tuple[str, ...],
        group: Group,
        is_filled: bool,
        written: Written,
    ) -> None:
        outputs = outputs_of(block)
        names = self._renamed(tuple(each.name for each in outputs), columns, written)
        if isinstance(block, Select) and block.is_plain and (not is_filled or _is_bare(block)):
            group.items += block.group.items
            group.conditions += block.group.conditions
            values: list[Value] = [each.value for each in outputs]
        else:
            derived = Derived(written=written, block=block)
            group.items.append(derived)
            values = [Through(derived, each.value) for each in outputs]
        for value, output in zip(values, outputs, strict=True):
            self.queries.seen.origins[id(value)] = (output.written, *output.within)
        self.scope.entries.append(Entry(alias, (), by_name(zip(names, values, strict=True))))

    # Rows that are made

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
        own = Sources(self.queries, inner, self.ctes, self.queries.expressions(inner, self.ctes))
        for table in tables:
            own._given(table, given)
        value = own._called(call, own.reader)
        if name in _WINDOWS and len(tables) == 1:
            self._windowed(name, value, given, inner.entries[0], (alias, columns), group, written)
            return
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
            block = self._block(inner.this, inner)
            derived = Derived(written=self.queries.written(inner), block=block)
            group.items.append(derived)
            outputs = outputs_of(block)
            values = ((each.name, Through(derived, each.value)) for each in outputs)
            self.scope.entries.append(Entry("", (), by_name(values)))
            return
        self._add(inner, group, is_filled=True)

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
            names = self._renamed(tuple(columns), alias[1], written)
            columns = dict(zip(names, columns.values(), strict=True))
        self.scope.entries.append(replace(entry, alias=alias[0], parts=(), columns=columns))

    def _pattern(self, node: Pattern, group: Group) -> None:
        inner = Scope(self.scope.outer, self.scope.level)
        given = Group()
        own = Sources(self.queries, inner, self.ctes, self.reader)
        own._add(node.this, given, is_filled=True)
        first, last = node.meta["tokens"]
        tokens = self.queries.parsed.tokens[first:last]
        self.queries.seen.places.update(token.start for token in tokens)
        self.queries.seen.history.add("MATCH_RECOGNIZE")
        mentioned = {token.text for token in tokens}
        reads = frozenset(each for each in _all_of(given) if _is_in(each, mentioned))
        made = Produced(
            written=self.queries.written(node),
            kind="MATCH_RECOGNIZE",
            call=Atom(node.args["text"]),
            inputs=tuple(given.items),
            extra_reads=reads,
        )
        name, columns = self.queries.names_of(node.args.get("alias"))
        self._take(made, name, columns or tuple(_measured(tokens)), group)


def _fills_left(sides: list[str]) -> bool:
    """Whether one of these joins may fill what stands before it with NULL."""
    return "RIGHT" in sides or "FULL" in sides


def _joins(select: exp.Select, first: exp.Expr) -> Iterator[exp.Join]:
    """All joins of a FROM, also those that hang on its first table."""
    held = first.args.get("joins")
    if held:
        raise Unreadable(place_of(first), "a join in parentheses is not understood")
    yield from select.args.get("joins") or ()


def _is_comma(join: exp.Join) -> bool:
    return not (join.args.get("kind") or join.args.get("side") or join.args.get("on")) and not (
        join.args.get("using")
    )


def _arguments(call: exp.Expr) -> Iterator[exp.Expr]:
    for each in call.expressions:
        yield each
        if isinstance(each, Pieces):
            yield from each.expressions


def _is_bare(select: Select) -> bool:
    """Whether a block is one table with nothing done to it but naming."""
    group = select.group
    return (
        len(group.items) == 1
        and isinstance(group.items[0], Scan)
        and not group.conditions
        and all(isinstance(each.value, Ref) for each in select.outputs)
    )


def _all_of(group: Group) -> Iterator[Input]:
    """All columns of the tables in a group; those behind blocks count as all of their tables."""
    from teal.sql.shape.rendering import tables_in

    for item in group.items:
        if isinstance(item, Scan) and item.table.columns is not None:
            yield from (
                Input(item.table.name, each.identity or each.name) for each in item.table.columns
            )
        else:
            yield from (Input(table, EVERY) for table in sorted(tables_in(item)))


def _is_in(each: Input, mentioned: set[str]) -> bool:
    return each.column == EVERY or each.column in mentioned


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
        if uppers[at] == "AS" and at + 1 < len(texts) and texts[at + 2] in (",", *_ENDS):
            yield texts[at + 1]
        at += 1


_ENDS = ("ONE", "ALL", "AFTER", "PATTERN", "one", "all", "after", "pattern")


__all__ = ["Output", "Sources"]
