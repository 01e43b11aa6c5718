"""Reads queries: every table, common table expression and model that they name, with its place.

It walks over the few tokens that matter, with a stack of its own instead of recursion, so that
neither depth nor length hurts. It refuses (`Misread`) what Flink's grammar has no place for, rather
than pass over a table.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping

from teal.model.statements import NameRole
from teal.sql.matching import match_scope
from teal.sql.mistakes import Code, Misread, shown
from teal.sql.names import Names
from teal.sql.piece import Piece
from teal.sql.scopes import Block, Hint
from teal.sql.words import (
    CALLS_NOTHING_OF_OURS,
    KEEPS_STATE,
    OPENERS,
    QUERY_STARTS,
    RESERVED,
    is_name,
    words,
)

# What is being read inside the innermost parentheses. (Plain numbers: this is the hot loop.)
QUERY = 0  # a query has to begin here
TABLE = 1  # a table has to come next
SELECT_LIST = 2
FROM = 3  # behind a table in FROM, or in an ON condition
FROM_ITEM = 4  # behind a derived table or table function in FROM
REST = 5  # behind FROM: WHERE and what follows; or a query without FROM
CTE_NAME = 6  # a common table expression's name has been read, its body comes
CTE_DONE = 7  # a common table expression's body has been read
EXPRESSION = 8
PATTERN = 9  # of MATCH_RECOGNIZE
HINT = 10

_BEFORE_A_GROUP = frozenset({"FROM", "JOIN", ",", "(", "USING"})
_SET_OPERATORS = frozenset({"UNION", "INTERSECT", "EXCEPT", "MINUS", "ALL", "DISTINCT"})
_HINTS_WITH_TABLES = words(
    "BROADCAST SHUFFLE_HASH SHUFFLE_MERGE NEST_LOOP LOOKUP STATE_TTL MULTI_JOIN"
)

HAVE_FROM_INSIDE = words("TRIM EXTRACT POSITION OVERLAY SUBSTRING")
_ENDS_NOTHING = words(
    """
    SELECT DISTINCT STREAM , AS AND OR NOT + - / = < > <= >= <> . ( WHERE BY ON IN IS LIKE BETWEEN
    WHEN THEN ELSE CASE HAVING GROUP ORDER
    """
)
BREAKS_OFF = _ENDS_NOTHING | (RESERVED & KEEPS_STATE) | words("OVER CAST TRY_CAST")
_GO_ON = words("RLIKE ILIKE JSON IGNORE RESPECT")
"""Words that are no aliases, though Flink reserves none of them."""
_NEED_NO_FROM = words("ORDER LIMIT OFFSET FETCH")
_BEHIND_JOIN_TYPES = words("JOIN OUTER LEFT RIGHT FULL INNER SEMI ANTI ASOF APPLY (")
SEARCHES = words("KEY_SEARCH_AGG TEXT_SEARCH_AGG VECTOR_SEARCH_AGG")
"""Functions of Confluent Cloud whose first argument is the bare name of a table."""
CALL_MODELS = words("ML_PREDICT ML_EVALUATE AI_COMPLETE AI_EMBEDDING AI_TOOL_INVOKE")
"""Functions of Confluent Cloud whose first argument is a literal with the name of a model."""
_BEFORE_MODEL = words("( , => SELECT ALL DISTINCT")
_INPUT = NameRole.INPUT
_Frame = tuple[int, Block | None, list[str] | None, str | None, int]


class QueryReader:
    """Reads the query of one statement; `names`, `blocks`, `hints` and `stateful` are its yield."""

    __slots__ = (
        "block",
        "blocks",
        "cte",
        "ctes",
        "hints",
        "keys",
        "merges",
        "names",
        "piece",
        "recursive",
        "stack",
        "state",
        "stateful",
    )

    def __init__(self, piece: Piece, names: Names) -> None:
        self.piece = piece
        self.names = names
        self.keys = piece.tokens.keys
        self.blocks: list[Block] = []
        self.hints: list[Hint] = []
        self.stateful = False
        # Of the innermost parentheses:
        self.state = QUERY
        self.block: Block | None = None
        self.ctes: list[str] | None = None  # those that end with it
        self.cte: str | None = None  # the one being defined
        self.stack: list[_Frame] = []  # the same of the outer ones
        self.merges = False  # the statement is a MERGE, and its rows' source has been read
        self.recursive: list[list[str]] = []  # those `ctes` of WITH RECURSIVE

    def read_query(self, first: int) -> None:
        """Read the query that begins at a token and ends with the piece."""
        self._require_query(first)
        self.read(first, QUERY)

    def read_changes(self, table: int, using: int | None = None) -> None:
        """Read UPDATE, DELETE or MERGE from the table that it changes on.

        `using` is the token of the word behind which MERGE says where the rows come from.
        """
        if not is_name(self.keys[table]):
            raise _table_expected(self.piece, table)
        self.block = Block(self.piece.first, self.piece.last, [])
        self.blocks.append(self.block)
        self.names.table(table, self.block, NameRole.TARGET)
        if using is None:
            self.read(table + 1, REST)
        else:
            self.block.joins = 1
            self.expect_table(using + 1, joins=True)
            when = self._first_when(using)
            self.merges = True
            self._act(using + 1, when)
            if self.state == FROM and not self.stack:
                self.state = REST
            self.read(when, self.state)

    def read_arguments(self, opener: int) -> int:
        """Read the arguments of a procedure, whose parentheses open at a token; the answer is the
        token behind them."""
        behind = self.piece.closers[opener] + 1
        self.state = REST
        self.bracket(opener)
        if self.keys[opener + 1] in ("SELECT", "WITH", "VALUES"):
            self.state = QUERY
        self._act(opener + 1, behind)
        return behind

    def read(self, first: int, state: int) -> None:
        """Read from a token to the end of the piece."""
        self.state = state
        self._act(first, self.piece.last)
        if self.stack:
            raise self.piece.unbalanced(self.stack[-1][-1])
        self._leave(self.piece.last)

    def _act(self, first: int, last: int) -> None:
        keys, marks = self.keys, self.piece.marks
        for mark in marks[bisect_left(marks, first) : bisect_left(marks, last)]:
            ACTIONS[keys[mark]](self, mark)

    def _first_when(self, using: int) -> int:
        """Where MERGE begins to say what it does; WHEN may stand in the condition before, too."""
        for index in range(using, self.piece.last):
            if self.keys[index] == "WHEN" and self.keys[index + 1] in ("MATCHED", "NOT"):
                return index
        return self.piece.last

    # Parentheses

    def open(self, index: int) -> None:
        state = self.state
        before, behind = self.keys[index - 1], self.keys[index + 1]
        inner = EXPRESSION
        if behind in QUERY_STARTS and not (
            behind == "TABLE" and (is_name(before) or self.keys[index + 2] == "(")
        ):
            inner = QUERY  # and not f(TABLE t, …), nor (TABLE(f(x)) JOIN t)
        if state == EXPRESSION or SELECT_LIST <= state <= REST:
            if inner == QUERY:
                self.stateful = True  # a subquery in an expression is a join
            elif before not in CALLS_NOTHING_OF_OURS:
                self._call(index - 1)
            elif before == "PATTERN":
                inner = PATTERN
        else:
            inner = self._open_elsewhere(index, inner)
        self.stack.append((self.state, self.block, self.ctes, self.cte, index))
        self.state = inner
        self.ctes = self.cte = None
        if inner == TABLE and behind != "(":
            self.expect_table(index + 1)

    def _open_elsewhere(self, index: int, inner: int) -> int:
        """What is inside of parentheses that open outside of expressions."""
        state, before = self.state, self.keys[index - 1]
        if state == TABLE:
            self.state = FROM_ITEM
            if inner == EXPRESSION and before in _BEFORE_A_GROUP:
                return TABLE
            if inner == QUERY and is_name(before):  # WHERE or a comma is missing between
                raise self._unexpected(index)
            if inner == EXPRESSION:
                self._call(index - 1, of_table=True)
        elif state in (QUERY, CTE_DONE):
            self.state = REST
            return QUERY
        elif state == CTE_NAME and before == "AS":
            self.state = CTE_DONE
            return QUERY
        elif state == PATTERN:
            return PATTERN
        elif state == HINT and before in _HINTS_WITH_TABLES and self.block is not None:
            self.hints.append(Hint(index, self.block))
        return inner

    def close(self, index: int) -> None:
        if not self.stack:
            raise self.piece.unbalanced(index)
        if self.state != EXPRESSION:
            self._leave(index)
        self.state, self.block, self.ctes, self.cte, _ = self.stack.pop()
        if self.state == FROM_ITEM:
            self.state = FROM
            self.names.derived(index + 1, self.block)
        elif self.state == CTE_DONE and self.cte is not None:
            if not self._is_recursive():
                self._show(self.cte)
            self.cte = None
            if self.keys[index + 1] != ",":
                self._require_query(index + 1)

    def _show(self, cte: str) -> None:
        """From here to the end of the innermost parentheses this is no table's name."""
        self.names.show(cte)
        if self.ctes is None:
            self.ctes = []
        self.ctes.append(cte)

    def _is_recursive(self) -> bool:
        """Whether the innermost WITH lets each of its queries read itself."""
        return any(self.ctes is ctes for ctes in self.recursive)

    def bracket(self, index: int) -> None:
        self.stack.append((self.state, self.block, self.ctes, self.cte, index))
        self.state = EXPRESSION
        self.ctes = self.cte = None

    def hint(self, index: int) -> None:
        if self.state == SELECT_LIST and self.keys[index - 1] != "SELECT":
            raise self._unexpected(index)
        self.bracket(index)
        self.state = HINT

    def end_hint(self, index: int) -> None:
        if self.state != HINT:
            raise self.piece.unbalanced(index)
        self.close(index)

    def _leave(self, index: int) -> None:
        """End the innermost parentheses, or the statement, before a token."""
        if self.state == TABLE:
            raise _table_expected(self.piece, index)
        if self.state in (QUERY, CTE_NAME, CTE_DONE):
            raise _query_expected(self.piece, index)
        if self.state <= REST and self.keys[index - 1] in BREAKS_OFF:
            raise self._unexpected(index)
        if self.state == SELECT_LIST and self.block is not None:
            self._require_no_table(self.block.first, index)
        self._end_block(index)
        if self.ctes:
            self.names.hide(self.ctes)

    def _require_no_table(self, first: int, last: int) -> None:
        """Refuse what looks like a table in a SELECT without FROM: a dotted name as an alias, or
        a name behind an alias (`SELECT a FORM t`)."""
        keys, closers = self.keys, self.piece.closers
        index = first + 1
        while index < last:
            key, before = keys[index], keys[index - 1]
            if is_name(key) and (
                self._ends_column(before, keys[index - 2])
                if "." in key
                else is_name(before)
                and _GO_ON.isdisjoint(keys[index - 2 : index])
                and self._ends_column(keys[index - 2], keys[index - 3])
            ):
                raise self._unexpected(index)
            index = closers.get(index, index) + 1

    def _ends_column(self, key: str, before: str) -> bool:
        """Whether a column of a SELECT may end with a token; `before` stands before it."""
        if key == "*":
            return before in ("SELECT", "ALL", "DISTINCT", ",")
        return key[-1] in "*`)]" or (is_name(key) and key != "ZONE")

    def _end_block(self, index: int) -> None:
        outer = self.stack[-1][1] if self.stack else None
        if self.block is not None and self.block is not outer:
            self.block.last = index
            self.block = outer

    # Words and commas

    def comma(self, index: int) -> None:
        if self.state == FROM:
            self.expect_table(index + 1, joins=True)
        elif self.state == CTE_DONE:
            self._begin_cte(index + 1)

    def with_(self, index: int) -> None:
        if self.state == QUERY:
            if self.keys[index + 1] == "RECURSIVE":
                index += 1
                self.ctes = []
                self.recursive.append(self.ctes)
            self._begin_cte(index + 1)

    def _begin_cte(self, index: int) -> None:
        self.cte = self.names.cte(index)
        if self._is_recursive():
            self._show(self.cte)
        if self.keys[index + 1] not in ("AS", "("):
            raise self._unexpected(index + 1)
        self.state = CTE_NAME

    def select(self, index: int) -> None:
        if self.state not in (QUERY, CTE_DONE) and not (
            self.state == EXPRESSION and self.keys[index - 1] in _SET_OPERATORS
        ):
            raise self._unexpected(index)
        self.state = SELECT_LIST
        self.block = Block(index, self.piece.last, [])
        self.blocks.append(self.block)

    def from_(self, index: int) -> None:
        keys = self.keys
        before = keys[index - 1]
        if before == "DISTINCT" and keys[index - 2] in ("IS", "NOT"):
            return
        if self.state == SELECT_LIST:
            if before in _ENDS_NOTHING:
                raise self._unexpected(index)
            self.expect_table(index + 1)
        elif self.state != EXPRESSION or keys[self.stack[-1][-1] - 1] not in HAVE_FROM_INSIDE:
            raise self._unexpected(index)

    def join(self, index: int) -> None:
        if self.state != FROM or self.keys[index - 1] in _ENDS_NOTHING:
            raise self._unexpected(index)
        if self.block is not None:
            self.block.joins += 1
        self.expect_table(index + 1, joins=True)

    def on(self, index: int) -> None:
        """ON: of a join, whose word may be missing; or of ON CONFLICT, behind a query."""
        if self.state == FROM and self.block is not None and self.keys[index + 1] != "CONFLICT":
            self.block.joins -= 1
            if self.block.joins < 0:
                raise self._unexpected(index)

    def join_type(self, index: int) -> None:
        if self.state == FROM and self.keys[index + 1] not in _BEHIND_JOIN_TYPES:
            raise self._unexpected(index + 1)

    def expect_table(self, index: int, joins: bool = False) -> None:
        """A table, derived table or table function has to stand at a token.

        A join with a table keeps state; one with a function of the row or an array does not.
        """
        self.state = TABLE
        if self.keys[index] == "LATERAL":
            index += 1
        key = self.keys[index]
        behind = self.keys[index + 1]
        if is_name(key):
            joins = joins and behind != "("
            if behind != "(":
                self.names.table(index, self.block)
                self.state = FROM
        elif key in ("UNNEST", "TABLE"):
            joins = joins and key == "TABLE" and behind != "("
        elif key != "(":
            raise _table_expected(self.piece, index)
        self.stateful = self.stateful or joins

    def rest(self, index: int) -> None:
        if self.keys[index] != "WHERE":
            self.stateful = True
        if self.keys[index - 1] == "WITHIN":  # LISTAGG(…) WITHIN GROUP (…)
            return
        if self.state == FROM or (self.state == SELECT_LIST and self.keys[index] in _NEED_NO_FROM):
            self.state = REST
        elif self.state in (TABLE, QUERY, SELECT_LIST):
            raise self._unexpected(index)

    def set_operator(self, index: int) -> None:
        before, behind = self.keys[index - 1], self.keys[index + 1]
        if before == "MULTISET" or (self.state == SELECT_LIST and before.endswith("*")):
            return
        if self.keys[index] != "UNION" or behind != "ALL":
            self.stateful = True
        if self.state == EXPRESSION:  # ((SELECT …) UNION (SELECT …)) in an expression
            return
        if self.state not in (SELECT_LIST, FROM, REST):
            raise self._unexpected(index)
        self._end_block(index)
        self.state = QUERY
        self._require_query(index + 2 if behind in ("ALL", "DISTINCT") else index + 1)

    def values(self, index: int) -> None:
        if self.state in (QUERY, CTE_DONE):
            self.state = REST

    def table(self, index: int) -> None:
        """TABLE t: a whole query, or the argument of a function; or TABLE(f(x)) in FROM."""
        if self.state not in (QUERY, CTE_DONE, TABLE, EXPRESSION):
            raise self._unexpected(index)
        key = self.keys[index + 1]
        if key == "(":
            return
        if not is_name(key):
            raise _table_expected(self.piece, index + 1)
        self.names.add(index + 1, _INPUT)
        if is_name(self.keys[index + 2]):
            raise self._unexpected(index + 2)
        if self.state == EXPRESSION:
            self.stateful = True
        else:
            self.state = FROM if self.state == TABLE else REST

    def model(self, index: int) -> None:
        """MODEL m, the argument of a table function."""
        argument = self.state in (SELECT_LIST, EXPRESSION) and self.keys[index - 1] in _BEFORE_MODEL
        if argument and is_name(self.keys[index + 1]):
            self.names.add(index + 1, NameRole.MODEL)

    def keep_state(self, index: int) -> None:
        if self.keys[index + 1] != "FROM":  # IS [NOT] DISTINCT FROM
            self.stateful = True

    def match(self, index: int) -> None:
        self.stateful = True
        scope = match_scope(self.piece, self.names, self.block, index)
        if scope is not None:
            self.blocks.append(scope)

    def begin_statement(self, index: int) -> None:
        """A word that only begins a statement, or says what a MERGE does with a row."""
        if not (self.merges and self.keys[index - 1] == "THEN") and self.keys[index + 1] != "(":
            raise semicolon_expected(self.piece, index)

    def pass_over(self, index: int) -> None:
        pass

    def _call(self, index: int, of_table: bool = False) -> None:
        """A function is called by its name at a token. One of the user's may be an aggregate."""
        key = self.keys[index]
        if key[:1] == "`":
            key = key[1:-1]  # `max` is MAX, too
        if key in KEEPS_STATE:
            self.stateful = True
            if key in SEARCHES and is_name(self.keys[index + 2]):
                self.names.add(index + 2, _INPUT)
            elif key in CALL_MODELS:
                self.names.model_in_literal(index + 2)
        elif key not in CALLS_NOTHING_OF_OURS and self._calls(index):
            self.names.add(index, NameRole.FUNCTION)
            if not of_table and self.keys[index - 2 : index] != ["TABLE", "("]:
                self.stateful = True

    def _calls(self, index: int) -> bool:
        """Whether a name before a parenthesis is no alias behind which columns follow."""
        return (
            is_name(self.keys[index])
            and index != self.names.alias
            and self.keys[index - 1] not in ("AS", ")")
        )

    def _unexpected(self, index: int) -> Misread:
        if self.state == HINT:
            return self.piece.unbalanced(self.stack[-1][-1])
        hint = "Check the clauses and parentheses before it."
        what = "Something is missing before this"
        return self.piece.instead(Code.UNEXPECTED_WORD, index, what, hint)

    def _require_query(self, index: int) -> None:
        if self.keys[index] not in QUERY_STARTS and self.keys[index] != "(":
            raise _query_expected(self.piece, index)


def _table_expected(piece: Piece, index: int) -> Misread:
    hint = "Name the table; put a name that is a reserved word into backticks."
    return piece.instead(Code.TABLE_EXPECTED, index, "A table has to stand here", hint)


def semicolon_expected(piece: Piece, index: int) -> Misread:
    """The error that another statement begins at a token of a statement."""
    word = shown(piece.tokens.word(index))
    what = f"Another statement seems to begin here, with {word}."
    hint = 'Put a ";" before it; put a name that is a reserved word into backticks.'
    return Misread(Code.UNEXPECTED_WORD, piece.tokens.starts[index], what, hint)


def _query_expected(piece: Piece, index: int) -> Misread:
    hint = "Write SELECT, WITH, VALUES or TABLE."
    return piece.instead(Code.QUERY_EXPECTED, index, "A query has to stand here", hint)


ACTIONS: Mapping[str, Callable[[QueryReader, int], None]] = {
    "(": QueryReader.open,
    ")": QueryReader.close,
    "[": QueryReader.bracket,
    "]": QueryReader.close,
    "{": QueryReader.bracket,
    "}": QueryReader.close,
    "/*+": QueryReader.hint,
    "*/": QueryReader.end_hint,
    ",": QueryReader.comma,
    "WITH": QueryReader.with_,
    "SELECT": QueryReader.select,
    "FROM": QueryReader.from_,
    "JOIN": QueryReader.join,
    "ON": QueryReader.on,
    **dict.fromkeys(words("LEFT RIGHT FULL INNER CROSS NATURAL"), QueryReader.join_type),
    "VALUES": QueryReader.values,
    "VALUE": QueryReader.values,
    "TABLE": QueryReader.table,
    "MODEL": QueryReader.model,
    **dict.fromkeys(
        words("WHERE GROUP HAVING WINDOW QUALIFY ORDER LIMIT OFFSET FETCH"), QueryReader.rest
    ),
    **dict.fromkeys(words("UNION INTERSECT EXCEPT MINUS"), QueryReader.set_operator),
    **dict.fromkeys(words("DISTINCT OVER"), QueryReader.keep_state),
    "MATCH_RECOGNIZE": QueryReader.match,
    **dict.fromkeys(OPENERS, QueryReader.begin_statement),
    **dict.fromkeys(("$", ";"), QueryReader.pass_over),
}
"""What to do at each token that matters to a reader of queries or a splitter of statements."""
