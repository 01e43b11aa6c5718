"""Reads what a plain CREATE TABLE defines: several times as quick as its tokens are read, with the
same result. What is not plain, or wrong, is left alone."""

import re
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from teal.model.statements import Column, ColumnKind, TableDefinition, Watermark
from teal.sql.plain.definitions import table_in
from teal.sql.quoting import literal_value, unquoted
from teal.sql.tokens import parts, upper
from teal.sql.words import RESERVED

# The groups of a table.
_TEMPORARY, _UNLESS_IT_EXISTS, _NAMED, _COLUMNS, _COMMENT = range(1, 6)
_BY, _BUCKETS, _PARTITIONED, _OPTIONS = range(6, 10)

_S = r"[ \t\r\n\f]*+"
_SPACE = r"[ \t\r\n\f]++"
_NAME = r"(?:[A-Z_][A-Z0-9_]*+|`[^`,]++`(?!`))"
_NAMES = rf"{_S}{_NAME}{_S}(?:,{_S}{_NAME}{_S})*+"
_QUOTED = "`[^`]++`"
_LITERAL = r"'(?:[^']++|'')*+'"
_ANY_LITERAL = rf"(?<![A-Z0-9_&-]){_LITERAL}"
_INNER = rf"\((?:[A-Z0-9_, \t\r\n\f]++|{_QUOTED}|{_ANY_LITERAL})*+\)"
_EXPRESSION = rf"(?:[A-Z0-9_<> \t\r\n\f]++|-(?!-)|{_ANY_LITERAL}|{_QUOTED}|{_INNER})++"
_TYPE = (
    "STRING|BIGINT|INT(?:EGER)?+|SMALLINT|TINYINT|BOOLEAN|DOUBLE|FLOAT|DATE|BYTES|DECIMAL|DEC"
    "|NUMERIC|VARCHAR|CHAR|VARBINARY|BINARY|TIMESTAMP_LTZ|TIMESTAMP|TIME"
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
    rf"){_S}"
)
_PAIR = rf"({_LITERAL}){_S}={_S}({_LITERAL})"
_NO_TABLES = frozenset({"TEMPORARY", "REPLACE"})  # beside what is reserved

_Element: TypeAlias = Column | Watermark | tuple[str, ...]
"""What stands between two commas; names are those of the primary key."""


class _Patterns(NamedTuple):
    element: re.Pattern[str]
    options: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """The expressions, compiled when the first table is read."""
    listed = (_ELEMENT, _PAIR)
    return _Patterns(*(re.compile(each, re.IGNORECASE | re.ASCII) for each in listed))


class _NotPlain(Exception):
    """Only the tokens tell what this is, or what is wrong with it."""


def plain_table(sql: str) -> TableDefinition | None:
    """What a statement defines, if it is a plain CREATE TABLE without mistakes."""
    found = table_in(upper(sql), 0)
    return None if found is None else defined_by(found, sql, 0)


def defined_by(found: re.Match[str], sql: str, offset: int) -> TableDefinition | None:
    """What a plain table that was found in a text defines, if it is without mistakes; `sql` is
    its statement, which stands at `offset` of the text."""
    if found[_NAMED] in _NO_TABLES:
        return None
    try:
        return _table(_Said(found, sql, offset))
    except _NotPlain:
        return None


class _Said:
    """What the groups of a table hold, as the author wrote it."""

    __slots__ = ("found", "offset", "sql")

    def __init__(self, found: re.Match[str], sql: str, offset: int) -> None:
        self.found = found
        self.sql = sql
        self.offset = offset

    def text(self, group: int) -> str | None:
        first, last = self.found.span(group)
        return None if first < 0 else self.sql[first - self.offset : last - self.offset]

    def elements(self) -> list[str]:
        """What stands between the commas in the parentheses."""
        return _parted(self.text(_COLUMNS) or "")


def _table(said: _Said) -> TableDefinition:
    columns, primary_key, watermark = _read_elements(said.elements())
    distributed_by = _names(said.text(_BY))
    known = {column.name for column in columns}
    if len(known) < len(columns) or not known.issuperset((*primary_key, *distributed_by)):
        raise _NotPlain
    buckets = said.text(_BUCKETS)
    return TableDefinition(
        parts(said.text(_NAMED) or ""),
        tuple(columns),
        primary_key,
        distributed_by,
        int(buckets) if buckets else None,
        watermark,
        _options(said.text(_OPTIONS)),
        None,
        said.found[_TEMPORARY] is not None,
        said.found[_UNLESS_IT_EXISTS] is not None,
        _value(said.text(_COMMENT)),
        _names(said.text(_PARTITIONED)),
    )


def _parted(columns: str) -> list[str]:
    """The text between the commas, but for those in parentheses and literals. Parentheses in
    literals may mislead it; what comes out then is no element."""
    elements: list[str] = []
    held = ""
    for part in columns.split(","):
        element = f"{held},{part}" if held else part
        if element.count("(") == element.count(")") and element.count("'") % 2 == 0:
            elements.append(element)
            held = ""
        else:
            held = element
    return [*elements, held] if held else elements


def _read_elements(
    written: list[str],
) -> tuple[list[Column], tuple[str, ...], Watermark | None]:
    """The columns, primary key and watermark."""
    columns: list[Column] = []
    primary_key: tuple[str, ...] = ()
    watermark: Watermark | None = None
    for element in map(_element, written):
        if isinstance(element, Column):
            columns.append(element)
        elif isinstance(element, tuple):
            primary_key = element
        else:
            watermark = element
    return columns, primary_key, watermark


@lru_cache(maxsize=8192)  # the same columns go through many tables
def _element(written: str) -> _Element:
    found = _patterns().element.fullmatch(written)
    if found is None:
        raise _NotPlain
    of_watermark, moment, key, name, expression, *described = found.groups()
    if name is None:
        return (
            _names(key) if key is not None else Watermark(_name(of_watermark), _expression(moment))
        )
    if expression is not None:
        return _computed(_name(name), expression)
    return _described(name, *described)


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
    if "''" not in written:
        texts = written.split("'")
        return tuple(dict(zip(texts[1::4], texts[3::4], strict=True)).items())
    pairs = _patterns().options.findall(written)
    # of two, Flink takes the last
    return tuple({literal_value(key): literal_value(value) for key, value in pairs}.items())
