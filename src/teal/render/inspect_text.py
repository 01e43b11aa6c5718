"""What an inspection found, for people: a line a statement."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.statements import Parts
from teal.model.wording import plural
from teal.planning.inspection import Inspected, Inspection
from teal.render.words import shortened

_MOST_NAMES = 6


def inspect_text(file: str, found: Inspection) -> str:
    """Place, kind, what is written and read, whether state is kept; what is wrong below it."""
    heads = [
        (f"{file}:{each.statement.line}", each.statement.kind.value) for each in found.statements
    ]
    widths = [max((len(head[side]) for head in heads), default=0) for side in (0, 1)]
    lines: list[str] = []
    for (place, kind), each in zip(heads, found.statements, strict=True):
        flow = f"{place:<{widths[0]}}  {kind:<{widths[1]}}  {_flow(each)}"
        lines.append(flow.rstrip())
        lines += (f"  {problem}" for problem in each.diagnostics)
    lines += (str(problem) for problem in found.loose)
    return "\n".join(lines)


def summary(statements: int, files: int, errors: int) -> str:
    """The last line."""
    what = f"{plural(statements, 'statement')} in {plural(files, 'file')}"
    return f"{what}: {plural(errors, 'mistake')}." if errors else f"{what}."


def _flow(each: Inspected) -> str:
    return "  ".join(_words(each))


def _words(each: Inspected) -> Iterator[str]:
    statement = each.statement
    if statement.writes:
        yield _names(statement.writes)
    if statement.reads:
        yield f"<- {_names(statement.reads)}"
    if statement.stateful:
        yield "(stateful)"


def _names(names: tuple[Parts, ...]) -> str:
    return shortened([".".join(parts) for parts in names], _MOST_NAMES)
