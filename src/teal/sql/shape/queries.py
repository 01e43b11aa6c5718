"""From sqlglot's queries to blocks: common table expressions and subqueries are put in where they
are named, and merged with what is around them where that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from sqlglot import exp

from teal.sql.shape.endings import endings
from teal.sql.shape.expressions import Expressions
from teal.sql.shape.noticing import Seen, Traits
from teal.sql.shape.parsing import Parsed, Unreadable
from teal.sql.shape.relations import (
    Block,
    Call,
    Condition,
    Output,
    Rows,
    Select,
    SetBlock,
    Value,
    outputs_of,
)
from teal.sql.shape.scope import Entry, Scope
from teal.sql.shape.selecting import grouping, is_plain, is_star, may_aggregate
from teal.sql.shape.trees import flattened, place_of, takes
from teal.sql.shape.values import TableOf, Written

_MOST_BLOCKS = 3000
_SELECT_ARGS = (
    "with_", "expressions", "from_", "joins", "where", "group", "having", "qualify", "windows",
    "order", "limit", "offset", "distinct",
)  # fmt: skip
_SET_OPERATORS = {exp.Union: "UNION", exp.Intersect: "INTERSECT", exp.Except: "EXCEPT"}


class Cte(Struct, frozen=True, eq=False):
    """A common table expression: its query, new names for its columns, and what it can see."""

    query: exp.Expr
    columns: tuple[str, ...]
    visible: Ctes
    span: tuple[int, int] = (0, 0)


Ctes = Mapping[str, Cte]


class Queries(Struct, eq=False):
    """Reads the queries of one statement."""

    parsed: Parsed
    table_of: TableOf
    seen: Seen = field(default_factory=Seen)
    unused: dict[int, Cte] = field(default_factory=dict)

    def block(self, node: exp.Expr, scope: Scope, ctes: Ctes) -> Block:
        """The block that a query stands for. `scope` is empty, with what it sees around it."""
        self.seen.blocks += 1
        if self.seen.blocks > _MOST_BLOCKS:
            raise Unreadable(0, "it is too large once its common table expressions are put in")
        while isinstance(node, exp.Subquery) and not node.args.get("alias"):
            ctes = self._with(node, ctes)
            takes(node, "this", "with_", "alias")
            node = node.this
        ctes = self._with(node, ctes)
        match node:
            case exp.Select():
                return self._select(node, scope, ctes)
            case exp.SetOperation():
                return self._set_operation(node, scope, ctes)
            case exp.Values():
                return self._rows(node, scope, ctes)
        raise Unreadable(place_of(node), f"{node.key.upper()} is no query")

    def written(self, node: exp.Expr) -> Written:
        """A node's own text, as far as its tokens tell."""
        span = node.meta.get("span")
        start, end = span if span else (place_of(node), 0)
        text = self.parsed.text[start:end] if end else ""
        return Written(" ".join(text.split()), start)

    def expressions(self, scope: Scope, ctes: Ctes) -> Expressions:
        """A reader for the expressions of a SELECT."""

        def block_of(node: exp.Expr, inner: Scope) -> Block:
            return self.block(node, inner, ctes)

        return Expressions(scope, self.seen, block_of)

    def conditions(self, reader: Expressions, kind: str, node: exp.Expr) -> list[Condition]:
        """The terms of a condition; `TRUE` is none."""
        terms = flattened(node, "AND")
        whole = self.written(node)
        found: list[Condition] = []
        for term in terms:
            if isinstance(term, exp.Boolean) and term.this:
                continue
            written = self.written(term) if "span" in term.meta else whole
            reader.within.clear()
            value, within = reader.value(term), reader.taken()
            parts = value.operands if isinstance(value, Call) and value.head == "AND" else (value,)
            found += (Condition(kind, part, written, within) for part in parts)
        return found

    def _with(self, node: exp.Expr, ctes: Ctes) -> Ctes:
        clause = node.args.get("with_")
        if clause is None:
            return ctes
        takes(clause, "expressions")
        found = dict(ctes)
        for each in clause.expressions:
            takes(each, "this", "alias")
            alias = each.args["alias"]
            names = tuple(self._names(alias))
            cte = Cte(each.this, names[1:], dict(found), each.meta.get("span", (0, 0)))
            found[alias.name] = cte
            self.unused[id(cte)] = cte
        return found

    def read(self) -> None:
        """The whole statement has been read: what no query names counts as read too."""
        for cte in self.unused.values():
            start, end = cte.span
            inside = (t.start for t in self.parsed.tokens if start <= t.start < end)
            self.seen.places.update(inside)

    def _names(self, alias: exp.Expr) -> Iterator[str]:
        """An alias and the columns behind it."""
        for each in (alias.this, *(alias.args.get("columns") or ())):
            if each is not None:
                self.saw(each)
            yield each.name if each is not None else ""

    def names_of(self, alias: exp.Expr | None) -> tuple[str, tuple[str, ...]]:
        """The name that an alias gives, and those for the columns."""
        if alias is None:
            return "", ()
        name, *columns = self._names(alias)
        return name, tuple(columns)

    def saw(self, node: exp.Expr) -> None:
        """Note that a name has been taken up."""
        start = node.meta.get("start")
        if start is not None:
            self.seen.places.add(start)

    # SELECT

    def _select(self, node: exp.Select, scope: Scope, ctes: Ctes) -> Select:
        from teal.sql.shape.sources import Sources

        takes(node, *_SELECT_ARGS)
        reader = self.expressions(scope, ctes)
        group = Sources(self, scope, ctes, reader).group(node)
        scope.windows = self._windows(node)
        select = Select(group, written=self.written(node))
        where = node.args.get("where")
        if where is not None:
            group.conditions += self.conditions(reader, "WHERE", where.this)
        self._grouping(node, select, reader)
        traits = reader.traits = Traits()
        select.outputs = list(self._outputs(node, scope, reader))
        self._rest(node, select, reader)
        select.is_distinct = node.args.get("distinct") is not None
        if select.is_distinct:
            takes(node.args["distinct"])
        select.makes_one_row = traits.aggregates and select.keys is None
        if select.keys is None and not traits.aggregates:
            select.may_aggregate = may_aggregate(node, traits)
        select.is_plain = is_plain(node, select, traits)
        return select

    def _windows(self, node: exp.Select) -> Mapping[str, object]:
        found: dict[str, object] = {}
        for each in node.args.get("windows") or ():
            self.saw(each.this)
            found[each.this.name] = each
        return found

    def _outputs(self, node: exp.Select, scope: Scope, reader: Expressions) -> Iterator[Output]:
        for at, each in enumerate(node.expressions):
            written = self.written(each)
            if is_star(each):
                yield from self._starred(each, scope)
                continue
            inner, name = each, f"EXPR${at}"
            if isinstance(each, exp.Alias):
                takes(each, "this", "alias")
                self.saw(each.args["alias"])
                inner, name = each.this, each.alias
                written = self._without_alias(written, each.args["alias"])
            elif isinstance(each, exp.Column):
                name = each.name
            elif isinstance(each, exp.Dot) and isinstance(each.expression, exp.Identifier):
                name = each.expression.name
            reader.within.clear()
            value = reader.value(inner)
            yield Output(name, value, written, reader.taken())

    def _without_alias(self, written: Written, alias: exp.Expr) -> Written:
        text = self.parsed.text[written.at : alias.meta.get("start", written.at)]
        words = text.split()
        if words and words[-1].upper() == "AS":
            words.pop()
        return Written(" ".join(words), written.at) if words else written

    def _starred(self, node: exp.Expr, scope: Scope) -> Iterator[Output]:
        star = node.this if isinstance(node, exp.Column) else node
        takes(star)
        entries = scope.entries
        if isinstance(node, exp.Column):
            parts = tuple(part.name for part in node.parts[:-1])
            for part in node.parts[:-1]:
                self.saw(part)
            entries = [entry for entry in entries if entry.is_named(parts)]
        if not entries:
            raise Unreadable(place_of(node), "nothing that this star stands for is known")
        written = self.written(node)
        if not isinstance(node, exp.Column) and any(entry.merged for entry in entries):
            yield from self._joined_star(node, entries, written)
            return
        for entry in entries:
            if entry.columns is None:
                what = entry.alias or ".".join(entry.parts)
                raise Unreadable(
                    place_of(node) or written.at,
                    f"the columns of `{what}` are not known, and the star takes them all",
                )
            for name, value in entry.columns.items():
                if value is None:
                    raise Unreadable(place_of(node), f"two columns are called `{name}`")
                yield Output(name, value, written, self.seen.origins.get(id(value), ()))

    def _joined_star(
        self, node: exp.Expr, entries: list[Entry], written: Written
    ) -> Iterator[Output]:
        """`*` over a join with USING (k): k comes first, once, then what else both sides have."""
        merged = frozenset().union(*(entry.merged for entry in entries))
        found: list[tuple[str, Value]] = []
        for entry in entries:
            for name, value in (entry.columns or {"": None}).items():
                if value is None or len(entries) > 2 or len(merged) > 1:
                    why = "a star over such a join with USING is not understood"
                    raise Unreadable(place_of(node) or written.at, why)
                if name not in entry.merged:
                    found.append((name, value))
        for name, value in sorted(found, key=lambda each: each[0] not in merged):
            yield Output(name, value, written, self.seen.origins.get(id(value), ()))

    def _grouping(self, node: exp.Select, select: Select, reader: Expressions) -> None:
        clause = node.args.get("group")
        if clause is None:
            return
        takes(clause, "expressions")
        select.keys = grouping(reader, clause)
        select.keys_written = self.written(clause)

    def _rest(self, node: exp.Select, select: Select, reader: Expressions) -> None:
        having, qualify = node.args.get("having"), node.args.get("qualify")
        if having is not None:
            select.having = self.conditions(reader, "HAVING", having.this)
        if qualify is not None:
            select.extras += self.conditions(reader, "QUALIFY", qualify.this)
        select.extras += endings(self, node, select.outputs, reader)

    # Set operations and rows

    def _set_operation(self, node: exp.SetOperation, scope: Scope, ctes: Ctes) -> Block:
        takes(node, "this", "expression", "distinct", "with_", "order", "limit", "offset")
        kind = next(name for cls, name in _SET_OPERATORS.items() if isinstance(node, cls))
        operator = kind if node.args.get("distinct") else f"{kind} ALL"
        branches: list[Block] = []
        for side in (node.this, node.expression):
            inner = self.block(side, Scope(scope.outer, scope.level), ctes)
            merges = (
                isinstance(inner, SetBlock)
                and inner.operator == operator
                and kind != "EXCEPT"
                and not inner.extras
            )
            branches += inner.branches if merges and isinstance(inner, SetBlock) else (inner,)
        outputs = [outputs_of(branch) for branch in branches]
        if len({len(each) for each in outputs}) != 1:
            raise Unreadable(place_of(node), f"the parts of {operator} differ in their columns")
        names = tuple(each.name for each in outputs[0])
        found = SetBlock(operator, tuple(branches), names, written=self.written(node))
        reader = self.expressions(scope, ctes)
        found.extras += endings(self, node, outputs_of(found), reader)
        return found

    def _rows(self, node: exp.Values, scope: Scope, ctes: Ctes) -> Rows:
        takes(node, "expressions", "alias")
        reader = self.expressions(scope, ctes)
        rows: list[tuple[Value, ...]] = []
        for each in node.expressions:
            cells = each.expressions if isinstance(each, exp.Tuple) else [each]
            rows.append(tuple(map(reader.value, cells)))
        if len({len(row) for row in rows}) != 1:
            raise Unreadable(place_of(node), "the rows of VALUES differ in their columns")
        return Rows(tuple(rows), self.written(node))
