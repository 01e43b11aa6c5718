"""What a statement fills, and by which queries: each INSERT of it, or the query of a view."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from teal.model.statements import Parts
from teal.sql.quoting import unquoted
from teal.sql.shape.values import Written
from teal.sql.tokens import Tokens, lexed, parts
from teal.sql.words import QUERY_STARTS


class Filling(Struct, frozen=True):
    """A query and where its rows go.

    `columns` are those that the statement lists, None for all of the target's; `fixed` are those
    that a PARTITION clause gives values. `ending` is what stands behind the query (ON CONFLICT),
    `hint` what stands behind the target.
    `defines` says that the query's own columns are the target's.
    """

    target: Parts
    query: Written
    columns: tuple[str, ...] | None = None
    fixed: tuple[tuple[str, str], ...] = ()
    ending: Written | None = None
    defines: bool = False
    head: str = "INSERT INTO"
    hint: Written | None = None


def fillings(sql: str) -> tuple[Filling, ...]:
    """The fillings of a statement that the scanner has read, in order."""
    tokens = lexed(sql)
    closers = _closers(tokens)
    if tokens.keys[0] in ("CREATE", "ALTER"):
        found = _defined(tokens, closers)
        return () if found is None else (found,)
    return tuple(_inserted(tokens, closers))


def _inserted(tokens: Tokens, closers: dict[int, int]) -> Iterator[Filling]:
    keys, at = tokens.keys, 0
    while at < tokens.count:
        if keys[at] in ("INSERT", "UPSERT") and keys[at + 1] in ("INTO", "OVERWRITE"):
            end = _end(tokens, closers, at)
            yield _insertion(tokens, closers, at, end)
            at = end
        else:
            at = closers.get(at, at) + 1


def _insertion(tokens: Tokens, closers: dict[int, int], first: int, end: int) -> Filling:
    keys = tokens.keys
    at = first + 2
    at += keys[at] == "TABLE"
    target = parts(tokens.word(at))
    hinted = at + 1
    at = _past_hint(tokens, hinted)
    hint = _written(tokens, hinted, at) if at > hinted else None
    fixed: tuple[tuple[str, str], ...] = ()
    if keys[at] == "PARTITION" and keys[at + 1] == "(":
        fixed = tuple(_pairs(tokens, at + 2, closers[at + 1]))
        at = closers[at + 1] + 1
    columns: tuple[str, ...] | None = None
    if keys[at] == "(" and keys[at + 1] not in QUERY_STARTS and keys[at + 1] != "(":
        columns = _names(tokens, at + 1, closers[at])
        at = closers[at] + 1
    behind = at
    while behind < end and keys[behind : behind + 2] != ["ON", "CONFLICT"]:
        behind = closers.get(behind, behind) + 1
    return Filling(
        target=target,
        query=Written(tokens.span(at, behind), tokens.starts[at]),
        columns=columns,
        fixed=fixed,
        ending=_written(tokens, behind, end) if behind < end else None,
        head=" ".join(keys[first : first + 2]),
        hint=hint,
    )


def _defined(tokens: Tokens, closers: dict[int, int]) -> Filling | None:
    """CREATE VIEW, CREATE TABLE … AS, CREATE MATERIALIZED TABLE, and ALTER … AS."""
    keys, at = tokens.keys, 1
    while at < tokens.count and keys[at] not in ("VIEW", "TABLE"):
        at += 1
    if at >= tokens.count:
        return None
    at += 1
    while keys[at] in ("IF", "NOT", "EXISTS"):
        at += 1
    target = parts(tokens.word(at))
    columns: tuple[str, ...] | None = None
    at += 1
    if keys[at] == "(" and "VIEW" in keys[:at]:
        columns = _names(tokens, at + 1, closers[at])
    while at < tokens.count and keys[at] != "AS":
        at = closers.get(at, at) + 1
    end = _end(tokens, closers, at)
    if at + 1 >= end:
        return None
    query = _written(tokens, at + 1, end)
    return Filling(target, query, columns, defines=True, head=" ".join(keys[:2]))


def _written(tokens: Tokens, first: int, last: int) -> Written:
    return Written(tokens.span(first, last), tokens.starts[first])


def _end(tokens: Tokens, closers: dict[int, int], at: int) -> int:
    """The token behind a statement that begins at a token."""
    keys = tokens.keys
    while at < tokens.count and keys[at] != ";":
        at = closers.get(at, at) + 1
    return min(at, tokens.count)


def _past_hint(tokens: Tokens, at: int) -> int:
    while tokens.keys[at] == "/*+":
        while tokens.keys[at] != "*/" and at < tokens.count:
            at += 1
        at += 1
    return at


def _names(tokens: Tokens, first: int, last: int) -> tuple[str, ...]:
    """The columns that a list names, comments on them left out."""
    found: list[str] = []
    for at in range(first, last):
        if tokens.keys[at - 1] in ("(", ","):
            found.append(unquoted(tokens.word(at)))
    return tuple(found)


def _pairs(tokens: Tokens, first: int, last: int) -> Iterator[tuple[str, str]]:
    """`a = 'x', b = 2`; a column without a value is no constant."""
    at = first
    while at < last:
        if tokens.keys[at + 1] == "=":
            behind = at + 2
            while behind < last and tokens.keys[behind] != ",":
                behind += 1
            yield unquoted(tokens.word(at)), tokens.span(at + 2, behind)
            at = behind + 1
        else:
            at += 2


def _closers(tokens: Tokens) -> dict[int, int]:
    found: dict[int, int] = {}
    opened: list[int] = []
    for at in range(tokens.count):
        key = tokens.keys[at]
        if key == "(":
            opened.append(at)
        elif key == ")" and opened:
            found[opened.pop()] = at
    return found
