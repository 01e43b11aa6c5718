"""Finds the alias behind a table in FROM, past everything that may stand between the two."""

from teal.sql.mistakes import Code
from teal.sql.piece import Piece
from teal.sql.tokens import Tokens, parts
from teal.sql.words import RESERVED, is_name, words

_BETWEEN = frozenset({"/*+", "FOR", "MATCH_RECOGNIZE", "PIVOT", "UNPIVOT", "WITH", "EXTEND"})
_ENDS_EXPRESSION = words(
    """
    , ) ; AS ON USING JOIN LEFT RIGHT FULL INNER CROSS NATURAL OUTER WHERE GROUP HAVING WINDOW
    QUALIFY ORDER LIMIT OFFSET FETCH UNION INTERSECT EXCEPT MINUS MATCH_RECOGNIZE TABLESAMPLE /*+
    """
)
ARE_OPERANDS = words(
    """
    CURRENT_CATALOG CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DAY END FALSE HOUR
    LOCALTIME LOCALTIMESTAMP MINUTE MONTH NULL SECOND TRUE YEAR
    """
)
"""Reserved words that an expression may end with."""
_MAY_FOLLOW = words(
    """
    , ) ; ON USING JOIN LEFT RIGHT FULL INNER CROSS NATURAL WHERE GROUP HAVING ORDER LIMIT UNION SET
    FOR ASOF MATCH_CONDITION
    """
)
_GO_ON = words("= < > <= >= <> != + - * / || . BY IS IN AND OR NOT BETWEEN LIKE SIMILAR")
_MOMENT = ["SYSTEM_TIME", "AS", "OF"]
_SURPLUS = 'After a table and its alias come ",", JOIN or another clause'
_MISSING = "Put what is missing before it."
_HINT = "Name the alias, or take AS out."
UNITS = words("DAYS HOURS MINUTES MONTHS QUARTER QUARTERS SECONDS WEEK WEEKS YEARS")
"""Units of an INTERVAL that are no reserved words."""


def alias_behind(piece: Piece, index: int) -> tuple[int | None, int]:
    """The token of the alias of a table whose own tokens end before `index` (None: it has none),
    and the token before which an alias would go."""
    tokens = piece.tokens
    keys = tokens.keys
    while keys[index] in _BETWEEN:
        after = _past(piece, index)
        if after == index:
            break
        index = after
    if keys[index] == "AS":
        if not keys[index + 1][0].isidentifier() and keys[index + 1][0] not in "`$":
            raise piece.instead(Code.NAME_EXPECTED, index + 1, "An alias has to stand here", _HINT)
        alias = index + 1
    elif is_name(keys[index]):
        alias = index
    elif _is_of_an_expression(keys[index]):
        raise piece.instead(Code.UNEXPECTED_WORD, index, _SURPLUS, _MISSING)
    else:
        return None, index
    if keys[alias + 1] not in _MAY_FOLLOW or "." in keys[alias]:
        _require_alone(piece, alias)
    return alias, index


def _require_alone(piece: Piece, alias: int) -> None:
    """Refuse an alias with a dot, or a name or the rest of an expression behind it: a comma or a
    word is missing there, or run into the table (`FROM tWHERE a > 1`)."""
    keys = piece.tokens.keys
    behind = alias + 1
    if keys[behind] == "(" and behind in piece.closers:
        behind = piece.closers[behind] + 1
    key = keys[behind]
    if key == "AS" or (is_name(key) and key not in _MAY_FOLLOW) or _is_of_an_expression(key):
        wrong = behind
    elif len(parts(keys[alias])) > 1:
        wrong = alias
    else:
        return
    raise piece.instead(Code.UNEXPECTED_WORD, wrong, _SURPLUS, _MISSING)


def _is_of_an_expression(key: str) -> bool:
    return key in _GO_ON or key[0].isdigit() or key[-1] == "'"


def _past(piece: Piece, index: int) -> int:
    """The token behind a clause that stands between a table and its alias."""
    keys = piece.tokens.keys
    key = keys[index]
    if key == "/*+":
        return piece.closers[index] + 1
    if key == "FOR":
        is_moment = keys[index + 1 : index + 4] == _MOMENT
        return _past_expression(piece, index + 4) if is_moment else index
    if key == "WITH":
        return index + 2 if keys[index + 1] == "ORDINALITY" else index
    opener = next((i for i in range(index + 1, piece.last) if keys[i] == "("), None)
    return index if opener is None else piece.closers[opener] + 1


def _past_expression(piece: Piece, index: int) -> int:
    """The token behind an expression: one that ends it, or a plain word behind an operand."""
    tokens, closers = piece.tokens, piece.closers
    complete = False
    while index < piece.last:
        key = tokens.keys[index]
        if key in _ENDS_EXPRESSION or (complete and _is_alias(tokens, index)):
            return index
        complete = key in ARE_OPERANDS or (key not in RESERVED and _is_operand(tokens, index))
        if index in closers:
            index, complete = closers[index], True
        index += 1
    return index


def _is_alias(tokens: Tokens, index: int) -> bool:
    """Whether a name behind an operand is no word of it, as in AT TIME ZONE and INTERVAL."""
    key = tokens.keys[index]
    if key in UNITS and tokens.keys[index - 1][-1:] == "'":
        return tokens.keys[index - 2] not in ("INTERVAL", "-", "+")
    return is_name(key) and key != "ZONE"


def _is_operand(tokens: Tokens, index: int) -> bool:
    first = tokens.keys[index][:1]
    return first.isalnum() or first in "`'_."
