"""Places of nodes, and what is kept as text: types, intervals, what stands in parentheses."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlglot import exp
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import TokenType

from teal.sql.quoting import as_written
from teal.sql.shape.nodes import Duration
from teal.sql.words import RESERVED, words

T = TypeVar("T")
UNITS = words(
    """
    CENTURY DAY DECADE DOW DOY EPOCH HOUR ISODOW ISOYEAR MICROSECOND MILLENNIUM MILLISECOND MINUTE
    MONTH NANOSECOND QUARTER SECOND WEEK YEAR FRAC_SECOND SQL_TSI_SECOND SQL_TSI_MINUTE
    SQL_TSI_HOUR SQL_TSI_DAY SQL_TSI_WEEK SQL_TSI_MONTH SQL_TSI_QUARTER SQL_TSI_YEAR
    """
)
"""Units of time."""

_PLURAL_UNITS = {f"{unit}S": unit for unit in words("SECOND MINUTE HOUR DAY WEEK MONTH YEAR")}
_TYPE_SYNONYMS = {"INTEGER": "INT", "NUMERIC": "DECIMAL", "DEC": "DECIMAL", "CHARACTER": "CHAR"}


class RawText(Parser):
    """The part of the parser that takes tokens as they are."""

    def _spanned(self, found: T, start: int) -> T:
        """Note from where to where a node stands in the text."""
        if isinstance(found, exp.Expr) and self._index > start:
            end = self._tokens[self._index - 1].end + 1
            found.meta["span"] = (self._tokens[start].start, end)
        return found

    def _parse_interval(
        self, require_interval: bool = True, parse_function_unit: bool = True
    ) -> Any:
        if not self._match(TokenType.INTERVAL):
            return None
        sign = "-" if self._match(TokenType.DASH) else ""
        literal = self._parse_string() or self._parse_number()
        if literal is None:
            self.raise_error("Expected a literal behind INTERVAL")
        start = self._index
        unit = self._unit()
        if self._match_text_seq("TO"):
            unit += f" TO {self._unit()}"
        return Duration(this=literal, unit=self._raw_since(start, f"{sign} {unit}".strip()))

    def _raw_since(self, start: int, text: str) -> exp.Var:
        """A piece of text that stands for the tokens from `start` to here."""
        found = exp.Var(this=text)
        found.meta["raw"] = tuple(token.start for token in self._tokens[start : self._index])
        return found

    def _unit(self) -> str:
        word = self._curr.text.upper()
        unit = _PLURAL_UNITS.get(word, word)
        if unit not in UNITS:
            self.raise_error("Expected a unit of time")
        self._advance()
        return unit + (self._raw_parentheses() if self._is_at(TokenType.L_PAREN) else "")

    def _raw_type(self, ends: frozenset[str] = frozenset()) -> str:
        """The words of a type in one spelling, up to a comma, a parenthesis or one of `ends`."""
        found: list[str] = []
        depth = 0
        while self._curr:
            text, upper = self._curr.text, self._curr.text.upper()
            is_zone = upper in ("WITH", "WITHOUT") and self._next.text.upper() in ("TIME", "LOCAL")
            if not depth and (text in (")", ",") or (upper in ends and not is_zone)):
                break
            depth += (text in ("(", "<")) - (text in (")", ">"))
            quoted = self._curr.token_type is TokenType.IDENTIFIER
            is_field = (
                depth
                and self._next.text not in (",", ">", ")", "(", "<")
                and (self._prev.text in ("<", ",", "("))
            )
            found.append(
                f"`{text}`" if quoted else text if is_field else _TYPE_SYNONYMS.get(upper, upper)
            )
            self._advance()
        return " ".join(found)

    def _raw_parentheses(self) -> str:
        """The text from an opening parenthesis to its end, in one spelling."""
        found: list[str] = []
        depth = 0
        while self._curr:
            text = self._curr.text
            match self._curr.token_type:
                case TokenType.STRING:
                    text = "'" + text.replace("'", "''") + "'"
                case TokenType.IDENTIFIER:
                    text = as_written(text)
                case _ if text.upper() in RESERVED:
                    text = text.upper()
            depth += (self._curr.token_type is TokenType.L_PAREN) - (
                self._curr.token_type is TokenType.R_PAREN
            )
            found.append(text)
            self._advance()
            if not depth:
                return " ".join(found)
        self.raise_error("Expected )")
        return ""

    def _is_quoted(self) -> bool:
        return self._curr.token_type is TokenType.IDENTIFIER

    def _is_at(self, kind: TokenType) -> bool:
        return self._curr.token_type is kind
