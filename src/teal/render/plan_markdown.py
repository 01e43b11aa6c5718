"""A plan as Markdown for a pull request: the summary first, details folded, and a picture of the
touched part of the graph. However large the plan is, a comment on GitHub can hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from teal.model.changes import Action, UnitAction
from teal.model.plan import Plan, PlanKind
from teal.model.wording import plural, visible
from teal.render.markdown import cell, code, fenced, folded, label
from teal.render.plan_text import plan_text, summary_line
from teal.render.words import listed

_MOST = 60_000  # GitHub refuses a comment of more than 65,536 characters
_MOST_OF_TABLE = 24_000
_MOST_OF_PART = 6_000
_MOST_NODES = 60  # a picture should be readable
_MOST_REASONS = 3


def plan_markdown(plan: Plan) -> str:
    """The whole plan."""
    said = visible("\n".join(_lines(plan)))
    full = _within(plan_text(plan).split("\n"), _MOST - len(said), "line")
    return "\n".join((said, *folded("The plan in full", tuple(fenced(tuple(full))))))


def _lines(plan: Plan) -> Iterator[str]:
    yield f"### {summary_line(plan)}"
    yield ""
    revision = cell(str(plan.revision))
    yield f"Release {plan.release} of {plan.project} in {plan.environment}, from {revision}"
    yield ""
    if plan.kind is PlanKind.DEPLOY:
        yield from _actions(plan)
        yield from _in_line(plan)
    yield from _notes(plan)
    if plan.kind is PlanKind.DEPLOY:
        yield from _picture(plan)


def _within(lines: Sequence[str], most: int, what: str) -> Iterator[str]:
    """The first lines, and how many more there are than so many characters hold."""
    left = most
    for number, line in enumerate(lines):
        left -= len(line) + 1
        if left < 0:
            yield f"… and {plural(len(lines) - number, f'more {what}')}: `teal plan` shows all."
            return
        yield line


def _actions(plan: Plan) -> Iterator[str]:
    acted = [each for each in plan.actions if each.action is not Action.KEEP]
    if acted:
        yield "| | unit | new version | because |"
        yield "|---|---|---|---|"
        made = {u.key.unit: ", ".join(v.physical for v in u.targets) for u in plan.units}
        rows = [_row(each, made.get(each.unit, "")) for each in acted]
        *shown, last = _within(rows, _MOST_OF_TABLE, "unit")
        yield from shown
        yield last if last.startswith("|") else f"| | {last} | | |"
        yield ""
    kept = [each.unit for each in plan.actions if each.action is Action.KEEP]
    if kept:
        yield f"Runs on, untouched: {plural(len(kept), 'unit')}."
        yield ""
        yield from folded("Untouched units", (listed([code(name) for name in kept], 100),))


def _row(action: UnitAction, made: str) -> str:
    reasons = [cell(reason) for reason in action.reasons[:_MOST_REASONS]]
    more = len(action.reasons) - _MOST_REASONS
    if more > 0:
        reasons.append(f"… and {plural(more, 'more reason')}")
    new = cell(code(made)) if made else ""
    unit = cell(code(action.unit))
    return f"| {action.action.value} | {unit} | {new} | {'<br>'.join(reasons)} |"


def _in_line(plan: Plan) -> Iterator[str]:
    if not plan.in_line:
        return
    yield "In line, after COMMIT, in the same tables and topics:"
    yield ""
    yield from _bullets(
        f"{code(str(change.key))} ({change.action.value}): {cell(' '.join(change.notes))}"
        for change in plan.in_line
    )


def _notes(plan: Plan) -> Iterator[str]:
    if plan.notes:
        yield "Good to know:"
        yield ""
        yield from _bullets(map(cell, plan.notes))


def _bullets(items: Iterable[str]) -> Iterator[str]:
    yield from (f"- {line}" for line in _within(list(items), _MOST_OF_PART, "entry"))
    yield ""


def _picture(plan: Plan) -> Iterator[str]:
    """Mermaid: what is made anew, and the versions that it goes on reading."""
    made = {str(version): unit.key.unit for unit in plan.units for version in unit.targets}
    if not made:
        return
    read = {str(version) for unit in plan.units for version in unit.inputs}
    nodes = [*sorted(made), *sorted(read - made.keys())]
    drawn = "\n".join(_drawn(plan, nodes, made.keys())) if len(nodes) <= _MOST_NODES else ""
    if not drawn or len(drawn) > _MOST_OF_PART:
        yield f"The touched part of the graph has {len(nodes):,} tables: too many for a picture."
    else:
        yield from ("```mermaid", drawn, "```")
    yield ""


def _drawn(plan: Plan, nodes: Sequence[str], made: Iterable[str]) -> Iterator[str]:
    ids = {name: f"n{number}" for number, name in enumerate(nodes)}
    anew = frozenset(made)
    yield "flowchart LR"
    for name in nodes:
        yield f'  {ids[name]}["{label(name)}"]{":::made" if name in anew else ""}'
    for unit in plan.units:
        for target in unit.targets:
            for version in unit.inputs:
                yield f"  {ids[str(version)]} --> {ids[str(target)]}"
    yield "  classDef made stroke-width:3px"
