"""How values of each SQL type are made canonical, as DuckDB expressions.

Text of JSON becomes typed values: times in UTC, decimals at their scale, −0.0 as 0.0, NaN equal
to itself, NULL equal to NULL; floating-point columns alone are compared by a tolerance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from teal.model.validation import ComparedColumn

EXACT_DIGITS = 15
"""DuckDB reads numbers in JSON as doubles: longer decimals must come to it as text."""


class Kind(Enum):
    """What can be done with the values of a column."""

    NUMBER = "number"
    FLOAT = "float"
    TIME = "time"
    PLAIN = "plain"
    NESTED = "nested"

    @property
    def is_stepping(self) -> bool:
        """Whether differences between values mean something."""
        return self in (Kind.NUMBER, Kind.FLOAT, Kind.TIME)


class Column(Struct, frozen=True):
    """One column of a comparison. `sql` is its name in our tables, `stored` its DuckDB type,
    `stepped` the type in which its differences are exact."""

    name: str
    sql: str
    kind: Kind
    stored: str
    stepped: str = ""

    @property
    def needs_exact_text(self) -> bool:
        """Whether JSON numbers may hold more digits than a double keeps."""
        found = re.match(r"DECIMAL\((\d+)", self.stored)
        return found is not None and int(found[1]) > EXACT_DIGITS

    def parsed(self, text: str) -> str:
        """The canonical value of a text; NULL where the text is not of the type."""
        if self.kind is Kind.FLOAT:
            return f"(TRY_CAST({text} AS DOUBLE) + 0.0)"
        return text if self.stored == "VARCHAR" else f"TRY_CAST({text} AS {self.stored})"

    def steps(self, value: str) -> str:
        """The value in a form whose differences can be taken; itself where they mean nothing."""
        match self.kind:
            case Kind.TIME:
                unit = "epoch_ns" if self.stored == "TIMESTAMP_NS" else "epoch_us"
                return f"CAST({unit}({value}) AS HUGEINT)"
            case Kind.NUMBER:
                return f"CAST({value} AS {self.stepped})"
            case Kind.FLOAT | Kind.PLAIN | Kind.NESTED:
                return value

    def same(self, left: str, right: str) -> str:
        """Whether two canonical values (or their stepping forms) are the same; never NULL."""
        if self.kind is Kind.FLOAT:
            return f"near({left}, {right})"
        return f"({left} IS NOT DISTINCT FROM {right})"

    def shown(self, value: str) -> str:
        """The value as text for a person."""
        return f"coalesce(CAST({value} AS VARCHAR), 'NULL')"


def columns_of(compared: Iterable[ComparedColumn], prefix: str = "c") -> tuple[Column, ...]:
    """The columns in order, each under a name of our own."""
    return tuple(column(each.name, each.type, f"{prefix}{n}") for n, each in enumerate(compared))


_TYPE = re.compile(r"\s*([A-Z_]+)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?")
_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT"})
_DECIMALS = frozenset({"DECIMAL", "NUMERIC", "DEC"})
_FLOATS = frozenset({"FLOAT", "DOUBLE", "REAL"})
_TEXTS = frozenset({"CHAR", "CHARACTER", "VARCHAR", "STRING", "BINARY", "VARBINARY", "BYTES"})


def column(name: str, sql_type: str, sql: str) -> Column:
    """A column by its SQL type. What is not known here is compared as JSON."""
    found = _TYPE.match(sql_type.upper())
    base = found[1] if found else ""
    if base in _INTEGERS:
        return Column(name, sql, Kind.NUMBER, "BIGINT", "HUGEINT")
    if found and base in _DECIMALS:
        precision, scale = int(found[2] or 10), int(found[3] or 0)
        stored, stepped = f"DECIMAL({precision}, {scale})", f"DECIMAL(38, {scale})"
        return Column(name, sql, Kind.NUMBER, stored, stepped)
    if base in _FLOATS:
        return Column(name, sql, Kind.FLOAT, "DOUBLE")
    if base in ("TIMESTAMP", "TIMESTAMP_LTZ"):
        is_long = found is not None and int(found[2] or 6) > 6
        return Column(name, sql, Kind.TIME, "TIMESTAMP_NS" if is_long else "TIMESTAMP")
    if base in ("BOOLEAN", "DATE", "TIME"):
        return Column(name, sql, Kind.PLAIN, base)
    return Column(name, sql, Kind.PLAIN if base in _TEXTS else Kind.NESTED, "VARCHAR")
