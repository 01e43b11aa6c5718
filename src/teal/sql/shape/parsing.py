"""From the text of a query to sqlglot's tree. Comments and hints are blanked first, so that places
stay; a tree that lost a name or a literal of the text is no tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from teal.model.statements import Parts
from teal.sql.shape.dialect import Flink
from teal.sql.tokens import Tokens, lexed
from teal.sql.words import RESERVED, words

_DIALECT = Flink()
_FAULTS = (AttributeError, IndexError, KeyError, TypeError, ValueError, AssertionError)
_LITERALS = (TokenType.STRING, TokenType.NUMBER)


@dataclass(eq=False)
class Unreadable(Exception):
    """The query has, at a place of its text, something that no shape can be made of. `missing` is
    the name of a column that no source has."""

    at: int
    why: str
    missing: Parts = ()

    def __str__(self) -> str:
        return self.why


class Hint(Struct, frozen=True):
    """A hint, the word that it stands behind, and its place in the text."""

    text: str
    behind: str
    at: int


class Parsed(Struct, frozen=True):
    """The tree of a query, its tokens, its hints in order, and the text as it was read."""

    tree: exp.Expr
    tokens: tuple[Token, ...]
    hints: tuple[Hint, ...]
    text: str


def parsed(text: str) -> Parsed:
    """The tree of a query. Raises Unreadable."""
    ours = lexed(text)
    _refuse_strange_literals(ours)
    blanked, hints = _blanked(ours)
    try:
        tokens = _DIALECT.tokenize(blanked)
        trees = _DIALECT.parser().parse(tokens, blanked)
    except SqlglotError as error:
        raise Unreadable(_place(error), _said(error)) from error
    except RecursionError as error:
        raise Unreadable(0, "it is nested too deeply") from error
    except _FAULTS as error:  # sqlglot stumbles over some texts that are no queries
        raise Unreadable(0, "sqlglot cannot read it") from error
    if len(trees) != 1 or trees[0] is None:
        raise Unreadable(0, "one query is expected")
    return Parsed(trees[0], tuple(tokens), hints, blanked)


def _refuse_strange_literals(tokens: Tokens) -> None:
    for index in range(tokens.count):
        key = tokens.keys[index]
        if key[-1:] == "'" and key[0] != "'":
            raise Unreadable(tokens.starts[index], "this kind of literal is not understood")
    if tokens.unclosed is not None:
        raise Unreadable(tokens.unclosed, "it is not closed")


def _blanked(tokens: Tokens) -> tuple[str, tuple[Hint, ...]]:
    """The text with nothing but its tokens, and the hints, which are left out of it."""
    kept: list[str] = []
    hints: list[Hint] = []
    behind = 0
    index = 0
    while index < tokens.count:
        start = tokens.starts[index]
        if tokens.keys[index] == "/*+":
            first = index
            while index < tokens.count and tokens.keys[index] != "*/":
                index += 1
            words = (tokens.word(each) for each in range(first + 1, min(index, tokens.count)))
            hints.append(Hint(" ".join(words), _behind(tokens, first - 1), start))
            index += 1
            continue
        word = tokens.word(index)
        if word == ";":
            index += 1
            continue
        kept.append(_blank(tokens.text[behind:start]))
        kept.append(word)
        behind = start + len(word)
        index += 1
    return "".join(kept), tuple(hints)


def _behind(tokens: Tokens, at: int) -> str:
    """What a hint stands behind, told apart from the same word elsewhere: a table may be read
    twice, and only once with the hint. A hint of a query speaks of sources by their aliases, so it
    goes with what says what they are."""
    if at < 0:
        return ""
    key = tokens.keys[at]
    earlier = tokens.keys[:at].count(key)
    word = _canonical(tokens, at)
    found = f"{word} {earlier}" if earlier else word
    is_alone = tokens.keys.count("SELECT") == 1
    if key != "SELECT" and (is_alone or tokens.keys.count(key) == 1):
        return found
    first, end = _select_around(tokens, at)
    if is_alone and "FROM" in tokens.keys[first:end]:
        first = tokens.keys.index("FROM", first, end)
    return f"{found} IN {' '.join(_canonical(tokens, each) for each in range(first, end))}"


def _canonical(tokens: Tokens, at: int) -> str:
    key = tokens.keys[at]
    return key if key in RESERVED else tokens.word(at)


def _select_around(tokens: Tokens, at: int) -> tuple[int, int]:
    """The tokens of the SELECT that a token stands in, with all that follows at its depth."""
    depth, first = 0, at
    while first > 0 and (depth or tokens.keys[first] != "SELECT"):
        depth += (tokens.keys[first] == ")") - (tokens.keys[first] == "(")
        if depth < 0:
            break
        first -= 1
    depth, end = 0, at
    while end < tokens.count:
        depth += (tokens.keys[end] == "(") - (tokens.keys[end] == ")")
        if depth < 0:
            break
        end += 1
    return first, end


def _blank(text: str) -> str:
    """White space of the same length (a line stays a line)."""
    return "".join(each if each == "\n" else " " for each in text)


def _place(error: SqlglotError) -> int:
    for found in getattr(error, "errors", ()):
        return int(found.get("start") or 0)
    return 0


def _said(error: SqlglotError) -> str:
    found = [str(each.get("description")) for each in getattr(error, "errors", ())]
    return (found[0] if found else str(error).split("\n", 1)[0]).rstrip(". ")


def unread(parsed_query: Parsed, seen: set[int]) -> Iterator[Token]:
    """Tokens whose meaning nobody took up: `seen` are the places of those that somebody did."""
    for token in parsed_query.tokens:
        if token.start in seen:
            continue
        if (
            token.token_type in _LITERALS
            or token.token_type is TokenType.IDENTIFIER
            or (token.token_type is TokenType.VAR and token.text.upper() not in _STRUCTURE)
        ):
            yield token


_STRUCTURE = words(
    """
    LATERAL SYSTEM_TIME OF BY NULLS LAST CURRENT UNBOUNDED PRECEDING FOLLOWING GROUP WITHIN ONLY
    TIES SIMILAR TO SYMMETRIC ASYMMETRIC DISTINCT CAST TRY_CAST DATE TIME TIMESTAMP CASE IGNORE
    RESPECT ARRAY MAP MULTISET EXISTS SOME ANY MATCH_RECOGNIZE JSON VALUE OBJECT SCALAR PERCENT
    """
)
