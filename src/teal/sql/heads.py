"""Reads how a statement begins: its kind, the names in its head, and where its query starts."""

from collections.abc import Callable, Mapping

from teal.model.statements import NameRole, StatementKind
from teal.sql.cursor import Cursor
from teal.sql.objects import read_alter, read_create, read_drop, require_end, unknown_statement
from teal.sql.query import QueryReader
from teal.sql.words import QUERY_STARTS, words

Kind = StatementKind

WRAPPINGS = words("EXPLAIN COMPILE EXECUTE DESCRIBE DESC")
"""Words that may stand before a statement that is another's content."""

_DESCRIBED = {
    **dict.fromkeys(("TABLE", "VIEW"), NameRole.INPUT),
    "MODEL": NameRole.MODEL,
    "FUNCTION": NameRole.FUNCTION,
}
_NO_TABLES = words("CATALOG DATABASE SCHEMA CONNECTION AGENT TOOL JOB")
_EXPLAINED_BY_DESCRIBE = words("STATEMENT SELECT WITH VALUES INSERT UPSERT UPDATE DELETE MERGE (")
_BEFORE_COLUMNS = words("/*+ EXTEND PARTITION")
_QUERY_INSIDE = QUERY_STARTS | {"("}
_EXPLAIN_DETAILS = words("ESTIMATED_COST CHANGELOG_MODE JSON_EXECUTION_PLAN PLAN_ADVICE ,")


def read_head(cursor: Cursor, reader: QueryReader) -> StatementKind:
    """Read a statement that is not a statement set: its head, then the query that follows."""
    read = _VERBS.get(cursor.key)
    if read is None:
        raise unknown_statement(cursor)
    verb = cursor.key
    kind = read(cursor, reader)
    if verb in _HAVE_NO_QUERY:
        require_end(cursor)
    return kind


def skip_wrapping(cursor: Cursor) -> StatementKind | None:
    """Go behind EXPLAIN, COMPILE PLAN or EXECUTE to the statement that they wrap.

    The answer is the kind that the wrapping gives to the whole, None if it leaves it as it is.
    """
    if cursor.skip("EXPLAIN"):
        if cursor.skip("PLAN"):
            while cursor.key not in ("FOR", ";"):
                cursor.at += 1
            cursor.require("FOR")
        cursor.skip_any(_EXPLAIN_DETAILS)
        cursor.skip("EXECUTE")
        return Kind.EXPLAIN
    if cursor.key in ("DESCRIBE", "DESC"):
        behind = cursor.keys[cursor.at + 1]
        if behind not in _EXPLAINED_BY_DESCRIBE:
            return None
        cursor.at += 1
        cursor.skip("STATEMENT")
        return Kind.EXPLAIN
    if cursor.key == "COMPILE":
        cursor.at += 1
        cursor.skip("AND", "EXECUTE")
        cursor.require("PLAN")
        while cursor.key[0] == "'":  # the plan's file; literals side by side are one
            cursor.at += 1
        cursor.skip("IF", "NOT", "EXISTS")
        cursor.require("FOR")
        return Kind.COMPILE_PLAN
    if cursor.key == "EXECUTE" and cursor.keys[cursor.at + 1] != "PLAN":
        cursor.at += 1
    return None


def _read_query(cursor: Cursor, reader: QueryReader) -> StatementKind:
    reader.read_query(cursor.at)
    return Kind.SELECT


def _read_insert(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.at += 1
    if not cursor.skip("OVERWRITE"):
        cursor.require("INTO")
    cursor.skip("TABLE")
    cursor.name(NameRole.TARGET)
    if cursor.key not in QUERY_STARTS:
        _skip_columns(cursor)
    reader.read_query(cursor.at)
    return Kind.INSERT


def _skip_columns(cursor: Cursor) -> None:
    """What may stand between the target of an INSERT and its query."""
    while cursor.key in _BEFORE_COLUMNS or (
        cursor.key == "(" and cursor.keys[cursor.at + 1] not in _QUERY_INSIDE
    ):
        if cursor.key in ("(", "/*+"):
            cursor.skip_parentheses()
        else:
            cursor.at += 1


def _read_update(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.at += 1
    reader.read_changes(cursor.at)
    return Kind.UPDATE


def _read_delete(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.at += 1
    cursor.require("FROM")
    reader.read_changes(cursor.at)
    return Kind.DELETE


def _read_merge(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.require("MERGE", "INTO")
    table = cursor.at
    while cursor.key not in ("USING", ";"):
        cursor.at += 1
    using = cursor.at
    cursor.require("USING")
    reader.read_changes(table, using)
    return Kind.MERGE


def _read_truncate(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.require("TRUNCATE", "TABLE")
    cursor.name(NameRole.TARGET)
    return Kind.TRUNCATE_TABLE


def _read_analyze(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.require("ANALYZE", "TABLE")
    cursor.name(NameRole.INPUT)
    return Kind.ANALYZE_TABLE


def _read_describe(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.at += 1
    cursor.skip("EXTENDED")
    is_last = cursor.at + 1 >= cursor.piece.last  # as in `DESCRIBE model`
    noun = "" if is_last else cursor.key
    if noun in _DESCRIBED:
        cursor.at += 1
        cursor.skip("EXTENDED")
    if noun not in _NO_TABLES:
        cursor.name(_DESCRIBED.get(noun, NameRole.INPUT))
    return Kind.DESCRIBE


def _read_show(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.at += 1
    if cursor.skip("CREATE"):
        cursor.skip("OR", "ALTER")
        cursor.skip("MATERIALIZED")
        if cursor.skip("TABLE") or cursor.skip("VIEW"):
            cursor.name(NameRole.INPUT)
        elif cursor.skip("MODEL"):
            cursor.name(NameRole.MODEL)
    elif (
        cursor.skip("PARTITIONS") or cursor.skip("COLUMNS", "FROM") or cursor.skip("COLUMNS", "IN")
    ):
        cursor.name(NameRole.INPUT)
    return Kind.SHOW


def _read_call(cursor: Cursor, reader: QueryReader) -> StatementKind:
    cursor.require("CALL")
    cursor.dotted_word()
    if cursor.key != "(":
        raise cursor.unexpected("The arguments of the procedure, in parentheses, are expected here")
    cursor.at = reader.read_arguments(cursor.at)
    if cursor.at < cursor.piece.last:
        raise cursor.unexpected("The statement has to end here")
    return Kind.CALL


def _says_nothing_of_tables(kind: StatementKind, *words: str) -> "_Reader":
    def read(cursor: Cursor, reader: QueryReader) -> StatementKind:
        cursor.require(*words)
        return kind

    return read


_Reader = Callable[[Cursor, QueryReader], StatementKind]

_VERBS: Mapping[str, _Reader] = {
    **dict.fromkeys([*QUERY_STARTS, "("], _read_query),
    "INSERT": _read_insert,
    "UPSERT": _read_insert,
    "CREATE": read_create,
    "REPLACE": read_create,
    "ALTER": read_alter,
    "DROP": read_drop,
    "UPDATE": _read_update,
    "DELETE": _read_delete,
    "MERGE": _read_merge,
    "TRUNCATE": _read_truncate,
    "ANALYZE": _read_analyze,
    "DESCRIBE": _read_describe,
    "DESC": _read_describe,
    "SHOW": _read_show,
    "SET": _says_nothing_of_tables(Kind.SET, "SET"),
    "RESET": _says_nothing_of_tables(Kind.RESET, "RESET"),
    "USE": _says_nothing_of_tables(Kind.USE, "USE"),
    "CALL": _read_call,
    "LOAD": _says_nothing_of_tables(Kind.LOAD_MODULE, "LOAD", "MODULE"),
    "UNLOAD": _says_nothing_of_tables(Kind.UNLOAD_MODULE, "UNLOAD", "MODULE"),
    "ADD": _says_nothing_of_tables(Kind.ADD_JAR, "ADD", "JAR"),
    "REMOVE": _says_nothing_of_tables(Kind.REMOVE_JAR, "REMOVE", "JAR"),
    "STOP": _says_nothing_of_tables(Kind.STOP_JOB, "STOP", "JOB"),
    "BEGIN": _says_nothing_of_tables(Kind.STATEMENT_SET, "BEGIN", "STATEMENT", "SET"),
    "END": _says_nothing_of_tables(Kind.STATEMENT_SET, "END"),
    "EXECUTE": _says_nothing_of_tables(Kind.EXECUTE_PLAN, "EXECUTE", "PLAN"),
}
_HAVE_NO_QUERY = frozenset(_VERBS) - {
    *QUERY_STARTS,
    *("(", "INSERT", "UPSERT", "CREATE", "REPLACE", "UPDATE", "DELETE", "MERGE", "CALL"),
}
