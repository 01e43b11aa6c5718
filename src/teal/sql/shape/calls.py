"""Reads calls. Every word that stands between the arguments is kept, in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from teal.sql.shape.nodes import Conversion, Operation, Pieces, TableArgument, TypedLiteral
from teal.sql.shape.operators import ABOVE_COMPARISONS, Operators
from teal.sql.shape.raw_text import UNITS
from teal.sql.words import words

WITHOUT_PARENTHESES = words(
    """
    CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP SESSION_USER
    SYSTEM_USER USER CURRENT_CATALOG CURRENT_DATABASE
    """
)
"""Functions that are called by their names alone."""

NEVER_CALLED = words(
    """
    ALL AND AS BETWEEN BY CROSS DISTINCT ELSE END ESCAPE EXCEPT FETCH FOR FROM FULL GROUP HAVING IN
    INNER INTERSECT INTO IS JOIN LIKE LIMIT NATURAL NOT OFFSET ON OR ORDER OUTER OVER PARTITION
    QUALIFY SELECT THEN UNION USING VALUES WHEN WHERE WINDOW WITH
    """
)
"""Words that no function is called by, though a parenthesis may follow."""

TYPED = words("DATE TIME TIMESTAMP")
"""Types that may stand before a literal."""

# Reserved words that stand between the arguments of some calls, and so cannot be columns.
_ARGUMENT_WORDS = words(
    "ALL AS BOTH DEFAULT DISTINCT FOR FROM IN LEADING OF ON TO TRAILING UNIQUE USING VALUE WITH "
    "WITHOUT ASC DESC NULL ARRAY LIKE"
)
# Words that are not reserved: they are no columns just before or behind certain others.
_WORD_BEFORE = {
    "ABSENT": words("ON"),
    "EMPTY": words("ON ARRAY OBJECT"),
    "ERROR": words("ON"),
    "IGNORE": words("NULLS"),
    "RESPECT": words("NULLS"),
    "NULLS": words("FIRST LAST"),
    "NULL": words("ON"),
    "FORMAT": words("JSON"),
    "CONDITIONAL": words("WRAPPER ARRAY"),
    "UNCONDITIONAL": words("WRAPPER ARRAY"),
    "ARRAY": words("WRAPPER ON"),
    "OBJECT": words("ON"),
    "UNIQUE": words("KEYS"),
}
_WORD_BEHIND = {
    "EMPTY": words("ON"),
    "ERROR": words("ON"),
    "NULL": words("ON"),
    "NULLS": words("IGNORE RESPECT"),
    "FIRST": words("NULLS"),
    "LAST": words("NULLS"),
    "WRAPPER": words("WITH WITHOUT ARRAY CONDITIONAL UNCONDITIONAL"),
    "JSON": words("FORMAT"),
    "KEYS": words("UNIQUE"),
}
_ENDS_RETURNING = words("ON WITH WITHOUT DEFAULT NULL ERROR EMPTY FORMAT CONDITIONAL UNCONDITIONAL")


class Calls(Operators):
    """The part of the parser that reads calls of functions."""

    def _parse_function_call(
        self,
        functions: dict[str, Callable[..., Any]] | None = None,
        anonymous: bool = False,
        optional_parens: bool = True,
        any_token: bool = False,
    ) -> exp.Expr | None:
        token = self._curr
        if not token or token.token_type in (TokenType.STRING, TokenType.NUMBER):
            return None
        plain = token.token_type is not TokenType.IDENTIFIER
        name = token.text.upper() if plain else token.text
        if plain and self._prev.token_type is not TokenType.DOT:
            special = self._without_parentheses(name)
            if special is not None:
                return special
        if self._next.token_type is not TokenType.L_PAREN or (plain and name in NEVER_CALLED):
            return None
        if not (plain and token.text.replace("_", "a").replace("$", "a").isalnum()) and plain:
            return None
        self._advance(2)
        if plain and name in ("CAST", "TRY_CAST"):
            return self._conversion(name)
        call = exp.Anonymous(this=token.text, expressions=self._arguments(name))
        call.update_positions(token)
        call.args["quoted"] = not plain
        self._match_r_paren()
        return self._parse_window(call)

    def _without_parentheses(self, name: str) -> exp.Expr | None:
        following = self._next.token_type
        if name == "CASE":
            self._advance()
            return self._parse_case()
        if name in TYPED and following is TokenType.STRING:
            self._advance()
            return TypedLiteral(this=self._parse_string(), kind=name)
        if name in ("ARRAY", "MAP", "MULTISET") and following is TokenType.L_BRACKET:
            self._advance(2)
            items = self._parse_csv(self._parse_disjunction)
            if not self._match(TokenType.R_BRACKET):
                self.raise_error("Expected ]")
            return Operation(this=f"{name}[]", expressions=items)
        if name in WITHOUT_PARENTHESES and following is not TokenType.L_PAREN:
            token = self._curr
            self._advance()
            return exp.Anonymous(this=name, expressions=[]).update_positions(token)
        return None

    def _conversion(self, name: str) -> exp.Expr:
        value = self._operand(0)
        if not self._match(TokenType.ALIAS):
            self.raise_error("Expected AS in CAST")
        start = self._index
        text = self._raw_type()
        to = self._raw_since(start, text)
        self._match_r_paren()
        return Conversion(this=value, kind=name, to=to)

    def _arguments(self, function: str) -> list[exp.Expr]:
        query = self._query_here()
        if query is not None:
            return [query]
        found: list[exp.Expr] = []
        while not self._is_at(TokenType.R_PAREN):
            found.append(self._argument(function, not found))
            if not self._match(TokenType.COMMA):
                break
        return found

    def _argument(self, function: str, is_first: bool) -> exp.Expr:
        pieces: list[exp.Expr] = []
        while self._curr and self._curr.token_type not in (TokenType.COMMA, TokenType.R_PAREN):
            before = pieces[-1].name if pieces and isinstance(pieces[-1], exp.Var) else ""
            pieces.append(
                self._word(function, before, bool(pieces), is_first)
                or self._operand(ABOVE_COMPARISONS if function == "POSITION" else 0)
            )
        if not pieces:
            self.raise_error("Expected an argument")
        return pieces[0] if len(pieces) == 1 else Pieces(expressions=pieces)

    def _word(self, function: str, before: str, is_later: bool, is_first: bool) -> exp.Expr | None:
        """A word (or what belongs to it) that stands where an argument is no expression."""
        token, following = self._curr, self._next.text.upper()
        if self._next.token_type is TokenType.FARROW:
            self._advance(2)
            return exp.Var(this=f"{token.text} =>").update_positions(token)
        if token.token_type in (TokenType.IDENTIFIER, TokenType.STRING, TokenType.NUMBER):
            return None
        word = token.text.upper()
        if word == "TABLE":
            return self._table_argument()
        if word == "*" and not is_later:
            if function != "COUNT":  # it would be given the whole row
                self.raise_error("a star as an argument is not understood")
            self._advance()
            return exp.Star()
        if word in ("ORDER BY", "PARTITION BY"):
            self._advance()
            return exp.Var(this=word)
        if before == "RETURNING":
            start, text = self._index, self._raw_type(_ENDS_RETURNING)
            return self._raw_since(start, text)
        is_word = (
            (word in _ARGUMENT_WORDS and self._next.token_type is not TokenType.L_BRACKET)
            or following in _WORD_BEFORE.get(word, ())
            or before in _WORD_BEHIND.get(word, ())
            or (is_later and not before and word in ("RETURNING", "PLACING", "SEPARATOR"))
            or (word in UNITS and self._is_unit(function, before, is_first, following))
            or (word == "KEY" and function.startswith("JSON_") and following not in "().,")
        )
        if word == "NULL" and following != "ON" and before != "ON":
            is_word = False
        if not is_word:
            return None
        self._advance()
        return exp.Var(this=word).update_positions(token)

    def _is_unit(self, function: str, before: str, is_first: bool, following: str) -> bool:
        match function:
            case "EXTRACT":
                return is_first and following == "FROM"
            case "CEIL" | "CEILING" | "FLOOR":
                return before == "TO"
            case "TIMESTAMPADD" | "TIMESTAMPDIFF":
                return is_first and following == ","
        return False

    def _table_argument(self) -> exp.Expr:
        self._advance()
        if self._match(TokenType.L_PAREN):
            table: Any = self._query_here()
            if table is None:
                self.raise_error("Expected a query")
            self._match_r_paren()
        else:
            table = self._parse_table_parts()
        return TableArgument(this=table)
