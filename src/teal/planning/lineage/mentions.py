"""Where an expression reads an input column: in itself, or in a piece that it takes out of a
subquery."""

from __future__ import annotations

import re

from teal.sql.shape.values import Clause, ShapeColumn, Written


def mention(reader: ShapeColumn | Clause, column: str) -> Written:
    """The piece of text in which a column stands by its name, or else the whole."""
    name = re.compile(rf"(?<!\w){re.escape(column)}(?!\w)")
    pieces = (reader.written, *reader.within)
    return next((each for each in pieces if name.search(each.text)), reader.written)
