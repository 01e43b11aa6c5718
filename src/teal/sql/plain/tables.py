"""Reads what a plain CREATE TABLE defines: several times as quick as its tokens are read, with the
same result. What is not plain, or wrong, is left alone."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from teal.model.statements import Column, ColumnKind, TableDefinition, Watermark
from teal.sql.quoting import literal_value, unquoted
from teal.sql.tokens import parts
from teal.sql.words import RESERVED

_S = r"[ \t\r\n\f]*+"
_SPACE = r"[ \t\r\n\f]++"
_NAME = r"(?:[A-Z_][A-Z0-9_]*+|`[^`,]++`(?!`))"
_NAMES = rf"{_S}{_NAME}{_S}(?:,{_S}{_NAME}{_S})*+"
_LITERAL = r"'(?:[^']++|'')*+'"
_ANY_LITERAL = rf"(?<![A-Z0-9_&-]){_LITERAL}"
_INNER = rf"\((?:[A-Z0-9_, \t\r\n\f]++|`[^`]++`|{_ANY_LITERAL})*+\)"
_EXPRESSION = rf"(?:[A-Z0-9_<> \t\r\n\f]++|-(?!-)|{_ANY_LITERAL}|`[^`]++`|{_INNER})++"
_TYPE = (
    "STRING|BIGINT|INT(?:EGER)?+|SMALLINT|TINYINT|BOOLEAN|DOUBLE|FLOAT|DATE|BYTES|DECIMAL|DEC"
    "|NUMERIC|VARCHAR|CHAR|VARBINARY|BINARY|TIMESTAMP_LTZ|TIMESTAMP|TIME"
)
_OPTION = rf"{_S}{_LITERAL}{_S}={_S}{_LITERAL}{_S}"
_HEAD = (
    rf"CREATE{_SPACE}(TEMPORARY{_SPACE})?TABLE{_SPACE}(IF{_SPACE}NOT{_SPACE}EXISTS{_SPACE})?"
    rf"({_NAME}(?:\.{_NAME})*+){_S}\("
)
_ELEMENT = (
    rf"{_S}(?:"
    rf"WATERMARK{_SPACE}FOR{_SPACE}({_NAME}){_SPACE}AS{_SPACE}({_EXPRESSION})"
    rf"|PRIMARY{_SPACE}KEY{_S}\(({_NAMES})\)(?:{_S}NOT{_SPACE}ENFORCED)?"
    rf"|({_NAME}){_SPACE}(?:AS{_SPACE}({_EXPRESSION})"
    rf"|({_TYPE})(?![A-Z0-9_])(?:{_S}\({_S}(\d++){_S}(?:,{_S}(\d++){_S})?\))?"
    rf"({_SPACE}NOT{_SPACE}NULL)?"
    rf"({_SPACE}METADATA(?:{_SPACE}FROM{_S}({_LITERAL}))?({_SPACE}VIRTUAL)?)?"
    rf"(?:{_SPACE}COMMENT{_S}({_LITERAL}))?)"
    rf"){_S}(?:,|(\)))"
)
_CLAUSES = (
    rf"{_S}(?:COMMENT{_S}({_LITERAL}){_S})?"
    rf"(?:DISTRIBUTED(?![A-Z0-9_])(?:{_SPACE}BY(?:{_SPACE}(?:HASH|RANGE))?{_S}\(({_NAMES})\))?"
    rf"(?:{_S}INTO{_SPACE}(\d++){_SPACE}BUCKETS(?![A-Z0-9_]))?{_S})?"
    rf"(?:PARTITIONED{_SPACE}BY{_S}\(({_NAMES})\){_S})?"
    rf"(?:WITH{_S}\(((?:{_OPTION},)*+(?:{_OPTION})?+){_S}\){_S})?\Z"
)
_OPTIONS = rf"({_LITERAL}){_S}={_S}({_LITERAL})"
_NO_TABLES = RESERVED | {"TEMPORARY", "REPLACE"}


class _Patterns(NamedTuple):
    head: re.Pattern[str]
    element: re.Pattern[str]
    clauses: re.Pattern[str]
    options: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """The expressions, compiled when the first table is read."""
    listed = (_HEAD, _ELEMENT, _CLAUSES, _OPTIONS)
    return _Patterns(*(re.compile(each, re.IGNORECASE | re.ASCII) for each in listed))


class _NotPlain(Exception):
    """Only the tokens tell what this is, or what is wrong with it."""


class _Elements:
    """What stands in the parentheses."""

    __slots__ = ("columns", "primary_key", "watermark")

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.primary_key: tuple[str, ...] = ()
        self.watermark: Watermark | None = None


def plain_table(sql: str) -> TableDefinition | None:
    """What a statement defines, if it is a plain CREATE TABLE without mistakes."""
    head = _patterns().head.match(sql)
    if head is None or head[3].upper() in _NO_TABLES:
        return None
    try:
        return _table(sql, head)
    except _NotPlain:
        return None


def _table(sql: str, head: re.Match[str]) -> TableDefinition:
    elements = _Elements()
    clauses = _patterns().clauses.match(sql, _read_elements(sql, head.end(), elements))
    if clauses is None:
        raise _NotPlain
    comment, distributed, buckets, partitioned, options = clauses.groups()
    distributed_by = _names(distributed)
    known = {column.name for column in elements.columns}
    keys = (*elements.primary_key, *distributed_by)
    if len(known) < len(elements.columns) or not known.issuperset(keys):
        raise _NotPlain
    return TableDefinition(
        parts(head[3]),
        tuple(elements.columns),
        elements.primary_key,
        distributed_by,
        int(buckets) if buckets else None,
        elements.watermark,
        _options(options),
        None,
        head[1] is not None,
        head[2] is not None,
        _value(comment),
        _names(partitioned),
    )


def _read_elements(sql: str, at: int, elements: _Elements) -> int:
    """Read up to the closing parenthesis; answers the place behind it."""
    match = _patterns().element.match
    while (found := match(sql, at)) is not None:
        of_watermark, moment, key, name, expression, *described, closing = found.groups()
        if name is not None:
            if expression is None:
                column = _described(name, *described)
            else:
                column = _computed(_name(name), expression)
            elements.columns.append(column)
        elif key is not None:
            elements.primary_key = _names(key)
        else:
            elements.watermark = Watermark(_name(of_watermark), _expression(moment))
        at = found.end()
        if closing is not None:
            return at
    raise _NotPlain


@lru_cache(maxsize=4096)  # the same columns go through many tables
def _described(
    name: str,
    type_: str,
    precision: str | None,
    scale: str | None,
    not_null: str | None,
    metadata: str | None,
    key: str | None,
    virtual: str | None,
    comment: str | None,
) -> Column:
    """A column with a type."""
    name = _name(name)
    type_ = type_.upper()
    if precision is not None:
        type_ += f"({precision})" if scale is None else f"({precision}, {scale})"
    if metadata is None:
        return Column(name, type_, not_null is not None, comment=_value(comment))
    return Column(
        name,
        type_,
        not_null is not None,
        ColumnKind.METADATA,
        _value(key),
        virtual is not None,
        _value(comment),
    )


def _computed(name: str, expression: str) -> Column:
    return Column(name, "", False, ColumnKind.COMPUTED, _expression(expression))


def _expression(written: str) -> str:
    if "COMMENT" in written.upper():  # it may end there
        raise _NotPlain
    return written.rstrip()


def _name(written: str) -> str:
    if written.upper() in RESERVED:
        raise _NotPlain
    return unquoted(written)


def _names(written: str | None) -> tuple[str, ...]:
    if written is None:
        return ()
    return tuple(_name(name.strip()) for name in written.split(","))


def _value(literal: str | None) -> str | None:
    return None if literal is None else literal_value(literal)


def _options(written: str | None) -> tuple[tuple[str, str], ...]:
    if written is None:
        return ()
    pairs = _patterns().options.findall(written)
    # of two, Flink takes the last
    return tuple({literal_value(key): literal_value(value) for key, value in pairs}.items())
