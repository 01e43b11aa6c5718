"""Time in queries: the machine's clock where the rows' own time belongs, and event time that no
watermark makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from teal.model.diagnostics import Diagnostic
from teal.model.statements import ColumnKind, Parts, TableDefinition
from teal.planning.checks.codes import Code, mistake, warning
from teal.planning.checks.sight import Sight
from teal.sql.outline import Select, Source
from teal.sql.outputs import Expression, TableColumn, selects
from teal.sql.words import words

_GROUP_WINDOWS = words("TUMBLE HOP SESSION")
_USES_TIME = words("SYSTEM_TIME DESCRIPTOR OVER MATCH_RECOGNIZE TUMBLE HOP SESSION")


class _Use(NamedTuple):
    """A column (or PROCTIME()) taken as time: at a token, in a SELECT, for something that `what`
    names. `needs_watermark` says that Flink refuses any column that is no time attribute."""

    at: int
    select: Select
    source: Source | None
    what: str
    needs_watermark: bool = True
    versioned: Parts = ()  # the table whose versions are joined


def time_findings(sight: Sight) -> Iterator[Diagnostic]:
    """One finding for each kind of trouble in a unit."""
    if not sight.mentions(_USES_TIME):
        return
    told: set[Code] = set()
    for query in sight.queries:
        for select in selects(query):
            for use in _uses(sight, select):
                found = _judged(sight, use)
                if found is not None and Code(found.code) not in told:
                    told.add(Code(found.code))
                    yield found


def _judged(sight: Sight, use: _Use) -> Diagnostic | None:
    if _is_call(sight, use.at):
        return _processing_time(sight, use)
    path = sight.walk.parts(use.at)
    for leaf in _leaves(sight, use, path):
        if isinstance(leaf, Expression):
            if _is_call(sight, leaf.item.first):
                return _processing_time(sight, use)
        elif definition := sight.known.definition(leaf.table):
            if _is_processing_time(definition, leaf.column):
                return _processing_time(sight, use)
            watermark = definition.watermark
            if use.needs_watermark and (watermark is None or watermark.column != leaf.column):
                return _no_watermark(sight, use, leaf)
            if use.versioned:
                return _no_versions(sight, use)
    return None


def _leaves(sight: Sight, use: _Use, path: Parts) -> tuple[Expression | TableColumn, ...]:
    if use.source is None:
        return sight.outputs.named(use.select, path) or ()
    bare = use.source._replace(alias=None, columns=(), is_window=False, is_match=False)
    return sight.outputs.named(use.select._replace(sources=(bare,)), path) or ()


def _is_call(sight: Sight, index: int) -> bool:
    return sight.walk.keys[index : index + 3] == ["PROCTIME", "(", ")"]


def _is_processing_time(definition: TableDefinition, column: str) -> bool:
    return any(
        each.name == column
        and each.kind is ColumnKind.COMPUTED
        and "PROCTIME" in (each.expression or "").upper()
        for each in definition.columns
    )


def _processing_time(sight: Sight, use: _Use) -> Diagnostic:
    return warning(
        Code.PROCESSING_TIME,
        f"{use.what} goes by processing time, the clock of the machine: a new version that reads "
        "history gives other rows than the old one did.",
        sight.place(use.at),
        "Use the rows' own time, with a WATERMARK, where the result has to be the same.",
    )


def _no_watermark(sight: Sight, use: _Use, column: TableColumn) -> Diagnostic:
    table = sight.known.logical(column.table)
    return mistake(
        Code.NO_WATERMARK,
        f"{use.what} needs event time, but `{column.column}` of `{table}` has no WATERMARK.",
        sight.place(use.at),
        f"Add WATERMARK FOR {column.column} AS {column.column} - INTERVAL '5' SECOND to "
        f"CREATE TABLE {table}.",
    )


def _no_versions(sight: Sight, use: _Use) -> Diagnostic | None:
    """What is joined as of an event time is found by its own event time."""
    definition = sight.known.definition(use.versioned)
    if definition is None or definition.watermark is not None:
        return None
    table = sight.known.logical(use.versioned)
    return mistake(
        Code.NO_WATERMARK,
        f"{use.what} needs the event time of `{table}` too, and it has no WATERMARK.",
        sight.place(use.at),
        f"Add a WATERMARK for the time since when a row of `{table}` holds.",
    )


# Where time is used


def _uses(sight: Sight, select: Select) -> Iterator[_Use]:
    keys = sight.walk.keys
    for source in select.sources:
        if source.is_window:
            yield from _of_window(sight, select, source)
        if source.is_as_of:
            yield from _of_version(sight, select, source)
        if source.is_match:
            yield from _of_match(sight, select, source)
    for item in select.group or ():
        if keys[item.first] in _GROUP_WINDOWS and keys[item.first + 1] == "(":
            yield _Use(item.first + 2, select, None, f"the window {keys[item.first]}")
    for item in select.items:
        yield from _of_over(sight, select, item.first, item.last)


def _of_window(sight: Sight, select: Select, source: Source) -> Iterator[_Use]:
    """DESCRIPTOR(column) behind the table that a window function is given."""
    keys = sight.walk.keys
    for index in range(source.at, min(source.at + 60, select.last)):
        if keys[index] == "DESCRIPTOR" and keys[index + 1] == "(":
            yield _Use(index + 2, select, source, "the window")
            return
        if keys[index] in ("SELECT", "FROM"):
            return


def _of_version(sight: Sight, select: Select, source: Source) -> Iterator[_Use]:
    """FOR SYSTEM_TIME AS OF column: a temporal join, or a look-up."""
    keys = sight.walk.keys
    for index in range(source.at, min(source.at + 12, select.last)):
        if keys[index] == "SYSTEM_TIME":
            yield _Use(index + 3, select, None, "this temporal join", versioned=source.table)
            return


def _of_match(sight: Sight, select: Select, source: Source) -> Iterator[_Use]:
    """ORDER BY of MATCH_RECOGNIZE (…)."""
    keys = sight.walk.keys
    for index in range(source.at, min(source.at + 12, select.last)):
        if keys[index] == "MATCH_RECOGNIZE":
            closer = sight.walk.closers[index + 1]
            order = sight.walk.until(index + 2, closer, frozenset({"ORDER"}))
            if order < closer:
                yield _Use(order + 2, select, source, "MATCH_RECOGNIZE")
            return


def _of_over(sight: Sight, select: Select, first: int, last: int) -> Iterator[_Use]:
    """ORDER BY of OVER (…). Flink ranks by any column, but aggregates by time attributes only."""
    keys, closers = sight.walk.keys, sight.walk.closers
    for index in range(first, last - 1):
        if keys[index] != "OVER" or keys[index + 1] != "(":
            continue
        closer = closers[index + 1]
        order = sight.walk.until(index + 2, closer, frozenset({"ORDER"}))
        if order < closer:
            yield _Use(order + 2, select, None, "this OVER window", needs_watermark=False)
