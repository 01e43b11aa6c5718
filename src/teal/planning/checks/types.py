"""Columns that go as they are into a column of a type that cannot take them. Only what stands there
by itself (or under MIN and MAX) is judged: the type of any other expression is Flink's to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from teal.model.diagnostics import Diagnostic
from teal.model.statements import ColumnKind
from teal.planning.checks.codes import Code, mistake
from teal.planning.checks.missing import place_in
from teal.planning.lineage.contents import Content
from teal.planning.lineage.world import World
from teal.sql.shape.values import Input, ShapeColumn, Unshaped

_AROUND = re.compile(r"(?:\d+(?:\.\d+)*\[(.*)\]|(?:MIN|MAX)\(\)\((.*)\))")
_BARE = re.compile(r"\d+(?:\.\d+)*\.(.+)")
_LONGEST_WAY = 20  # views, one on the other
_SAME = {
    "INTEGER": "INT",
    "DEC": "DECIMAL",
    "NUMERIC": "DECIMAL",
    "DOUBLE PRECISION": "DOUBLE",
    "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
    "TIMESTAMP WITH LOCAL TIME ZONE": "TIMESTAMP_LTZ",
    "CHAR": "STRING",
    "VARCHAR": "STRING",
    "BINARY": "BYTES",
    "VARBINARY": "BYTES",
}
_TAKEN_BY: dict[str, frozenset[str]] = {
    name: frozenset(taken.split())
    for name, taken in {
        "STRING": "STRING",
        "BYTES": "BYTES",
        "BOOLEAN": "BOOLEAN",
        "TINYINT": "TINYINT SMALLINT INT BIGINT DECIMAL FLOAT DOUBLE",
        "SMALLINT": "SMALLINT INT BIGINT DECIMAL FLOAT DOUBLE",
        "INT": "INT BIGINT DECIMAL FLOAT DOUBLE",
        "BIGINT": "BIGINT DECIMAL FLOAT DOUBLE",
        "DECIMAL": "DECIMAL FLOAT DOUBLE",
        "FLOAT": "DECIMAL FLOAT DOUBLE",
        "DOUBLE": "DECIMAL DOUBLE",
        "DATE": "DATE",
        "TIME": "TIME",
        "TIMESTAMP": "DATE TIME TIMESTAMP TIMESTAMP_LTZ",
        "TIMESTAMP_LTZ": "TIMESTAMP TIMESTAMP_LTZ",
    }.items()
}
"""What Flink's planner takes without a cast, asked of it for each pair."""


def type_findings(world: World, units: Iterable[str]) -> Iterator[Diagnostic]:
    """One finding for each column of these units that gets what its type cannot take."""
    for unit in units:
        contents = world.contents(unit)
        for content in () if isinstance(contents, Unshaped) else contents:
            for name, column in content.columns.items():
                found = _source(world, column)
                if found is not None:
                    yield from _judged(world, unit, content, name, found)


def _judged(
    world: World, unit: str, content: Content, name: str, source: Input
) -> Iterator[Diagnostic]:
    given, taken = _type(world, *source), _type(world, content.table, name)
    if not given or not taken or _fits(given, taken):
        return
    yield mistake(
        Code.COLUMN_TYPE,
        f"`{source.column}` of `{source.table}` is {given}, and goes into `{name}` of "
        f"`{content.table}`, which is {taken}.",
        place_in(world, unit, content.columns[name].written.at),
        f"Cast it, or give `{name}` the type {given}.",
    )


def _fits(given: str, taken: str) -> bool:
    one, other = _family(given), _family(taken)
    return one not in _TAKEN_BY or other not in _TAKEN_BY or other in _TAKEN_BY[one]


def _family(written: str) -> str:
    bare = re.sub(r"\([^()]*\)", "", written.upper())
    found = " ".join(bare.replace("NOT NULL", " ").split())
    return _SAME.get(found, found)


def _source(world: World, column: ShapeColumn) -> Input | None:
    """The column of a table that stands here by itself, also behind views."""
    for _ in range(_LONGEST_WAY):
        text = column.text
        while (around := _AROUND.fullmatch(text)) is not None:
            text = around[1] or around[2] or ""
        bare = _BARE.fullmatch(text)
        reads = tuple(column.reads)
        if bare is None or len(reads) != 1 or bare[1] != reads[0].column:
            return None
        if not world.is_view(reads[0].table):
            return reads[0]
        contents = world.contents(reads[0].table)
        if isinstance(contents, Unshaped) or len(contents) != 1:
            return None
        behind = contents[0].columns.get(reads[0].column)
        if behind is None:
            return None
        column = behind
    return None


def _type(world: World, table: str, column: str) -> str:
    """As the definition says it; "" where that is not known."""
    definition = world.definition(table)
    for each in definition.columns if definition is not None else ():
        if each.name == column and each.kind is not ColumnKind.COMPUTED:
            return each.type
    return ""
