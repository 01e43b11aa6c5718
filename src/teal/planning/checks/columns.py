"""Whether the columns of a query are those of the table that it fills; Flink goes by position."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic
from teal.model.statements import TableDefinition
from teal.planning.checks.codes import Code, mistake, ticked, warning
from teal.planning.checks.known import written_columns
from teal.planning.checks.sight import Sight
from teal.sql.outline import Insertion
from teal.sql.outputs import Output


def column_findings(sight: Sight) -> Iterator[Diagnostic]:
    """Columns that are too many, too few, unknown, or at each other's places."""
    for insertion in sight.insertions:
        definition = sight.known.definition(insertion.target)
        if definition is None:
            continue
        if insertion.columns is not None:
            yield from _listed(sight, insertion, definition)
        expected = sight.expected(insertion)
        outputs = sight.outputs.of_query(insertion.query)
        if outputs is None or expected is None:
            continue
        if len(outputs) != len(expected):
            yield _count(sight, insertion, expected, outputs)
        else:
            yield from _order(sight, insertion, expected, outputs)
    yield from _of_view(sight)


def _count(
    sight: Sight, insertion: Insertion, expected: tuple[str, ...], outputs: tuple[Output, ...]
) -> Diagnostic:
    name = sight.known.logical(insertion.target)
    given = [output.name or "…" for output in outputs]
    many = "1 column" if len(outputs) == 1 else f"{len(outputs)} columns"
    listed = insertion.columns is not None
    takes = f"the list for `{name}` has" if listed else f"`{name}` takes"
    message = (
        f"the query gives {many} ({_row(given)}), but {takes} {len(expected)} "
        f"({_row(list(expected))})."
    )
    hint = "Flink fills columns by position: give the query or the definition what it lacks."
    return mistake(Code.COLUMN_COUNT, message, sight.place(insertion.at), hint)


def _row(names: list[str], most: int = 12) -> str:
    return ", ".join(names if len(names) <= most else [*names[: most - 1], "…"])


def _order(
    sight: Sight, insertion: Insertion, expected: tuple[str, ...], outputs: tuple[Output, ...]
) -> Iterator[Diagnostic]:
    """A column whose name is that of another column of the table, which does not get it."""
    where = {name: at for at, name in enumerate(expected)}
    misplaced = [
        (output, expected[at])
        for at, output in enumerate(outputs)
        if output.name is not None
        and output.name != expected[at]
        and output.name in where
        and outputs[where[output.name]].name != output.name
    ]
    if misplaced:
        output, column = misplaced[0]
        name = sight.known.logical(insertion.target)
        at = insertion.at if output.item is None else output.item.first
        more = f", and {len(misplaced) - 1} more" if len(misplaced) > 1 else ""
        message = f"`{output.name}` of the query goes into `{column}` of `{name}`{more}."
        hint = "Flink fills columns by position, not by name: put them in the table's order."
        yield warning(Code.COLUMN_ORDER, message, sight.place(at), hint)


def _listed(
    sight: Sight, insertion: Insertion, definition: TableDefinition
) -> Iterator[Diagnostic]:
    """What is wrong with the columns that an INSERT lists."""
    written = written_columns(definition)
    name = sight.known.logical(insertion.target)
    seen = {*insertion.fixed}
    for item in insertion.columns or ():
        if len(item.path) != 1:
            return
        column = item.path[0]
        if column in seen or column not in written:
            what = "is listed twice" if column in seen else f"is no column of `{name}` to write to"
            yield mistake(
                Code.LISTED_COLUMN,
                f"`{column}` {what}.",
                sight.place(item.first),
                f"The columns that can be written are {ticked(list(written), 12)}.",
            )
        seen.add(column)
    needed = {column.name for column in definition.columns if column.not_null}
    needed.update(definition.primary_key)
    missing = [column for column in written if column in needed and column not in seen]
    if missing:
        yield mistake(
            Code.LISTED_COLUMN,
            f"the list leaves out {ticked(missing)}, which cannot be NULL.",
            sight.place(insertion.at),
            "List it and give it a value.",
        )


def _of_view(sight: Sight) -> Iterator[Diagnostic]:
    for query in sight.queries if sight.view_columns else ():
        outputs = sight.outputs.of_query(query)
        if outputs is not None and len(outputs) != len(sight.view_columns):
            yield mistake(
                Code.COLUMN_COUNT,
                f"the view `{sight.unit.name}` lists {len(sight.view_columns)} columns "
                f"({_row(list(sight.view_columns))}), but its query gives {len(outputs)}.",
                sight.unit.place,
                "Give both the same columns.",
            )
