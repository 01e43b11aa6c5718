"""Functions that answer something else each time: blue and green, which run at different times,
would never agree on what they decide."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic
from teal.model.project import TableSource
from teal.planning.checks.codes import Code, ticked, warning
from teal.planning.checks.sight import Sight
from teal.sql.outline import Insertion, Query
from teal.sql.outputs import Expression, selects
from teal.sql.volatile import VOLATILE, volatile_calls


def volatile_findings(sight: Sight) -> Iterator[Diagnostic]:
    """Keys, compared columns and rows that such a function decides."""
    if not sight.mentions(VOLATILE):
        return
    for insertion in sight.insertions:
        table = sight.known.table(insertion.target)
        if table is not None:
            yield from _of_columns(sight, insertion, table)
    for query in sight.queries:
        yield from _of_rows(sight, query)


def _of_columns(sight: Sight, insertion: Insertion, table: TableSource) -> Iterator[Diagnostic]:
    expected = sight.expected(insertion) or ()
    found = {
        column: call
        for at, column in enumerate(expected)
        if (call := _call_behind(sight, insertion.query, at)) is not None
    }
    ignored = sight.known.environment.validation.ignore.get(table.logical, ())
    keys = [column for column in found if column in table.definition.primary_key]
    others = [column for column in found if column not in (*keys, *ignored)]
    if keys:
        yield warning(
            Code.VOLATILE_KEY,
            f"{_called(sight, found[keys[0]])} makes the key {ticked(keys)} of `{table.logical}`: "
            "a new version gets other keys for the same rows, and the same row twice after a "
            "restart.",
            sight.place(found[keys[0]]),
            "Make the key of columns that the input has, for example by a hash of them.",
        )
    if others:
        yield warning(
            Code.VOLATILE_COLUMN,
            f"{_called(sight, found[others[0]])} makes {ticked(others)} of `{table.logical}`: no "
            "comparison of two versions can find them equal.",
            sight.place(found[others[0]]),
            f"Take a time of the input, or leave them out of comparisons: "
            f"`validation.ignore: {{{table.logical}: [{', '.join(others)}]}}`.",
        )


def _call_behind(sight: Sight, query: Query, at: int) -> int | None:
    """The token of a call that the value of a query's column hangs on."""
    for leaf in sight.outputs.leaves(query, at) or ():
        if isinstance(leaf, Expression):
            for call in volatile_calls(sight.walk, leaf.item.first, leaf.item.last):
                return call
    return None


def _of_rows(sight: Sight, query: Query) -> Iterator[Diagnostic]:
    """One for each query: calls in WHERE, HAVING and GROUP BY. PROCTIME is told elsewhere."""
    for select in selects(query):
        ranges = [*select.where, *((item.first, item.last) for item in select.group or ())]
        for first, last in ranges:
            for call in volatile_calls(sight.walk, first, last):
                if sight.walk.keys[call] == "PROCTIME":
                    continue
                yield warning(
                    Code.VOLATILE_ROWS,
                    f"{_called(sight, call)} decides which rows `{sight.unit.name}` has: a new "
                    "version that reads history keeps others than the old one did.",
                    sight.place(call),
                    "Compare with a time of the input, or let the state's time to live or the "
                    "topic's retention forget old rows.",
                )
                return


def _called(sight: Sight, call: int) -> str:
    walk = sight.walk
    return f"{walk.tokens.word(call)}{'()' if walk.keys[call + 1] == '(' else ''}"
