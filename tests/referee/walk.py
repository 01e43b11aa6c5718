"""Walks the tree of Flink's parser and tells what each name in it means.

Names are resolved here, by the rules of Flink's validator and without the scanner's code: what both
agree on was found in two ways.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import jpype
from tests.referee.jvm import referee_jvm
from tests.referee.positions import Positions

from teal.model.statements import NameRole, Parts

Node = Any
"""A SqlNode of Java."""

_QUERIES = frozenset({"SELECT", "WITH", "ORDER_BY", "UNION", "INTERSECT", "EXCEPT", "VALUES"})
_TABLES_INSIDE = frozenset(
    {"AS", "LATERAL", "SNAPSHOT", "TABLESAMPLE", "MATCH_RECOGNIZE", "PIVOT", "UNPIVOT", "EXTEND"}
)
_ROLES = {"SqlExplicitModelCall": NameRole.MODEL, "SqlTableLike": NameRole.LIKE}
_EXPRESSIONS_INSIDE = frozenset({"COLLECTION_TABLE", "UNNEST"})


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name at [start, end) of the text."""

    start: int
    end: int
    parts: Parts
    role: NameRole


class Walk:
    """Collects the names of one statement; `names` are in no special order."""

    def __init__(self, positions: Positions) -> None:
        self.names: list[ReadName] = []
        self._positions = positions
        self._ctes: list[str] = []

    def name(self, identifier: Node, role: NameRole) -> None:
        """Take an identifier in a role."""
        place = identifier.getParserPosition()
        start = self._positions.offset(place.getLineNum(), place.getColumnNum())
        end = self._positions.offset(place.getEndLineNum(), place.getEndColumnNum()) + 1
        parts = tuple(str(part) for part in identifier.names)
        self.names.append(ReadName(start, end, parts, role))

    def table(self, identifier: Node) -> None:
        """A table that is read, unless a common table expression of that very name is in sight."""
        parts = [str(part) for part in identifier.names]
        is_cte = len(parts) == 1 and parts[0] in self._ctes
        self.name(identifier, NameRole.CTE if is_cte else NameRole.INPUT)

    def head(self, node: Node, role: NameRole) -> None:
        """What a statement is about; hints may stand behind its name."""
        while kind_of(node) in ("TABLE_REF", "EXTEND"):
            node = operands(node)[0]
        self.name(node, role)

    def query(self, node: Node) -> None:
        """A whole query."""
        match kind_of(node):
            case "SELECT":
                keywords, selected, from_, *rest = operands(node)
                self.each((keywords, selected, *rest))
                if from_ is not None:
                    self.source(from_)
            case "WITH":
                self._with(node)
            case "ORDER_BY" if kind_of(operands(node)[0]) == "WITH":
                query, *rest = operands(node)
                self._with(query, rest)
            case "ORDER_BY" | "UNION" | "INTERSECT" | "EXCEPT":
                self.each(operands(node))
            case _:
                self.expression(node)

    def source(self, node: Node) -> None:
        """What stands in FROM."""
        kind, inner = kind_of(node), operands(node)
        if kind == "IDENTIFIER":
            self.table(node)
        elif kind == "TABLE_REF":
            self.table(inner[0])
        elif kind == "JOIN":
            left, _, _, right, _, condition = inner
            self.source(left)
            self.source(right)
            self.each((condition,))
        elif kind in _TABLES_INSIDE:
            self.source(inner[0])
            self.each(inner[1:])
        elif kind in _EXPRESSIONS_INSIDE:
            self.each(inner)
        else:
            self.query(node)

    def expression(self, node: Node) -> None:
        """Anything else; queries, tables, models and functions may stand inside."""
        kind = kind_of(node)
        if kind in _QUERIES and kind != "VALUES":
            self.query(node)
        elif kind == "EXPLICIT_TABLE":
            self.table(operands(node)[0])
        elif (role := _ROLES.get(class_of(node))) is not None:
            self.name(operands(node)[0], role)
        else:
            if isinstance(node, _java("org.apache.calcite.sql.SqlCall")):
                self._function(node)
            self.each(operands(node))

    def _with(self, node: Node, behind: Iterable[Node | None] = ()) -> None:
        """WITH and its query; what is `behind`, as ORDER BY, sees the same names."""
        items, body = operands(node)
        with self._scope():
            for item in items:
                name, _, query, *_ = operands(item)
                if bool(item.recursive.booleanValue()):
                    self._ctes.append(str(name.getSimple()))
                self.name(name, NameRole.CTE)
                self.query(query)
                self._ctes.append(str(name.getSimple()))
            self.query(body)
            self.each(behind)

    @contextmanager
    def _scope(self) -> Iterator[None]:
        outer = len(self._ctes)
        yield
        del self._ctes[outer:]

    def each(self, nodes: Iterable[Node | None]) -> None:
        """Expressions; None is one that is absent."""
        for node in nodes:
            if node is not None:
                self.expression(node)

    def _function(self, call: Node) -> None:
        operator = call.getOperator()
        if not isinstance(operator, _java("org.apache.calcite.sql.SqlUnresolvedFunction")):
            return
        identifier = operator.getSqlIdentifier()
        parts = [str(part) for part in identifier.names]
        if len(parts) > 1 or parts[0].upper() not in built_in_functions():
            self.name(identifier, NameRole.FUNCTION)


def kind_of(node: Node) -> str:
    """The kind of a node: SELECT, IDENTIFIER, OTHER_FUNCTION, …"""
    return str(node.getKind().name())


def class_of(node: Node) -> str:
    """The Java class of a node, without its package."""
    return str(node.getClass().getSimpleName())


def operands(node: Node) -> list[Node]:
    """What a node consists of; those of it that are absent are None."""
    if isinstance(node, _java("org.apache.calcite.sql.SqlNodeList")):
        return list(node)
    if class_of(node) == "SqlReplaceTableAs":  # its own list of operands is broken
        return [node.getName(), node.getColumnList(), node.getAsQuery()]
    if class_of(node) == "SqlAlterTableDropDistribution":  # and so is this one's
        return [node.getTableName()]
    if isinstance(node, _java("org.apache.calcite.sql.SqlCall")):
        return list(node.getOperandList())
    return []


@cache
def built_in_functions() -> frozenset[str]:
    """The upper-cased names of all of Flink's own functions, and of its operators."""
    table = _java("org.apache.flink.table.planner.functions.sql.FlinkSqlOperatorTable")
    operators = table.instance(False).getOperatorList()
    return public_functions() | {str(operator.getName()).upper() for operator in operators}


@cache
def public_functions() -> frozenset[str]:
    """The upper-cased names of those of Flink's own functions that a query may call."""
    definitions = _java("org.apache.flink.table.functions.BuiltInFunctionDefinitions")
    return frozenset(
        str(definition.getSqlName()).upper()
        for definition in definitions.getDefinitions()
        if not definition.isInternal()
    )


@cache
def _java(name: str) -> Any:
    referee_jvm()
    return jpype.JClass(name)
