"""A Flink dialect for sqlglot, made for reading queries only.

sqlglot reads the frame of a query: WITH, SELECT, FROM, joins, set operations, windows. Expressions
are read here, with the precedence of Flink's own parser, and calls keep every word that stands in
their parentheses: what is not understood is an error, never left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

from teal.sql.shape.nodes import (
    Conversion,
    Duration,
    Operation,
    Pattern,
    Pieces,
    TableArgument,
    TableFunction,
    TypedLiteral,
)
from teal.sql.words import words

T = TypeVar("T")
_OR, _NOT, _IS, _COMPARED, _RANGE, _ADDED, _TIMES, _SIGN = 22, 26, 28, 30, 32, 40, 60, 80
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
_KEPT_SYMBOLS = frozenset({"||", ">=", "<=", "<>", "!=", "=>"})
_KEPT_WORDS = words(
    """
    ALL AND AS ASC BETWEEN CROSS CUBE DESC DISTINCT ELSE END ESCAPE EXCEPT FALSE FETCH FILTER FIRST
    FOR FROM FULL HAVING IN INNER INTERSECT INTERVAL INTO IS JOIN LEFT LIKE LIMIT NATURAL NEXT NOT
    NULL OFFSET ON OR ORDINALITY OUTER OVER PIVOT QUALIFY RANGE RIGHT ROLLUP ROW ROWS SELECT TABLE
    TABLESAMPLE THEN TRUE UNION UNKNOWN UNNEST UNPIVOT USING VALUES WHEN WHERE WINDOW WITH
    """
)
_KEPT_PHRASES = frozenset({"GROUP BY", "GROUPING SETS", "ORDER BY", "PARTITION BY"})
_UNITS = words(
    """
    CENTURY DAY DECADE DOW DOY EPOCH HOUR ISODOW ISOYEAR MICROSECOND MILLENNIUM MILLISECOND MINUTE
    MONTH NANOSECOND QUARTER SECOND WEEK YEAR FRAC_SECOND SQL_TSI_SECOND SQL_TSI_MINUTE
    SQL_TSI_HOUR SQL_TSI_DAY SQL_TSI_WEEK SQL_TSI_MONTH SQL_TSI_QUARTER SQL_TSI_YEAR
    """
)
_PLURAL_UNITS = {f"{unit}S": unit for unit in words("SECOND MINUTE HOUR DAY WEEK MONTH YEAR")}
_WITHOUT_PARENTHESES = words(
    """
    CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP SESSION_USER
    SYSTEM_USER USER CURRENT_CATALOG CURRENT_DATABASE
    """
)
_NEVER_CALLED = words(
    """
    ALL AND AS BETWEEN BY CROSS DISTINCT ELSE END ESCAPE EXCEPT FETCH FOR FROM FULL GROUP HAVING IN
    INNER INTERSECT INTO IS JOIN LIKE LIMIT NATURAL NOT OFFSET ON OR ORDER OUTER OVER PARTITION
    QUALIFY SELECT THEN UNION USING VALUES WHEN WHERE WINDOW WITH
    """
)
_TYPED = words("DATE TIME TIMESTAMP")
_OPENS_QUERY = (TokenType.SELECT, TokenType.WITH, TokenType.VALUES)
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
_TYPE_SYNONYMS = {"INTEGER": "INT", "NUMERIC": "DECIMAL", "DEC": "DECIMAL", "CHARACTER": "CHAR"}


class FlinkTokenizer(Tokenizer):
    """Names are quoted by backticks; of the keywords only those stay that the parser looks for."""

    IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ["`"]
    QUOTES: ClassVar[list[str | tuple[str, str]]] = ["'"]
    VAR_SINGLE_TOKENS: ClassVar[set[str]] = {"$"}
    KEYWORDS: ClassVar[dict[str, TokenType]] = {
        key: kind
        for key, kind in Tokenizer.KEYWORDS.items()
        if key in _KEPT_SYMBOLS | _KEPT_WORDS | _KEPT_PHRASES
    } | {"MATCH_RECOGNIZE": TokenType.MATCH_RECOGNIZE, "MINUS": TokenType.EXCEPT}


def _case(parser: Parser) -> exp.Expr | None:
    return parser._parse_case()


class FlinkParser(Parser):
    """Queries of Flink SQL. Levels are Flink's: a higher one binds tighter."""

    FUNCTIONS: ClassVar[dict[str, Callable[..., Any]]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Callable[..., Any]]] = {}
    NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
    NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Callable[..., Any]]] = {
        "CASE": _case
    } | dict.fromkeys(_WITHOUT_PARENTHESES | {"DATE", "TIME", "TIMESTAMP"}, _case)
    COLUMN_OPERATORS: ClassVar[dict[Any, Any]] = {TokenType.DOT: None}
    VERSION_PHRASES: ClassVar[dict[Any, str]] = {("FOR", "SYSTEM_TIME"): "TIMESTAMP"}

    # Places

    def _spanned(self, found: T, start: int) -> T:
        """Note from where to where a node stands in the text."""
        if isinstance(found, exp.Expr) and self._index > start:
            end = self._tokens[self._index - 1].end + 1
            found.meta["span"] = (self._tokens[start].start, end)
        return found

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

    # Expressions

    def _parse_disjunction(self) -> exp.Expr | None:
        return self._climb(0)

    def _parse_assignment(self) -> exp.Expr | None:
        return self._climb(0)

    def _parse_conjunction(self) -> exp.Expr | None:
        return self._climb(0)

    def _parse_equality(self, parse_is: bool = True) -> exp.Expr | None:
        return self._climb(_COMPARED)

    def _parse_bitwise(self) -> exp.Expr | None:
        return self._climb(_RANGE + 1)

    def _parse_term(self, parse_mod: bool = True) -> exp.Expr | None:
        return self._climb(_ADDED)

    def _parse_unary(self) -> exp.Expr | None:
        return self._climb(_SIGN)

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
        if unit not in _UNITS:
            self.raise_error("Expected a unit of time")
        self._advance()
        return unit + (self._raw_parentheses() if self._is_at(TokenType.L_PAREN) else "")

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
                low = self._operand(_RANGE + 1)
                if not self._match(TokenType.AND):
                    self.raise_error("Expected AND in BETWEEN")
                return self._operation(f"BETWEEN{symmetric}", left, low, self._operand(_RANGE + 1))
            case TokenType.LIKE:
                name = "LIKE"
            case _:
                if not self._match_text_seq("TO"):
                    self.raise_error("Expected TO behind SIMILAR")
                name = "SIMILAR TO"
        operands = [left, self._operand(_RANGE + 1)]
        if self._match(TokenType.ESCAPE):
            operands.append(self._operand(_RANGE + 1))
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

    # Calls

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
        if self._next.token_type is not TokenType.L_PAREN or (plain and name in _NEVER_CALLED):
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
        if name in _TYPED and following is TokenType.STRING:
            self._advance()
            return TypedLiteral(this=self._parse_string(), kind=name)
        if name in ("ARRAY", "MAP", "MULTISET") and following is TokenType.L_BRACKET:
            self._advance(2)
            items = self._parse_csv(self._parse_disjunction)
            if not self._match(TokenType.R_BRACKET):
                self.raise_error("Expected ]")
            return Operation(this=f"{name}[]", expressions=items)
        if name in _WITHOUT_PARENTHESES and following is not TokenType.L_PAREN:
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
                or self._operand(_RANGE + 1 if function == "POSITION" else 0)
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
            or (word in _UNITS and self._is_unit(function, before, is_first, following))
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

    # Types and raw text

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
                    text = "`" + text.replace("`", "``") + "`"
            depth += (self._curr.token_type is TokenType.L_PAREN) - (
                self._curr.token_type is TokenType.R_PAREN
            )
            found.append(text)
            self._advance()
            if not depth:
                return " ".join(found)
        self.raise_error("Expected )")
        return ""

    # FROM

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
        elif self._is_call() and (self._is_quoted() or word not in _NEVER_CALLED | {"UNNEST"}):
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

    def _is_quoted(self) -> bool:
        return self._curr.token_type is TokenType.IDENTIFIER

    def _is_at(self, kind: TokenType) -> bool:
        return self._curr.token_type is kind


class Flink(Dialect):
    """Flink SQL, for reading."""

    ALIAS_POST_VERSION = True
    INTERSECT_BINDS_TIGHTER_THAN_UNION_AND_EXCEPT = True
    SUPPORTS_LIMIT_ALL = True
    SUPPORTS_USER_DEFINED_TYPES = False
    Tokenizer = FlinkTokenizer
    Parser = FlinkParser
