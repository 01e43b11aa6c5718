"""Edits the clauses of a CREATE TABLE; whatever they do not touch stays byte by byte."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from teal.model.statements import OptionSpan
from teal.sql.edits import Edit, applied
from teal.sql.mistakes import Code, Misread
from teal.sql.quoting import literal, literal_value
from teal.sql.tokens import Tokens, lexed


def without_distribution(sql: str) -> str:
    """The statement without its DISTRIBUTED clause."""
    tokens = lexed(sql)
    for index in _top_level(tokens):
        if tokens.keys[index] == "DISTRIBUTED":
            return _without(tokens, index, _behind_distribution(tokens, index))
    return sql


def with_options(sql: str, options: Mapping[str, str]) -> str:
    """The statement with exactly these options in its WITH clause, in the mapping's order."""
    tokens = lexed(sql)
    clause = _rendered(options)
    end = tokens.count
    for index in _top_level(tokens):
        key = tokens.keys[index]
        if key == "WITH":
            behind = _behind_parentheses(tokens, index + 1)
            if not options:
                return _without(tokens, index, behind)
            edit = Edit(tokens.starts[index], tokens.end(behind - 1), clause)
            return applied(sql, [edit])
        if key in ("AS", "LIKE", ";"):
            end = index
            break
    if not options:
        return sql
    place = tokens.end(end - 1)
    return applied(sql, [Edit(place, place, f" {clause}")])


def options_of(sql: str) -> tuple[OptionSpan, ...]:
    """The options of the statement's WITH clause (or of ALTER … SET), with the places of their
    values."""
    tokens = lexed(sql)
    for index in _top_level(tokens):
        if tokens.keys[index] in ("WITH", "SET") and tokens.keys[index + 1] == "(":
            return tuple(_options(tokens, index + 1))
    return ()


def hinted_options(sql: str, ends: Iterable[int]) -> Iterator[tuple[int, OptionSpan]]:
    """The options of hints `/*+ OPTIONS(…) */` behind names that end at these places, each with
    the end of its name."""
    tokens = lexed(sql)
    for end in ends:
        index = bisect_left(tokens.starts, end)
        if tokens.keys[index] != "/*+":
            continue
        while tokens.keys[index] not in ("*/", ";"):
            if tokens.keys[index] == "OPTIONS" and tokens.keys[index + 1] == "(":
                for option in _options(tokens, index + 1):
                    yield end, option
            index += 1


def _options(tokens: Tokens, opener: int) -> Iterator[OptionSpan]:
    for index in range(opener + 1, _behind_parentheses(tokens, opener) - 1):
        if tokens.keys[index] == "=":
            key, value = tokens.word(index - 1), tokens.word(index + 1)
            start = tokens.starts[index + 1]
            yield OptionSpan(literal_value(key), literal_value(value), start, start + len(value))


def _top_level(tokens: Tokens) -> Iterator[int]:
    """The tokens outside of all parentheses, up to a query."""
    depth = 0
    for index in range(tokens.count):
        key = tokens.keys[index]
        if key in ("(", "[", "/*+"):
            depth += 1
        elif key in (")", "]", "*/"):
            depth -= 1
        elif not depth:
            yield index
            if key == "AS":
                return


def _behind_parentheses(tokens: Tokens, opener: int) -> int:
    depth = 0
    for index in range(opener, tokens.count):
        key = tokens.keys[index]
        depth += (key == "(") - (key == ")")
        if not depth:
            return index + 1
    raise Misread(
        Code.UNBALANCED, tokens.starts[opener], "This clause has no end.", "Close its parentheses."
    )


def _behind_distribution(tokens: Tokens, index: int) -> int:
    """BY HASH(a) INTO 4 BUCKETS, with or without either half."""
    index += 1
    if tokens.keys[index] == "BY":
        index += 1
        if tokens.keys[index] in ("HASH", "RANGE"):
            index += 1
        index = _behind_parentheses(tokens, index)
    if tokens.keys[index] == "INTO":
        index += 3
    return index


def _without(tokens: Tokens, first: int, behind: int) -> str:
    """The text without these tokens and the white space behind them."""
    text = tokens.text
    start, rest = tokens.starts[first], text[tokens.end(behind - 1) :].lstrip()
    return text[:start] + rest if rest else text[:start].rstrip()


def _rendered(options: Mapping[str, str]) -> str:
    lines = ",\n".join(f"  {literal(key)} = {literal(value)}" for key, value in options.items())
    return f"WITH (\n{lines}\n)"
