"""Which columns of a comparison stand in the scratch file, and how a record becomes a row."""

from __future__ import annotations

import json
import re

from msgspec import Struct

from teal.model.validation import ComparedColumn, Comparison
from teal.validation.columns import Column, Kind, column, columns_of
from teal.validation.json_text import ANYTHING, long_numbers


class Layout(Struct, frozen=True):
    """The columns of one comparison. `compared` leaves out the key, `key` identifies; an append
    table has no key and compares all. `watched` must not be null in a created table."""

    key: tuple[Column, ...]
    compared: tuple[Column, ...]
    watched: tuple[Column, ...]
    event_time: Column | None

    @property
    def stored(self) -> tuple[Column, ...]:
        """What is taken out of a record's value, beside its key."""
        time = (self.event_time,) if self.event_time is not None else ()
        return (*self.compared, *self.watched, *time)

    def rewritten(self) -> re.Pattern[str] | None:
        """Matches records whose JSON must be written anew before DuckDB reads it."""
        columns = (*self.key, *self.stored)
        if any(each.kind is Kind.NESTED for each in columns):
            return ANYTHING
        return long_numbers(each.name for each in columns if each.needs_exact_text)

    @property
    def stepping(self) -> tuple[Column, ...]:
        """Compared columns whose differences mean something."""
        return tuple(each for each in self.compared if each.kind.is_stepping)

    def equal(self, left: str, right: str) -> str:
        """SQL: whether two rows (aliases) agree in every compared column."""
        terms = [each.same(f"{left}.{each.sql}", f"{right}.{each.sql}") for each in self.compared]
        return " AND ".join(terms) or "true"

    def differing(self, left: str, right: str) -> str:
        """SQL: the list of the columns' names in which two rows differ."""
        terms = [
            f"CASE WHEN NOT {each.same(f'{left}.{each.sql}', f'{right}.{each.sql}')} "
            f"THEN {literal(each.name)} END"
            for each in self.compared
        ]
        return f"list_filter([{', '.join(terms)}]::VARCHAR[], lambda x: x IS NOT NULL)"


def layout_of(comparison: Comparison) -> Layout:
    """The layout of a comparison. Key columns that are not among its columns are plain text."""
    types = {each.name: each for each in comparison.columns}
    key = columns_of(
        (types.get(name, ComparedColumn(name, "STRING")) for name in comparison.key), "k"
    )
    compared = columns_of(each for each in comparison.columns if each.name not in comparison.key)
    watched = columns_of(
        (
            ComparedColumn(name, "STRING")
            for name in comparison.not_null
            if name not in comparison.key and name not in types
        ),
        "w",
    )
    return Layout(key, compared, watched, _event_time(comparison))


def _event_time(comparison: Comparison) -> Column | None:
    if comparison.is_upsert or comparison.event_time is None:
        return None
    return column(comparison.event_time, "TIMESTAMP(3)", "et")


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def pointer(name: str) -> str:
    """The JSON pointer of a field, as an SQL literal."""
    return literal("/" + name.replace("~", "~0").replace("/", "~1"))


def named(key: str, layout: Layout, hidden: frozenset[str]) -> str:
    """A canonical key as a person reads it: `order_id=7, line_no=2`."""
    values = json.loads(key)
    return ", ".join(
        f"{each.name}={'•••' if each.name in hidden else 'null' if value is None else value}"
        for each, value in zip(layout.key, values, strict=True)
    )
