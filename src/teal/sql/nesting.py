"""Follows a query into its parentheses and out of them, with a stack of its own instead of
recursion, so that depth does not hurt: what is being read in each, and which names are seen there.
"""

from teal.model.statements import NameRole
from teal.sql.aliases import ARE_OPERANDS, UNITS
from teal.sql.expected import query_expected, table_expected
from teal.sql.mistakes import Code, Misread
from teal.sql.names import Names
from teal.sql.piece import Piece
from teal.sql.query_states import (
    CTE_DONE,
    CTE_NAME,
    EXPRESSION,
    FROM,
    FROM_ITEM,
    HINT,
    PATTERN,
    QUERY,
    REST,
    SELECT_LIST,
    TABLE,
)
from teal.sql.query_words import (
    BEFORE_A_GROUP,
    BREAKS_OFF,
    CALL_MODELS,
    GO_ON,
    HINTS_WITH_TABLES,
    SEARCHES,
    TYPES,
    WINDOWS,
)
from teal.sql.scopes import Block, Hint
from teal.sql.words import CALLS_NOTHING_OF_OURS, KEEPS_STATE, QUERY_STARTS, is_name

_INPUT = NameRole.INPUT
_Frame = tuple[int, Block | None, list[str] | None, str | None, int]


class Nesting:
    """Where in a query its reader is; `names`, `blocks`, `hints` and `stateful` are its yield."""

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
            if before not in CALLS_NOTHING_OF_OURS:
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
            if inner == EXPRESSION and before in BEFORE_A_GROUP:
                return TABLE
            if inner == QUERY and is_name(before):
                if self.keys[index + 1] == "SELECT":  # WHERE or a comma is missing between
                    raise self.unexpected(index)
                self._call(index - 1, of_table=True)  # f(WITH …), f(VALUES …): its only argument
                self.stateful = True
                return inner
            if inner == EXPRESSION and is_name(before) and self._adds_columns(index):
                self.names.add(index - 1, _INPUT)
            elif inner == EXPRESSION:
                self._call(index - 1, of_table=True)
        elif state in (QUERY, CTE_DONE):
            self.state = REST
            return QUERY
        elif state == CTE_NAME and before == "AS":
            self.state = CTE_DONE
            return QUERY
        elif state == PATTERN:
            return PATTERN
        elif state == HINT and before in HINTS_WITH_TABLES and self.block is not None:
            self.hints.append(Hint(index, self.block))
        return inner

    def _adds_columns(self, index: int) -> bool:
        """Whether columns with types stand in parentheses behind a table (`t (a INT)`), which the
        grammar has and the validator refuses; arguments of functions never begin so."""
        name, type_ = self.keys[index + 1], self.keys[index + 2]
        is_type = type_ in TYPES or (is_name(type_) and type_ not in GO_ON)
        return is_type and is_name(name) and name != "MODEL"

    def close(self, index: int) -> None:
        if not self.stack:
            raise self.piece.unbalanced(index)
        if self.state != EXPRESSION:
            self.leave(index)
        self.state, self.block, self.ctes, self.cte, _ = self.stack.pop()
        if self.state == FROM_ITEM:
            self.state = FROM
            self.names.derived(index + 1, self.block)
        elif self.state == CTE_DONE and self.cte is not None:
            if not self.is_recursive():
                self.show(self.cte)
            self.cte = None
            if self.keys[index + 1] != ",":
                self.require_query(index + 1)

    def show(self, cte: str) -> None:
        """From here to the end of the innermost parentheses this is no table's name."""
        self.names.show(cte)
        if self.ctes is None:
            self.ctes = []
        self.ctes.append(cte)

    def is_recursive(self) -> bool:
        """Whether the innermost WITH lets each of its queries read itself."""
        return any(self.ctes is ctes for ctes in self.recursive)

    def bracket(self, index: int) -> None:
        self.stack.append((self.state, self.block, self.ctes, self.cte, index))
        self.state = EXPRESSION
        self.ctes = self.cte = None

    def hint(self, index: int) -> None:
        if self.state == SELECT_LIST and self.keys[index - 1] != "SELECT":
            raise self.unexpected(index)
        self.bracket(index)
        self.state = HINT

    def end_hint(self, index: int) -> None:
        if self.state != HINT:
            raise self.piece.unbalanced(index)
        self.close(index)

    def leave(self, index: int) -> None:
        """End the innermost parentheses, or the statement, before a token."""
        if self.state == TABLE:
            raise table_expected(self.piece, index)
        if self.state in (QUERY, CTE_NAME, CTE_DONE):
            raise query_expected(self.piece, index)
        if self.state <= REST and self.keys[index - 1] in BREAKS_OFF:
            raise self.unexpected(index)
        self.end_select_list(index)
        self.end_block(index)
        if self.ctes:
            self.names.hide(self.ctes)

    def end_select_list(self, index: int) -> None:
        """Where a SELECT has no FROM before a token, see that none was misspelt."""
        if self.state == SELECT_LIST and self.block is not None:
            self._require_no_table(self.block.first, index)

    def _require_no_table(self, first: int, last: int) -> None:
        """Refuse what looks like a table in a SELECT without FROM: a dotted name as an alias, a
        name behind an alias (`SELECT a FORM t`), or FROM as a column (`SELECT t.FROM t`)."""
        keys, closers = self.keys, self.piece.closers
        index = first + 1
        while index < last:
            key, before = keys[index], keys[index - 1]
            if is_name(key) and (
                key.endswith(".FROM") or self._ends_column(before, keys[index - 2])
                if "." in key and key.find("`", 1) != len(key) - 1
                else is_name(before)
                and GO_ON.isdisjoint(keys[index - 2 : index])
                and not (before in UNITS and keys[index - 2][-1] == "'")
                and self._ends_column(keys[index - 2], keys[index - 3])
            ):
                raise self.unexpected(index)
            index = closers.get(index, index) + 1

    def _ends_column(self, key: str, before: str) -> bool:
        """Whether a column of a SELECT may end with a token; `before` stands before it."""
        if key == "*":
            return before in ("SELECT", "ALL", "DISTINCT", ",", "*/")
        if key[-1] in "`)]'" or key[0].isdigit() or key in ARE_OPERANDS or key == "AS":
            return True
        return is_name(key) and key != "ZONE"

    def end_block(self, index: int) -> None:
        outer = self.stack[-1][1] if self.stack else None
        if self.block is not None and self.block is not outer:
            self.block.last = index
            self.block = outer

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
            raise table_expected(self.piece, index)
        self.stateful = self.stateful or joins

    def _call(self, index: int, of_table: bool = False) -> None:
        """A function is called by its name at a token. One of the user's may be an aggregate."""
        key = self.keys[index]
        if key[:1] == "`":
            key = key[1:-1]  # `max` is MAX, too
        if key in KEEPS_STATE:
            self.stateful = True
            if key in WINDOWS and self.keys[index - 2 : index] == ["TABLE", "("]:
                self._require_no_name_behind(index + 2)
            elif key in SEARCHES and is_name(self.keys[index + 2]):
                self.names.add(index + 2, _INPUT)
            elif key in CALL_MODELS:
                self.names.model_in_literal(index + 2)
        elif key not in CALLS_NOTHING_OF_OURS and self._calls(index):
            self.names.add(index, NameRole.FUNCTION)
            if not of_table and self.keys[index - 2 : index] != ["TABLE", "("]:
                self.stateful = True

    def _require_no_name_behind(self, argument: int) -> None:
        """Refuse a misspelt TABLE before the table of a window (`TUMBLE(TABEL t, …)`)."""
        if self.keys[argument + 1] == "=>":
            argument += 2
        if is_name(self.keys[argument]) and is_name(self.keys[argument + 1]):
            raise self.unexpected(argument + 1)

    def _calls(self, index: int) -> bool:
        """Whether a name before a parenthesis is no alias behind which columns follow."""
        return (
            is_name(self.keys[index])
            and index != self.names.alias
            and (self.keys[index - 1] not in ("AS", ")") or self._defines(index))
        )

    def _defines(self, index: int) -> bool:
        """Whether a name behind AS begins the condition of a variable of MATCH_RECOGNIZE."""
        is_inside = bool(self.stack) and self.keys[self.stack[-1][-1] - 1] == "MATCH_RECOGNIZE"
        return is_inside and self.keys[index - 1] == "AS"

    def unexpected(self, index: int) -> Misread:
        if self.state == HINT:
            return self.piece.unbalanced(self.stack[-1][-1])
        hint = "Check the clauses and parentheses before it."
        what = "Something is missing before this"
        return self.piece.instead(Code.UNEXPECTED_WORD, index, what, hint)

    def require_query(self, index: int) -> None:
        if self.keys[index] not in QUERY_STARTS and self.keys[index] != "(":
            raise query_expected(self.piece, index)
