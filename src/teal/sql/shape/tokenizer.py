"""The tokens that sqlglot reads Flink SQL by. Of its keywords only those stay that its parser looks
for: all others are names."""

from __future__ import annotations

from typing import ClassVar

from sqlglot.tokenizer_core import TokenType
from sqlglot.tokens import Tokenizer

from teal.sql.words import words

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
