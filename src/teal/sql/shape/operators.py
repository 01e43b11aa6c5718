"""Reads operators with the precedence of Flink's own parser: a higher level binds tighter."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from teal.sql.shape.nodes import Operation
from teal.sql.shape.raw_text import RawText
from teal.sql.words import words

_OR, _NOT, _IS, _COMPARED, _RANGE, _ADDED, _TIMES, _SIGN = 22, 26, 28, 30, 32, 40, 60, 80
ABOVE_COMPARISONS = _RANGE + 1
"""The level of what stands on either side of a comparison."""

_BINARY = {
    TokenType.OR: (_OR, "OR"),
    TokenType.AND: (24, "AND"),
    TokenType.EQ: (_COMPARED, "="),
    TokenType.NEQ: (_COMPARED, "<>"),
    TokenType.LT: (_COMPARED, "<"),
    TokenType.LTE: (_COMPARED, "<="),
    TokenType.GT: (_COMPARED, ">"),
    TokenType.GTE: (_COMPARED, ">="),
    TokenType.PLUS: (_ADDED, "+"),
    TokenType.DASH: (_ADDED, "-"),
    TokenType.DPIPE: (_TIMES, "||"),
    TokenType.STAR: (_TIMES, "*"),
    TokenType.SLASH: (_TIMES, "/"),
    TokenType.MOD: (_TIMES, "%"),
}
_OPENS_QUERY = (TokenType.SELECT, TokenType.WITH, TokenType.VALUES)


class Operators(RawText):
    """The part of the parser that reads expressions, but for calls and names."""

    def _parse_disjunction(self) -> exp.Expr | None:
        return self._climb(0)

    def _parse_assignment(self) -> exp.Expr | None:
        return self._climb(0)

    def _parse_conjunction(self) -> exp.Expr | None:
        return self._climb(0)

    def _parse_equality(self, parse_is: bool = True) -> exp.Expr | None:
        return self._climb(_COMPARED)

    def _parse_bitwise(self) -> exp.Expr | None:
        return self._climb(ABOVE_COMPARISONS)

    def _parse_term(self, parse_mod: bool = True) -> exp.Expr | None:
        return self._climb(_ADDED)

    def _parse_unary(self) -> exp.Expr | None:
        return self._climb(_SIGN)

    def _climb(self, lowest: int) -> exp.Expr | None:
        start = self._index
        left = self._prefixed()
        while left is not None:
            found = self._extended(left, lowest)
            if found is None:
                return self._spanned(left, start) if left.__class__ is Operation else left
            left = found
        return None

    def _prefixed(self) -> exp.Expr | None:
        if self._match(TokenType.NOT):
            return self._operation("NOT", self._operand(_NOT))
        if self._match(TokenType.DASH):
            return self._operation("-", self._operand(_SIGN))
        if self._match(TokenType.PLUS):
            return self._operand(_SIGN)
        found: exp.Expr | None
        if self._curr.token_type is TokenType.INTERVAL:
            found = self._parse_interval()
        else:
            found = self._parse_column()
        return found

    def _extended(self, left: exp.Expr, lowest: int) -> exp.Expr | None:
        """The expression that goes on from `left` with an operator of at least this level."""
        token = self._curr
        kind = token.token_type
        if kind in _BINARY:
            level, name = _BINARY[kind]
            if level < lowest:
                return None
            self._advance()
            quantifier = self._curr.text.upper()
            if level == _COMPARED and quantifier in ("ALL", "ANY", "SOME"):
                return self._quantified(name, left, quantifier)
            return self._operation(name, left, self._operand(level + 1))
        if kind is TokenType.IS and lowest <= _ADDED:
            return self._is(left, lowest)
        negated = kind is TokenType.NOT
        if lowest > _RANGE:
            return None
        at = self._next if negated else token
        if at.token_type in (TokenType.IN, TokenType.BETWEEN, TokenType.LIKE) or (
            at.text.upper() == "SIMILAR" and at.token_type is TokenType.VAR
        ):
            self._advance(2 if negated else 1)
            found = self._range(at, left)
            return self._operation("NOT", found) if negated else found
        return None

    def _quantified(self, name: str, left: exp.Expr, quantifier: str) -> exp.Expr:
        self._advance()
        if not self._match(TokenType.L_PAREN):
            self.raise_error(f"Expected ( behind {quantifier}")
        query = self._query_here()
        if query is None:
            self.raise_error("Expected a query")
        self._match_r_paren()
        word = "ALL" if quantifier == "ALL" else "ANY"
        return Operation(this=f"{name} {word}", expressions=[left, query])

    def _is(self, left: exp.Expr, lowest: int) -> exp.Expr | None:
        start = self._index
        self._advance()
        negation = "NOT " if self._match(TokenType.NOT) else ""
        if self._match_text_seq("DISTINCT", "FROM"):
            name = f"IS {negation}DISTINCT FROM"
            return self._operation(name, left, self._operand(_ADDED + 1))
        if lowest > _IS:
            self._retreat(start)
            return None
        said = ["IS ", negation, self._curr.text.upper()]
        if said[-1] not in ("NULL", "TRUE", "FALSE", "UNKNOWN", "JSON"):
            self.raise_error("Expected NULL, TRUE, FALSE, UNKNOWN or JSON behind IS")
        self._advance()
        if said[-1] == "JSON" and self._curr.text.upper() in words("VALUE OBJECT ARRAY SCALAR"):
            said.append(f" {self._curr.text.upper()}")
            self._advance()
        return self._operation("".join(said), left)

    def _range(self, word: Token, left: exp.Expr) -> exp.Expr:
        match word.token_type:
            case TokenType.IN:
                return self._in(left)
            case TokenType.BETWEEN:
                symmetric = " SYMMETRIC" if self._match_text_seq("SYMMETRIC") else ""
                if not symmetric:
                    self._match_text_seq("ASYMMETRIC")
                low = self._operand(ABOVE_COMPARISONS)
                if not self._match(TokenType.AND):
                    self.raise_error("Expected AND in BETWEEN")
                return self._operation(
                    f"BETWEEN{symmetric}", left, low, self._operand(ABOVE_COMPARISONS)
                )
            case TokenType.LIKE:
                name = "LIKE"
            case _:
                if not self._match_text_seq("TO"):
                    self.raise_error("Expected TO behind SIMILAR")
                name = "SIMILAR TO"
        operands = [left, self._operand(ABOVE_COMPARISONS)]
        if self._match(TokenType.ESCAPE):
            operands.append(self._operand(ABOVE_COMPARISONS))
        return self._operation(name, *operands)

    def _in(self, left: exp.Expr) -> exp.Expr:
        if not self._match(TokenType.L_PAREN):
            self.raise_error("Expected ( behind IN")
        query = self._query_here()
        items = [query] if query else self._parse_csv(self._parse_disjunction)
        self._match_r_paren()
        return self._operation("IN QUERY" if query else "IN", left, *items)

    def _operand(self, lowest: int) -> exp.Expr:
        found = self._climb(lowest)
        if found is None:
            self.raise_error("Expected an expression")
            raise AssertionError("unreachable")
        return found

    def _operation(self, name: str, *operands: exp.Expr) -> exp.Expr:
        return Operation(this=name, expressions=list(operands))

    def _query_here(self) -> exp.Expr | None:
        """The query that begins here, if one does: behind an opening parenthesis."""
        at = self._index
        while self._tokens[at].token_type is TokenType.L_PAREN and at + 1 < len(self._tokens):
            at += 1
        opens = self._tokens[at].token_type in _OPENS_QUERY
        if not opens:
            return None
        start = self._index
        query = self._parse_ddl_select()
        if not self._is_at(TokenType.R_PAREN):  # `((SELECT 1) + 2)`: an expression after all
            self._retreat(start)
            return None
        return exp.Subquery(this=query)
