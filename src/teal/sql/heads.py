"""Reads how a statement begins: its kind, the names in its head, and where its query starts."""

from collections.abc import Callable, Mapping

from teal.model.statements import NameRole, StatementKind
from teal.sql.cursor import Cursor
from teal.sql.definitions import read_clauses, take_functions
from teal.sql.mistakes import Code, Misread, shown
from teal.sql.query import QueryReader, semicolon_expected
from teal.sql.words import OPENERS, QUERY_STARTS, is_name, words

Kind = StatementKind

WRAPPINGS = words("EXPLAIN COMPILE EXECUTE DESCRIBE DESC")
"""Words that may stand before a statement that is another's content."""

_MODIFIERS = frozenset({"OR", "REPLACE", "ALTER", "TEMPORARY", "SYSTEM"})
_OBJECTS = words("TABLE VIEW FUNCTION CATALOG DATABASE MODEL CONNECTION AGENT TOOL")
_DESCRIBED = {
    **dict.fromkeys(("TABLE", "VIEW"), NameRole.INPUT),
    "MODEL": NameRole.MODEL,
    "FUNCTION": NameRole.FUNCTION,
}
_NO_TABLES = words("CATALOG DATABASE SCHEMA CONNECTION AGENT TOOL JOB")
_EXPLAINED_BY_DESCRIBE = words("STATEMENT SELECT WITH VALUES INSERT UPSERT UPDATE DELETE MERGE (")
_TABLES = frozenset({"TABLE", "VIEW", "MATERIALIZED TABLE", "MODEL"})
_BEFORE_COLUMNS = words("/*+ EXTEND PARTITION")
_QUERY_INSIDE = QUERY_STARTS | {"("}
_CHANGES_COLUMNS = words("ADD MODIFY DROP")
_ALTERATIONS = _CHANGES_COLUMNS | words(
    "SET RESET SUSPEND RESUME REFRESH PARTITION COMPACT COMMENT"
)
_EVOLVES = words("( COMMENT DISTRIBUTED WITH START_MODE")
"""What may stand between a materialized table's name and its new query."""
_OPENERS = OPENERS | {"SELECT"}
_EXPLAIN_DETAILS = words("ESTIMATED_COST CHANGELOG_MODE JSON_EXECUTION_PLAN PLAN_ADVICE ,")


def read_head(cursor: Cursor, reader: QueryReader) -> StatementKind:
    """Read a statement that is not a statement set: its head, then the query that follows."""
    read = _VERBS.get(cursor.key)
    if read is None:
        raise unknown_statement(cursor)
    verb = cursor.key
    kind = read(cursor, reader)
    if verb in _HAVE_NO_QUERY:
        _require_end(cursor)
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


def unknown_statement(cursor: Cursor) -> Misread:
    """The error for a statement that begins with none of the known words."""
    return Misread(
        Code.UNKNOWN_STATEMENT,
        cursor.piece.tokens.starts[cursor.at],
        f"This is no statement of Flink SQL that Teal knows: it begins with "
        f"{shown(cursor.piece.tokens.word(cursor.at))}.",
        "Correct it, or move the file out of the project.",
    )


def _require_end(cursor: Cursor) -> None:
    """Refuse another statement from here on, in one without a query."""
    piece, keys = cursor.piece, cursor.keys
    for index in range(cursor.at, piece.last):
        if keys[index] in _OPENERS:
            raise semicolon_expected(piece, index)


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


def _read_create(cursor: Cursor, reader: QueryReader) -> StatementKind:
    start = cursor.at
    cursor.at += 1
    cursor.skip_any(_MODIFIERS)
    noun = _noun(cursor, start)
    cursor.skip("IF", "NOT", "EXISTS")
    kind = Kind(f"create {noun.lower()}")
    if noun == "FUNCTION":
        cursor.name(NameRole.FUNCTION)
    if noun not in _TABLES:
        _take_parts(cursor)
        _require_end(cursor)
    else:
        cursor.name(NameRole.DEFINITION)
        reads_query = read_clauses(cursor, reader, kind)
        if kind is Kind.CREATE_TABLE and reads_query:
            return Kind.CTAS
    return kind


def _read_alter(cursor: Cursor, reader: QueryReader) -> StatementKind:
    start = cursor.at
    if cursor.keys[start + 1] in ("SYSTEM", "SESSION") and cursor.keys[start + 2] != "FUNCTION":
        return _read_alter_system(cursor)
    cursor.at += 1
    cursor.skip_any(_MODIFIERS)
    noun = _noun(cursor, start)
    cursor.skip("IF", "EXISTS")
    if noun == "FUNCTION":
        cursor.name(NameRole.FUNCTION)
    elif noun in _TABLES:
        cursor.name(NameRole.DEFINITION)
        if noun == "MATERIALIZED TABLE" and cursor.key in _EVOLVES:
            read_clauses(cursor, reader, Kind.ALTER_MATERIALIZED_TABLE)
            cursor.at = cursor.piece.last
        else:
            _read_alteration(cursor, reader)
    else:
        _take_parts(cursor)
    return Kind(f"alter {noun.lower()}")


def _take_parts(cursor: Cursor) -> None:
    """Take the model that an agent is made of, and the function that a tool is."""
    for word, role in (("MODEL", NameRole.MODEL), ("FUNCTION", NameRole.FUNCTION)):
        for index in range(cursor.at + 2, cursor.piece.last):
            before, key = cursor.keys[index - 2 : index], cursor.keys[index]
            if before[1] == word and before[0] in ("USING", "SET") and is_name(key):
                cursor.names.add(index, role)


def _read_alteration(cursor: Cursor, reader: QueryReader) -> None:
    """What is changed of the table, view or model that has been named."""
    if cursor.skip("AS"):
        reader.read_query(cursor.at)
        cursor.at = cursor.piece.last
    elif cursor.skip("RENAME"):
        if not cursor.skip("TO"):
            cursor.dotted_word()  # a column
            cursor.require("TO")
            cursor.dotted_word()
        else:
            cursor.name(NameRole.DEFINITION)
    elif cursor.key not in _ALTERATIONS:
        raise cursor.unexpected("What to alter has to stand here")
    else:
        cursor.skip_any(_CHANGES_COLUMNS)
        take_functions(cursor, cursor.piece.last)


def _read_drop(cursor: Cursor, reader: QueryReader) -> StatementKind:
    start = cursor.at
    cursor.at += 1
    cursor.skip_any(_MODIFIERS)
    noun = _noun(cursor, start)
    cursor.skip("IF", "EXISTS")
    if noun == "FUNCTION":
        cursor.name(NameRole.FUNCTION)
    elif noun in _TABLES:
        cursor.name(NameRole.DEFINITION)
    return Kind(f"drop {noun.lower()}")


def _noun(cursor: Cursor, start: int) -> str:
    if cursor.skip("MATERIALIZED"):
        cursor.require("TABLE")
        return "MATERIALIZED TABLE"
    noun = cursor.key
    if noun not in _OBJECTS:
        cursor.at = start
        raise unknown_statement(cursor)
    cursor.at += 1
    return noun


def _read_alter_system(cursor: Cursor) -> StatementKind:
    """ALTER SYSTEM SET or RESET, which is SET and RESET in other words."""
    cursor.at += 2
    if cursor.skip("RESET"):
        return Kind.RESET
    cursor.require("SET")
    return Kind.SET


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
    "CREATE": _read_create,
    "REPLACE": _read_create,
    "ALTER": _read_alter,
    "DROP": _read_drop,
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
