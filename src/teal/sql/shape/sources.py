"""FROM: tables, subqueries, functions and joins, as sources whose columns have names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from teal.model.statements import Parts
from teal.sql.shape.expressions import Expressions
from teal.sql.shape.nodes import Pattern, TableFunction
from teal.sql.shape.parsing import Unreadable
from teal.sql.shape.producing import Producing, renamed
from teal.sql.shape.relations import (
    Block,
    Call,
    Condition,
    Derived,
    Group,
    OuterJoin,
    Ref,
    Scan,
    Select,
    Through,
    Value,
    outputs_of,
)
from teal.sql.shape.scope import Entry, Scope, Unresolved, by_name
from teal.sql.shape.trees import place_of, takes
from teal.sql.shape.values import Written
from teal.sql.words import words

if TYPE_CHECKING:
    pass

_WINDOWS = words("TUMBLE HOP CUMULATE SESSION")
_WINDOW_COLUMNS = ("window_start", "window_end", "window_time")
_TABLE_ARGS = ("this", "db", "catalog", "alias", "version", "ordinality", "pivots")


@dataclass(slots=True, eq=False)
class Sources(Producing):
    """Reads the FROM of one SELECT into `scope`."""

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
        self.add(clause.this, found, _fills_left(sides))
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
        self.add(join.this, right, is_filled_later or side in ("LEFT", "FULL"))
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
            raise Unreadable(place_of(column), error.why, error.missing) from error
        right.merged |= {column.name}
        value = Call("=", values, unordered_from=0)
        return Condition(f"{join} USING", value, self.queries.written(column))

    def within(self, scope: Scope, reader: Expressions) -> Sources:
        return Sources(self.queries, scope, self.ctes, reader)

    # One source

    def add(self, node: exp.Expr, group: Group, is_filled: bool) -> None:
        match node:
            case exp.Table():
                self._table(node, group, is_filled)
            case exp.Subquery():
                takes(node, "this", "alias", "with_")
                block = self.block_in(node.this, node)
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

    def block_in(self, node: exp.Expr, around: exp.Expr) -> Block:
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
            if version.expression is None:
                raise Unreadable(place_of(node), "FOR SYSTEM_TIME AS OF lacks a time")
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
        names = renamed(tuple(each.name for each in known), columns, scan.written)
        values = (
            Ref(scan, each if each.identity else each._replace(identity=each.name))
            for each in known
        )
        return Entry(alias, parts, by_name(zip(names, values, strict=True)), scan)

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
        names = renamed(tuple(each.name for each in outputs), columns, written)
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


def _is_bare(select: Select) -> bool:
    """Whether a block is one table with nothing done to it but naming."""
    group = select.group
    return (
        len(group.items) == 1
        and isinstance(group.items[0], Scan)
        and not group.conditions
        and all(isinstance(each.value, Ref) for each in select.outputs)
    )
