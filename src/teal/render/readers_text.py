"""Who reads a table and which of its columns, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teal.model.explanation import ColumnUse, Explanation, Reader
from teal.render.words import listed, shortened

_MOST_USES = 4  # of one column by one reader


def reader_lines(found: Explanation) -> Iterator[str]:
    """A line a reader, below it one for each column that it takes."""
    if not found.readers:
        yield "no unit of the project"
        return
    for reader in found.readers:
        yield _reader(reader, found.table)
        if reader.every:
            yield f"  all columns count: {reader.every}"
        for column, said in _by_column(reader.uses):
            yield f"  {column}: {said}"
        if not reader.uses and not reader.every:
            yield "  none of its columns"
    if found.unused:
        yield f"no unit reads {listed(found.unused, 20)}"


def _reader(reader: Reader, table: str) -> str:
    now = f" reads {reader.reads} now" if reader.reads else ", of which no version serves yet,"
    way = f" {table} through {' and '.join(reader.through)}" if reader.through else ""
    if not reader.reads:
        way = f" reads{way or ' it'}"
    elif way:
        way = f", and so{way}"
    return f"{reader.unit} ({reader.place}){now}{way}"


def _by_column(uses: Sequence[ColumnUse]) -> Iterator[tuple[str, str]]:
    found: dict[str, list[ColumnUse]] = {}
    for use in uses:
        found.setdefault(use.column, []).append(use)
    for column, each in sorted(found.items()):
        into = [f"{use.into}{_line(use)}" for use in each if use.into]
        rows = [f"{use.clause}{_line(use)}" for use in each if not use.into]
        said = [f"for {shortened(into, _MOST_USES)}"] if into else []
        said += [f"decides the rows by {shortened(rows, _MOST_USES)}"] if rows else []
        yield column, "; ".join(said)


def _line(use: ColumnUse) -> str:
    return f" (line {use.place.rpartition(':')[2]})"
