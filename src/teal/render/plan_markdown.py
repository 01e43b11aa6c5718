"""A plan as Markdown for a pull request: the summary first, details folded, and a picture of the
touched part of the graph."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.changes import Action, UnitAction
from teal.model.plan import Plan, PlanKind
from teal.model.wording import plural
from teal.render.plan_text import plan_text, summary_line
from teal.render.words import listed

_MOST_ROWS = 200  # a comment of a pull request has an end
_MOST_NODES = 60  # and a picture should be readable


def plan_markdown(plan: Plan) -> str:
    """The whole plan."""
    return "\n".join(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield f"### {summary_line(plan)}"
    yield ""
    yield f"Release {plan.release} of {plan.project} in {plan.environment}, from {plan.revision}"
    yield ""
    if plan.kind is PlanKind.DEPLOY:
        yield from _actions(plan)
        yield from _in_line(plan)
        yield from _picture(plan)
    yield from _folded("The plan in full", ("```text", plan_text(plan), "```"))


def _actions(plan: Plan) -> Iterator[str]:
    acted = [each for each in plan.actions if each.action is not Action.KEEP]
    if acted:
        yield "| | unit | new version | because |"
        yield "|---|---|---|---|"
        made = {u.key.unit: ", ".join(v.physical for v in u.targets) for u in plan.units}
        for each in acted[:_MOST_ROWS]:
            yield _row(each, made.get(each.unit, ""))
        if len(acted) > _MOST_ROWS:
            yield f"| | … and {len(acted) - _MOST_ROWS:,} more | | |"
        yield ""
    kept = [each.unit for each in plan.actions if each.action is Action.KEEP]
    if kept:
        yield f"Runs on, untouched: {plural(len(kept), 'unit')}."
        yield ""
        yield from _folded("Untouched units", (listed([_code(name) for name in kept], 1_000),))


def _row(action: UnitAction, made: str) -> str:
    because = "<br>".join(_cell(reason) for reason in action.reasons)
    new = _code(made) if made else ""
    return f"| {action.action.value} | {_code(action.unit)} | {new} | {because} |"


def _in_line(plan: Plan) -> Iterator[str]:
    if not plan.in_line:
        return
    yield "In line, after COMMIT, in the same tables and topics:"
    yield ""
    for change in plan.in_line:
        yield f"- {_code(str(change.key))} ({change.action.value}): {_cell(' '.join(change.notes))}"
    yield ""


def _picture(plan: Plan) -> Iterator[str]:
    """Mermaid: what is made anew, and the versions that it goes on reading."""
    made = {str(version): unit.key.unit for unit in plan.units for version in unit.targets}
    if not made:
        return
    read = {str(version) for unit in plan.units for version in unit.inputs}
    nodes = [*sorted(made), *sorted(read - made.keys())]
    if len(nodes) > _MOST_NODES:
        yield f"The touched part of the graph has {len(nodes):,} tables: too many for a picture."
        yield ""
        return
    ids = {name: f"n{number}" for number, name in enumerate(nodes)}
    yield "```mermaid"
    yield "flowchart LR"
    for name in nodes:
        style = ":::made" if name in made else ""
        yield f'  {ids[name]}["{_label(name)}"]{style}'
    for unit in plan.units:
        for target in unit.targets:
            for version in unit.inputs:
                yield f"  {ids[str(version)]} --> {ids[str(target)]}"
    yield "  classDef made stroke-width:3px"
    yield "```"
    yield ""


def _folded(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _label(text: str) -> str:
    return text.replace('"', "'")
