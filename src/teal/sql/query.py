"""Reads queries: every table, common table expression and model that they name, with its place.

It walks over the few tokens that matter, with a stack of its own instead of recursion, so that
neither depth nor length hurts. It refuses (`Misread`) what Flink's grammar has no place for, rather
than pass over a table.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping

from teal.model.statements import NameRole
from teal.sql.expected import semicolon_expected, table_expected
from teal.sql.matching import match_scope
from teal.sql.nesting import Nesting
from teal.sql.query_states import (
    CTE_DONE,
    CTE_NAME,
    EXPRESSION,
    FROM,
    QUERY,
    REST,
    SELECT_LIST,
    TABLE,
)
from teal.sql.query_words import (
    BEFORE_MODEL,
    BEHIND_JOIN_TYPES,
    BEHIND_OUTER,
    ENDS_NOTHING,
    HAVE_FROM_INSIDE,
    NEED_NO_FROM,
    SET_OPERATORS,
)
from teal.sql.scopes import Block
from teal.sql.words import OPENERS, is_name, words


class QueryReader(Nesting):
    """Reads the query of one statement; `names`, `blocks`, `hints` and `stateful` are its yield."""

    __slots__ = ()

    def read_query(self, first: int) -> None:
        """Read the query that begins at a token and ends with the piece."""
        self.require_query(first)
        self.read(first, QUERY)

    def read_changes(self, table: int, using: int | None = None) -> None:
        """Read UPDATE, DELETE or MERGE from the table that it changes on.

        `using` is the token of the word behind which MERGE says where the rows come from.
        """
        if not is_name(self.keys[table]):
            raise table_expected(self.piece, table)
        self.block = Block(self.piece.first, self.piece.last, [])
        self.blocks.append(self.block)
        self.names.table(table, self.block, NameRole.TARGET)
        if self.keys[table + 1] == "(":
            self.names.alias = table  # columns follow that the table lacks: it is not called
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
        self.leave(self.piece.last)

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

    def comma(self, index: int) -> None:
        if self.state == FROM:
            self.expect_table(index + 1, joins=True)
        elif self.state == CTE_DONE:
            self._begin_cte(index + 1)

    def with_(self, index: int) -> None:
        self._begin_argument(index)
        if self.state == QUERY:
            if self.keys[index + 1] == "RECURSIVE":
                index += 1
                self.ctes = []
                self.recursive.append(self.ctes)
            self._begin_cte(index + 1)

    def _begin_cte(self, index: int) -> None:
        self.cte = self.names.cte(index)
        if self.is_recursive():
            self.show(self.cte)
        if self.keys[index + 1] not in ("AS", "("):
            raise self.unexpected(index + 1)
        self.state = CTE_NAME

    def _begin_argument(self, index: int) -> None:
        """A query without parentheses of its own, f(x => SELECT …): it is the only argument."""
        is_named = self.state == EXPRESSION and self.keys[index - 1] == "=>"
        if is_named and self.stack[-1][-1] == index - 3:
            self.state = QUERY
            self.stateful = True

    def select(self, index: int) -> None:
        self._begin_argument(index)
        if self.state not in (QUERY, CTE_DONE) and not (
            self.state == EXPRESSION and self.keys[index - 1] in SET_OPERATORS
        ):
            raise self.unexpected(index)
        self.state = SELECT_LIST
        self.block = Block(index, self.piece.last, [])
        self.blocks.append(self.block)

    def from_(self, index: int) -> None:
        keys = self.keys
        before = keys[index - 1]
        if before == "DISTINCT" and keys[index - 2] in ("IS", "NOT"):
            return
        if self.state == SELECT_LIST:
            if before in ENDS_NOTHING:
                raise self.unexpected(index)
            self.expect_table(index + 1)
        elif self.state != EXPRESSION or keys[self.stack[-1][-1] - 1] not in HAVE_FROM_INSIDE:
            raise self.unexpected(index)

    def join(self, index: int) -> None:
        if self.state != FROM or self.keys[index - 1] in ENDS_NOTHING:
            raise self.unexpected(index)
        if self.block is not None:
            self.block.joins += 1
        self.expect_table(index + 1, joins=True)

    def on(self, index: int) -> None:
        """ON: of a join, whose word may be missing; or of ON CONFLICT, behind a query."""
        if self.state == FROM and self.block is not None and self.keys[index + 1] != "CONFLICT":
            self.block.joins -= 1
            if self.block.joins < 0:
                raise self.unexpected(index)

    def join_type(self, index: int) -> None:
        behind = self.keys[index + 1]
        is_natural_cross = behind == "CROSS" and self.keys[index] == "NATURAL"
        if self.state == FROM and behind not in BEHIND_JOIN_TYPES and not is_natural_cross:
            raise self.unexpected(index + 1)
        if self.state == FROM and behind == "OUTER" and self.keys[index + 2] not in BEHIND_OUTER:
            raise self.unexpected(index + 2)

    def rest(self, index: int) -> None:
        if self.keys[index] != "WHERE":
            self.stateful = True
        if self.keys[index - 1] == "WITHIN":  # LISTAGG(…) WITHIN GROUP (…)
            return
        if self.state == FROM or (self.state == SELECT_LIST and self.keys[index] in NEED_NO_FROM):
            self.end_select_list(index)
            self.state = REST
        elif self.state in (TABLE, QUERY, SELECT_LIST):
            raise self.unexpected(index)

    def set_operator(self, index: int) -> None:
        before, behind = self.keys[index - 1], self.keys[index + 1]
        if before == "MULTISET" or (self.state == SELECT_LIST and before.endswith("*")):
            return
        if self.keys[index] != "UNION" or behind != "ALL":
            self.stateful = True
        if self.state == EXPRESSION:  # ((SELECT …) UNION (SELECT …)) in an expression
            return
        if self.state not in (SELECT_LIST, FROM, REST):
            raise self.unexpected(index)
        self.end_select_list(index)
        self.end_block(index)
        self.state = QUERY
        self.require_query(index + 2 if behind in ("ALL", "DISTINCT") else index + 1)

    def values(self, index: int) -> None:
        if self.state in (QUERY, CTE_DONE):
            self.state = REST

    def table(self, index: int) -> None:
        """TABLE t: a whole query, or the argument of a function; or TABLE(f(x)) in FROM."""
        if self.state not in (QUERY, CTE_DONE, TABLE, EXPRESSION):
            raise self.unexpected(index)
        key = self.keys[index + 1]
        if key == "(":
            return
        if not is_name(key):
            raise table_expected(self.piece, index + 1)
        self.names.add(index + 1, NameRole.INPUT)
        if is_name(self.keys[index + 2]):
            raise self.unexpected(index + 2)
        if self.state == EXPRESSION:
            self.stateful = True
        else:
            self.state = FROM if self.state == TABLE else REST

    def model(self, index: int) -> None:
        """MODEL m, the argument of a table function."""
        argument = self.state in (SELECT_LIST, EXPRESSION) and self.keys[index - 1] in BEFORE_MODEL
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
