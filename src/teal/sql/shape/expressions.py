"""From sqlglot's expressions to values. Whatever is not known here is refused with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct, field
from sqlglot import exp

from teal.sql.quoting import as_written, literal
from teal.sql.shape.equivalents import given, operated
from teal.sql.shape.nodes import Conversion, Duration, Operation, Pieces, TypedLiteral
from teal.sql.shape.noticing import Seen, Traits
from teal.sql.shape.parsing import Unreadable
from teal.sql.shape.relations import Atom, Block, Call, Nested, Value
from teal.sql.shape.scope import Scope, Unresolved
from teal.sql.shape.trees import called, flattened, place_of, takes
from teal.sql.shape.values import Written
from teal.sql.volatile import VOLATILE
from teal.sql.words import KEEPS_STATE, MODEL_CALLS, RESERVED, SCALAR_FUNCTIONS, words

_ASIDE = words("TUMBLE HOP CUMULATE SESSION") | MODEL_CALLS
_GROUP_WINDOWS = words("TUMBLE HOP SESSION")
_AGGREGATES = KEEPS_STATE - _ASIDE
_BUILT_IN = (
    KEEPS_STATE
    | RESERVED
    | SCALAR_FUNCTIONS
    | words(
        "DESCRIPTOR UNNEST MAP GREATEST LEAST IS_JSON UCASE LCASE JSON APPROX_COUNT_DISTINCT "
        "CURRENT_DATABASE LISTAGG"
    )
)
_ONLY_WITHOUT_ARGUMENTS = words("UNIX_TIMESTAMP PROCTIME")
# Their result hangs on the order in which rows arrive, unless something orders them.
_BY_ARRIVAL = words(
    "FIRST_VALUE LAST_VALUE LISTAGG STRING_AGG GROUP_CONCAT ARRAY_AGG ARRAY_CONCAT_AGG "
    "JSON_ARRAYAGG JSON_OBJECTAGG SINGLE_VALUE"
)
_RANKS = words("ROW_NUMBER RANK DENSE_RANK")
_FLAT = frozenset({"AND", "OR"})


class Expressions(Struct, eq=False):
    """Reads the expressions of one SELECT. `block_of` reads a query that sees a scope."""

    scope: Scope
    seen: Seen
    block_of: Callable[[exp.Expr, Scope], Block]
    traits: Traits = field(default_factory=Traits)
    is_windowed: bool = False
    within: list[Written] = field(default_factory=list)

    def taken(self) -> tuple[Written, ...]:
        """What columns of subqueries have been read since the last time, as written there."""
        found = tuple(dict.fromkeys(self.within))
        self.within.clear()
        return found

    def value(self, node: exp.Expr) -> Value:
        """The value that an expression stands for."""
        match node:
            case exp.Column():
                return self._column(node)
            case exp.Literal():
                return self._literal(node)
            case exp.Boolean():
                return Atom("TRUE" if node.this else "FALSE")
            case exp.Null():
                return Atom("NULL")
            case exp.Paren():
                takes(node, "this")
                return self.value(node.this)
            case Operation():
                return self._operation(node)
            case exp.Anonymous():
                return self._call(node)
            case Conversion():
                self.saw(node.args["to"])
                return Call(f"{node.args['kind']} {node.args['to'].name}", (self.value(node.this),))
            case exp.Case():
                return self._case(node)
            case exp.Window():
                return self._window(node)
            case exp.Subquery():
                return self._nested("SCALAR", node)
        return self._rarer(node)

    def _rarer(self, node: exp.Expr) -> Value:
        match node:
            case TypedLiteral():
                return Call(node.args["kind"], (self.value(node.this),))
            case Duration():
                self.saw(node.args["unit"])
                return Call(f"INTERVAL {node.args['unit'].name}", (self.value(node.this),))
            case exp.Filter():
                takes(node, "this", "expression")
                condition = node.expression.this
                return Call("FILTER", (self.value(node.this), self.value(condition)))
            case exp.WithinGroup():
                takes(node, "this", "expression")
                inner = self.value(node.this)
                if isinstance(inner, Call):
                    inner.volatile = ""
                return Call("WITHIN GROUP", (inner, *self._ordering(node.expression)))
            case exp.IgnoreNulls() | exp.RespectNulls():
                takes(node, "this")
                return Call(node.key.upper(), (self.value(node.this),))
            case exp.Bracket():
                takes(node, "this", "expressions")
                return Call("[]", (self.value(node.this), *map(self.value, node.expressions)))
            case exp.Tuple():
                takes(node, "expressions")
                return Call("ROW", tuple(map(self.value, node.expressions)))
            case exp.Dot():
                return self._dot(node)
            case exp.Query():
                return self._nested("SCALAR", node)
        raise Unreadable(place_of(node), f"{called(node)} is not understood")

    def _column(self, node: exp.Column) -> Value:
        if isinstance(node.this, exp.Star):
            raise Unreadable(place_of(node), "a star as an argument is not understood")
        path = tuple(part.name for part in node.parts)
        for part in node.parts:
            self.saw(part)
        try:
            found = self.scope.resolved(path)
            self.within += self.seen.origins.get(id(found), ())
            return found
        except Unresolved as unresolved:
            why, missing = unresolved.why, unresolved.missing
            raise Unreadable(place_of(node), why, missing) from unresolved

    def _literal(self, node: exp.Literal) -> Value:
        self.saw(node)
        return Atom(literal(node.name) if node.is_string else node.name.upper())

    def _dot(self, node: exp.Dot) -> Value:
        field_name = node.expression
        if isinstance(field_name, exp.Identifier):
            self.saw(field_name)
            return Call(f".{field_name.name}", (self.value(node.this),))
        if isinstance(field_name, exp.Anonymous):
            parts = list(node.this.find_all(exp.Identifier))
            for part in parts:
                self.saw(part)
            name = ".".join(as_written(part.name) for part in parts)
            return self._call(field_name, f"{name}.")
        if isinstance(field_name, exp.Window):
            raise Unreadable(place_of(node), "a qualified function with OVER is not understood")
        raise Unreadable(place_of(node), "this field is not understood")

    def _operation(self, node: Operation) -> Value:
        name = str(node.this)
        operands = node.expressions
        if name in _FLAT:
            terms = tuple(map(self.value, flattened(node, name)))
            return Call(name, terms, unordered_from=0)
        if name == "IN QUERY" or name.endswith((" ALL", " ANY")):
            return Call(name, (self.value(operands[0]), self._nested("QUERY", operands[1])))
        values = tuple(map(self.value, operands))
        return operated(name, values)

    def _call(self, node: exp.Anonymous, prefix: str = "") -> Value:
        quoted = bool(node.args.get("quoted"))
        self.saw(node)
        name = node.name if quoted else node.name.upper()
        is_ours = not prefix and not quoted and name in _BUILT_IN
        arguments = node.expressions
        if len(arguments) == 1 and isinstance(arguments[0], exp.Subquery) and is_ours:
            return self._nested(name, arguments[0])
        is_windowed, self.is_windowed = self.is_windowed, False
        operands = tuple(map(self._argument, arguments))
        self.is_windowed = is_windowed
        if not is_ours:
            name = prefix + (as_written(node.name) if quoted else node.name)
            self.traits.calls.add(name)
            return Call(f"{name}()", operands, calls=name)
        if name in _AGGREGATES and not self.is_windowed:
            self.traits.aggregates = True
        if name in _GROUP_WINDOWS:
            self.seen.history.add(f"the window {name}")
        if name == "COUNT" and len(operands) == 1 and _is_constant(arguments[0]):
            operands = (Atom("*"),)
        operands = given(name, operands)
        return Call(f"{name}()", operands, volatile=self._volatile(name, operands))

    def _volatile(self, name: str, operands: tuple[Value, ...]) -> str:
        if name in MODEL_CALLS:
            self.seen.models.add(name)
            return name
        if name in _BY_ARRIVAL and not self.is_windowed:
            return name if not _says(operands, "ORDER BY") else ""
        if name not in VOLATILE or (name in _ONLY_WITHOUT_ARGUMENTS and operands):
            return ""
        self.traits.volatile = True
        if name == "PROCTIME":
            self.seen.history.add("PROCTIME()")
        return name

    def _argument(self, node: exp.Expr) -> Value:
        match node:
            case exp.Star():
                return Atom("*")
            case exp.Var():
                self.saw(node)
                return Atom(node.name)
            case Pieces():
                return Call("PIECES", tuple(map(self._argument, node.expressions)))
        return self.value(node)

    def _case(self, node: exp.Case) -> Value:
        takes(node, "this", "ifs", "default")
        found: list[Value] = []
        subject = None if node.this is None else self.value(node.this)
        for each in node.args["ifs"]:
            takes(each, "this", "true")
            test = self.value(each.this)
            if subject is not None:  # Flink reads `CASE a WHEN b` as `CASE WHEN a = b`
                test = operated("=", (subject, test))
            found += (Atom("WHEN"), test, self.value(each.args["true"]))
        default = node.args.get("default")
        if default is not None and not isinstance(default, exp.Null):
            found += (Atom("ELSE"), self.value(default))
        return Call("CASE", tuple(found))

    def _window(self, node: exp.Window) -> Value:
        named = node.args.get("alias")
        if named is not None and not node.args.get("partition_by") and not node.args.get("order"):
            self.saw(named)
            definition = self.scope.windows.get(named.name)
            if not isinstance(definition, exp.Window):
                raise Unreadable(place_of(node), f"no window is called `{named.name}`")
        elif named is not None:
            raise Unreadable(place_of(node), "a window that extends another is not understood")
        else:
            definition = node
        takes(node, "this", "partition_by", "order", "spec", "alias", "over")
        self.traits.windows = True
        around = self.is_windowed
        self.is_windowed = True
        called = self.value(node.this)
        self.is_windowed = around
        if isinstance(called, Call) and called.head.rstrip("()") not in _RANKS:
            self.seen.history.add(f"{called.head} OVER")
        return Call("OVER", (called, *self._over(definition)))

    def _over(self, node: exp.Window) -> Iterable[Value]:
        partition = tuple(map(self.value, node.args.get("partition_by") or ()))
        yield Call("PARTITION BY", partition, unordered_from=0)
        order = node.args.get("order")
        if order is not None:
            yield from self._ordering(order)
        spec = node.args.get("spec")
        if spec is not None:
            for key in ("kind", "start", "start_side", "end", "end_side", "exclude"):
                part = spec.args.get(key)
                if isinstance(part, exp.Expr):
                    yield self._argument(part)
                else:
                    yield Atom(str(part or "").upper())

    def _ordering(self, node: exp.Expr) -> Iterable[Value]:
        takes(node, "expressions")
        return [self.ordered(each) for each in node.expressions]

    def ordered(self, node: exp.Expr) -> Value:
        """An entry of ORDER BY."""
        takes(node, "this", "desc", "nulls_first")
        way = "DESC" if node.args.get("desc") else "ASC"
        nulls = "FIRST" if node.args.get("nulls_first") else "LAST"
        return Call(f"{way} NULLS {nulls}", (self.value(node.this),))

    def _nested(self, head: str, node: exp.Expr) -> Value:
        level = self.scope.level + 1
        return Nested(head, self.block_of(node, Scope(self.scope, level)), level)

    def saw(self, node: exp.Expr) -> None:
        """Note that a name or literal has been taken up."""
        start = node.meta.get("start")
        if start is not None:
            self.seen.places.add(start)
        self.seen.places.update(node.meta.get("raw", ()))


def _is_constant(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal | exp.Star)


def _says(operands: tuple[Value, ...], word: str) -> bool:
    return any(
        isinstance(each, Call)
        and each.head == "PIECES"
        and any(isinstance(part, Atom) and part.text == word for part in each.operands)
        for each in operands
    )
