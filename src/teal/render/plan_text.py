"""A plan for a person: what, why, in what order, what it costs and what cannot be undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from teal.model.changes import Action, ChangeKind
from teal.model.plan import (
    NOWHERE,
    AlterTable,
    AnyStep,
    AwaitCaughtUp,
    ContinueUnit,
    CreateTable,
    DiscardUnit,
    DropTable,
    Flip,
    FreezeCut,
    HandOver,
    Measure,
    Plan,
    PlanKind,
    PublishServing,
    StartUnit,
    StopUnit,
)
from teal.model.wording import plural, visible
from teal.render.actions_text import action_lines
from teal.render.bill_text import bill_lines
from teal.render.forecast_text import forecast_lines
from teal.render.words import listed, shortened

_KINDS = {
    ChangeKind.BEHIND: "left behind on an older version",
    ChangeKind.INPUT: "an external that it reads",
    ChangeKind.VERSION: "the number in its file",
}
"""What kinds of changes are called, where their own word is not enough."""


def plan_text(plan: Plan) -> str:
    """The whole plan as text."""
    lines = _deploy_lines if plan.kind is PlanKind.DEPLOY else _steps_lines
    return visible("\n".join(lines(plan)))


def summary_line(plan: Plan) -> str:
    """One line that counts."""
    if plan.kind is PlanKind.DEPLOY:
        count = dict.fromkeys(Action, 0)
        for each in plan.actions:
            count[each.action] += 1
        in_line = "".join(
            f"{count[action]} to {action.value}, "
            for action in (Action.CARRY_OVER, Action.ALTER)
            if count[action]
        )
        return (
            f"Plan: {count[Action.CREATE]} to create, {count[Action.REBUILD]} to rebuild, "
            f"{in_line}{count[Action.REMOVE]} to remove, {count[Action.KEEP]} untouched."
        )
    return f"Plan: {plural(len(plan.steps), 'step')}."


def _deploy_lines(plan: Plan) -> Iterator[str]:
    yield f"Release {plan.release} of {plan.project} in {plan.environment}, from {plan.revision}"
    yield ""
    if plan.is_empty:
        yield from _nothing(plan)
        yield from (f"  {note}" for note in plan.notes)
        return
    yield from _changes(plan)
    yield "What happens"
    yield from action_lines(plan)
    yield ""
    yield from _order(plan)
    yield from _in_line(plan)
    cost = tuple(_cost(plan))
    if cost:
        yield from ("What it costs", *cost, "")
    yield from _notes(plan)
    yield summary_line(plan)


def _nothing(plan: Plan) -> Iterator[str]:
    left = [action for action in plan.actions if action.is_left]
    if not plan.actions:
        yield "Nothing to do: no statement was found, and nothing is deployed."
        yield "  `pipelines` in the configuration says where statements are looked for."
        return
    if not left:
        served = "what is deployed means" if plan.deployment != NOWHERE else "both revisions mean"
        with_what = " as these files" if plan.deployment != NOWHERE else ""
        yield f"Nothing to do: {served} the same{with_what}."
        yield from _cosmetic(plan)
        return
    yield "Nothing to do: all that changed is left as it is, by request."
    yield from (f"  keep     {each.unit}: {each.reasons[0]}" for each in left)


def _changes(plan: Plan) -> Iterator[str]:
    shown = [each for each in plan.changes if each.is_meaningful]
    first = all(action.action is Action.CREATE for action in plan.actions)
    if not shown or first:
        return
    yield "What changed"
    for change in shown:
        kinds = ", ".join(_KINDS.get(kind, kind.value) for kind in change.kinds)
        files = f" ({', '.join(change.files)})" if change.files else ""
        yield f"  {change.unit}: {kinds}{files}"
        yield from (f"    {column}" for column in change.columns)
        yield from (f"    {detail}" for detail in change.details)
    yield from _cosmetic(plan)
    yield ""


def _cosmetic(plan: Plan) -> Iterator[str]:
    told = [each for each in plan.changes if plan.is_empty or not each.is_meaningful]
    outside = [each for each in told if ChangeKind.INPUT in each.kinds]
    names = [each.unit for each in told if each.files and each not in outside]
    if names:
        yield f"  Text only, same meaning: {listed(names)}"
    for each in outside:
        yield f"  Without effect on {each.unit}: {'; '.join(each.details)}"


def _order(plan: Plan) -> Iterator[str]:
    levels = _levels(plan)
    if not levels:
        return
    yield "Started in this order, each line together"
    for number, names in enumerate(levels, 1):
        yield f"  {number}. {listed(names, 12)}"
    yield ""


def _in_line(plan: Plan) -> Iterator[str]:
    if not plan.in_line:
        return
    yield "In line, after COMMIT (`teal promote`), each in its own tables and topics"
    for change in plan.in_line:
        yield f"  {change.key}: {change.action.value}"
        yield from (f"    {note}" for note in change.notes)
    yield ""


def _levels(plan: Plan) -> list[list[str]]:
    """Starts by their depth among the starts of the plan (steps come in dependency order)."""
    depth: dict[str, int] = {}
    levels: list[list[str]] = []
    for step in plan.steps:
        if not isinstance(step, StartUnit):
            continue
        level = 1 + max((depth[key] for key in step.after if key in depth), default=-1)
        depth[step.key] = level
        while len(levels) <= level:
            levels.append([])
        key = step.submission.key
        levels[level].append(f"{key.unit} v{key.version}")
    return levels


def _cost(plan: Plan) -> Iterator[str]:
    started = sum(1 for step in plan.steps if isinstance(step, StartUnit))
    views = sum(1 for version in plan.versions if version.is_view)
    if started:
        yield f"  {plural(started, 'job')} started{_stateful(plan, started)}."
    if views:
        yield f"  {plural(views, 'view')} defined anew: text, with no job and no topic."
    restarts = sum(1 for change in plan.in_line if change.restarts)
    if restarts:
        yield f"  {plural(restarts, 'job')} stopped for some seconds, after COMMIT."
    yield from bill_lines(plan.bills)
    if plan.forecast is not None:
        yield from forecast_lines(plan.forecast)
    if plan.exposures:
        yield f"  Outside consumers to move: {listed(plan.exposures)}"


def _stateful(plan: Plan, started: int) -> str:
    count = plan.bills[0].with_state if plan.bills else 0
    if not count:
        return ""
    with_state = "with state" if count == started else f"{count} of them with state"
    return f", {with_state}, which is built from history"


def _notes(plan: Plan) -> Iterator[str]:
    if plan.notes:
        yield "Good to know"
        yield from (f"  {note}" for note in plan.notes)
        yield ""


def _steps_lines(plan: Plan) -> Iterator[str]:
    yield f"{plan.kind.value} release {plan.release} of {plan.project} in {plan.environment}"
    if not plan.steps:
        yield "  nothing to do"
    for number, step in enumerate(plan.steps, 1):
        yield f"  {number}. {step_text(step)}"
    yield from (f"  {note}" for note in plan.notes)
    yield ""
    yield summary_line(plan)


def step_text(step: AnyStep) -> str:
    """One step in words."""
    match step:
        case FreezeCut():
            return f"note the ends of {plural(len(step.topics), 'topic')} that enter the release"
        case CreateTable():
            return f"create topic {step.topic} ({plural(step.partitions, 'partition')})"
        case StartUnit():
            return f"start {step.submission.key}"
        case AwaitCaughtUp():
            return f"wait until {step.unit} has caught up"
        case Measure():
            return f"compare {listed([each.table for each in step.comparisons])}"
        case Flip():
            return f"move the pointer: {_moves(step)}"
        case PublishServing():
            gap = "" if step.is_atomic else " (not atomic)"
            return f"tell readers through {step.switch_point}{gap}"
        case StopUnit():
            return f"stop {step.unit}{' with a savepoint' if step.with_savepoint else ''}"
        case HandOver():
            return f"stop {step.unit} with a savepoint for the job that follows it"
        case DiscardUnit():
            return f"cancel {step.unit}, which did not come to run{_unproven(step.unproven)}"
        case AlterTable():
            return f"alter {step.version} in place{_settings(step)}"
        case ContinueUnit():
            started = f"start {step.submission.key} from the savepoint of {step.follows}"
            return started + _unproven(step.unproven)
        case DropTable():
            return f"delete topic {step.topic}"
        case _:
            assert_never(step)


def _unproven(reason: str) -> str:
    return f", unproven: {reason}" if reason else ""


def _settings(step: AlterTable) -> str:
    if not step.settings:
        return ""
    said = ("default" if value is None else value for value in step.settings.values())
    settings = [f"{key} = {value}" for key, value in zip(step.settings, said, strict=True)]
    return f": {shortened(settings, 4)}"


def _moves(step: Flip) -> str:
    moves = [
        f"{table} → v{number}" if number else f"{table} withdrawn"
        for table, number in sorted(step.serving.items())
    ]
    return shortened(moves, 8) if moves else "no table gets another version"
