"""Rows that are hard on wrong claims: NULLs, duplicates, ties, few values, empty tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.proof.spec import Column

Row = tuple[object, ...]
_START = datetime(2030, 1, 1)


def rows_of(columns: tuple[Column, ...], random: Random) -> list[Row]:
    """Rows of a table; now and then none, and some of them twice."""
    if random.random() < 0.04:
        return []
    found = [
        tuple(_value(column, random) for column in columns) for _ in range(random.randint(18, 34))
    ]
    found += random.choices(found, k=random.randrange(5))
    return found


def _value(column: Column, random: Random) -> object:
    if random.random() < 0.1:
        return None
    match column.type:
        case "str":
            return random.choice(("a", "b", "c", "", "A"))
        case "ts":
            return _START + timedelta(minutes=random.randrange(0, 30, 3))
        case _:
            return random.choice((-1, 0, 1, 1, 2, 2, 3, 3, 4, 5))
