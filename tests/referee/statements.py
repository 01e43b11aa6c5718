"""What each kind of statement names in its head, by the classes of Flink's parser."""

import re

from tests.referee.walk import Node, Walk, class_of, kind_of, operands

from teal.model.statements import NameRole, StatementKind

_QUERIES = frozenset({"SELECT", "WITH", "ORDER_BY", "UNION", "INTERSECT", "EXCEPT", "VALUES"})
_KINDS = {
    "RichSqlInsert": StatementKind.INSERT,
    "SqlRichExplain": StatementKind.EXPLAIN,
    "SqlCompileAndExecutePlan": StatementKind.COMPILE_PLAN,
    "SqlBeginStatementSet": StatementKind.STATEMENT_SET,
    "SqlCreateTableAs": StatementKind.CTAS,
    "SqlReplaceTableAs": StatementKind.CTAS,
    "SqlCreateOrAlterMaterializedTable": StatementKind.CREATE_MATERIALIZED_TABLE,
    "SqlAddPartitions": StatementKind.ALTER_TABLE,
    "SqlDropPartitions": StatementKind.ALTER_TABLE,
}
_BY_FIRST_WORDS = sorted(StatementKind, key=lambda kind: -len(kind.value))
_ROLES = {
    **dict.fromkeys(
        ("RichSqlInsert", "SqlUpdate", "SqlDelete", "SqlMerge", "SqlTruncateTable"),
        NameRole.TARGET,
    ),
    **dict.fromkeys(
        (
            *("SqlShowColumns", "SqlShowPartitions", "SqlRichDescribeTable", "SqlDescribeTable"),
            "SqlAnalyzeTable",
            *("SqlShowCreateTable", "SqlShowCreateView", "SqlShowCreateMaterializedTable"),
        ),
        NameRole.INPUT,
    ),
    "SqlRichDescribeModel": NameRole.MODEL,
    "SqlShowCreateModel": NameRole.MODEL,
    "SqlRichDescribeFunction": NameRole.FUNCTION,
}
_WRAPPINGS = ("SqlExecute", "SqlRichExplain", "SqlExplain", "SqlStatementSet")
_RENAMES = re.compile(r"SqlAlter(Table|View|Model)Rename")
_DEFINES = re.compile(r"Sql(Create|Alter|Drop|Replace|Add)\w*?(Table|View|Model|Partitions)")
_DEFINES_FUNCTION = re.compile(r"Sql(Create|Alter|Drop)Function")


def kind_of_statement(node: Node) -> StatementKind:
    """The kind of a statement, of the one inside if it is merely executed."""
    name = class_of(node)
    if name == "SqlExecute":
        return kind_of_statement(operands(node)[0])
    if kind_of(node) in (*_QUERIES, "EXPLICIT_TABLE"):
        return StatementKind.SELECT
    if kind_of(node) == "PROCEDURE_CALL":
        return StatementKind.CALL
    if name in _KINDS:
        return _KINDS[name]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().removeprefix("sql ") + " "
    words = words.replace("rich ", "")
    found = (kind for kind in _BY_FIRST_WORDS if words.startswith(f"{kind.value} "))
    return next(found, StatementKind.UNKNOWN)


def take_names(node: Node, walk: Walk) -> None:
    """Take all names of a statement."""
    name, inner = class_of(node), operands(node)
    if kind_of(node) == "PROCEDURE_CALL":
        (called,) = inner
        walk.each(operands(called))
    elif kind_of(node) in (*_QUERIES, "EXPLICIT_TABLE"):
        walk.query(node)
    elif name in _WRAPPINGS or "Compile" in name:
        for statement in inner:
            if statement is not None and kind_of(statement) != "LITERAL":
                take_names(statement, walk)
    elif name == "SqlMerge":
        target, condition, source, *rest = inner
        walk.head(target, NameRole.TARGET)
        walk.source(source)
        walk.each((condition, *rest))
    elif kind_of(node) == "INSERT":
        _, target, query, *_ = inner
        walk.head(target, NameRole.TARGET)
        walk.query(query)
    elif (role := _role(name)) is not None:
        first, *rest = inner
        walk.head(first, role)
        if _RENAMES.fullmatch(name):
            walk.head(rest.pop(0), role)
        walk.each(rest)


def _role(name: str) -> NameRole | None:
    if name in _ROLES:
        return _ROLES[name]
    if _DEFINES_FUNCTION.match(name):
        return NameRole.FUNCTION
    return NameRole.DEFINITION if _DEFINES.match(name) else None
