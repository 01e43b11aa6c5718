"""A Flink dialect for sqlglot, made for reading queries only.

sqlglot reads the frame of a query: WITH, SELECT, FROM, joins, set operations, windows. Expressions
are read by our own rules, and what is not understood is an error, never left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import TokenType

from teal.sql.shape.calls import NEVER_CALLED, TYPED, WITHOUT_PARENTHESES, Calls
from teal.sql.shape.nodes import Pattern, TableFunction
from teal.sql.shape.tokenizer import FlinkTokenizer


def _case(parser: Parser) -> exp.Expr | None:
    return parser._parse_case()


class FlinkParser(Calls):
    """Queries of Flink SQL."""

    FUNCTIONS: ClassVar[dict[str, Callable[..., Any]]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Callable[..., Any]]] = {}
    NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
    NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Callable[..., Any]]] = {
        "CASE": _case
    } | dict.fromkeys(WITHOUT_PARENTHESES | TYPED, _case)
    COLUMN_OPERATORS: ClassVar[dict[Any, Any]] = {TokenType.DOT: None}
    VERSION_PHRASES: ClassVar[dict[Any, str]] = {("FOR", "SYSTEM_TIME"): "TIMESTAMP"}

    def _parse_expression(self) -> exp.Expr | None:
        start = self._index
        return self._spanned(super()._parse_expression(), start)

    def _parse_select_query(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        start = self._index
        return self._spanned(super()._parse_select_query(*args, **kwargs), start)

    def _parse_group(self, skip_group_by_token: bool = False) -> exp.Group | None:
        start = self._index
        return self._spanned(super()._parse_group(skip_group_by_token), start)

    def _parse_order(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        start = self._index
        found = super()._parse_order(*args, **kwargs)
        return self._spanned(found, start) if isinstance(found, exp.Order) else found

    def _parse_limit(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        start = self._index
        found = super()._parse_limit(*args, **kwargs)
        return self._spanned(found, start) if isinstance(found, exp.Limit | exp.Fetch) else found

    def _parse_join(self, *args: Any, **kwargs: Any) -> exp.Join | None:
        start = self._index
        return self._spanned(super()._parse_join(*args, **kwargs), start)

    def _parse_statement(self) -> exp.Expr | None:
        return self._parse_ddl_select()

    def _is_table_query(self) -> bool:
        """`TABLE t` where a query may stand."""
        return self._is_at(TokenType.TABLE) and self._next.token_type is not TokenType.L_PAREN

    def _parse_cte(self) -> exp.CTE | exp.FunctionSpecification | None:
        start = self._index
        return self._spanned(super()._parse_cte(), start)

    def _parse_lateral(self) -> exp.Lateral | None:
        return None

    def _parse_function_parameter(self) -> exp.Expr | None:
        return self._parse_id_var()

    def _parse_table(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        at = self._index
        lateral = self._curr.text.upper() == "LATERAL" and not self._is_quoted()
        if lateral:
            self._advance()
        found = self._table_function()
        if found is None:
            found = super()._parse_table(*args, **kwargs)
        self._spanned(found, at)
        if found is not None and lateral:
            found.meta["lateral"] = True
        if found is not None and self._match(TokenType.MATCH_RECOGNIZE):
            start = self._index
            text = self._raw_parentheses()
            found = Pattern(this=found, text=text, alias=self._parse_table_alias())
            found.meta["tokens"] = (start, self._index)
        return found

    def _table_function(self) -> exp.Expr | None:
        if self._is_quoted() and self._next.token_type is not TokenType.L_PAREN:
            return None
        start = self._curr
        word = start.text.upper()
        if self._is_at(TokenType.TABLE) and self._next.token_type is TokenType.L_PAREN:
            self._advance(2)
            call = self._parse_column()
            self._match_r_paren()
        elif self._is_call() and (self._is_quoted() or word not in NEVER_CALLED | {"UNNEST"}):
            call = self._parse_column()
        else:
            return None
        if call is None:
            self.raise_error("Expected a table function")
        found = TableFunction(this=call)
        found.set("alias", self._parse_table_alias())
        return found

    def _is_call(self) -> bool:
        """Whether a name, dotted or not, and a parenthesis stand here."""
        at = self._index
        tokens = self._tokens
        while at + 2 < len(tokens) and tokens[at + 1].token_type is TokenType.DOT:
            at += 2
        if at + 1 >= len(tokens) or tokens[at].token_type is TokenType.L_PAREN:
            return False
        return tokens[at + 1].token_type is TokenType.L_PAREN


class Flink(Dialect):
    """Flink SQL, for reading."""

    ALIAS_POST_VERSION = True
    INTERSECT_BINDS_TIGHTER_THAN_UNION_AND_EXCEPT = True
    SUPPORTS_LIMIT_ALL = True
    SUPPORTS_USER_DEFINED_TYPES = False
    Tokenizer = FlinkTokenizer
    Parser = FlinkParser
