"""What a plan does with each unit and why, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teal.model.changes import UNTOUCHED, Action, UnitAction
from teal.model.names import Version
from teal.model.plan import Plan
from teal.model.wording import plural
from teal.render.words import listed

_MOST_REASONS = 3
_MOST_KEPT = 8
_MOST_MADE = 24


def action_lines(plan: Plan) -> Iterator[str]:
    """One paragraph a unit that moves; those that stay together, with the reasons of some."""
    targets = {unit.key.unit: unit.targets for unit in plan.units}
    acted = [each for each in plan.actions if each.action is not Action.KEEP]
    if acted and all(each.action is Action.CREATE for each in acted):
        yield f"  create   {_made(plan)}"
        acted = []
    width = max((len(each.unit) for each in acted), default=0)
    for each in acted:
        yield from _action(plan, each, targets.get(each.unit, ()), width)
    yield from _kept([each for each in plan.actions if each.action is Action.KEEP])


def _made(plan: Plan) -> str:
    views = sum(1 for version in plan.versions if version.is_view)
    tables = len(plan.versions) - views
    both = f"{plural(tables, 'table')} and {plural(views, 'view')}"
    names = sorted(version.version.physical for version in plan.versions)
    return f"{both if views else plural(tables, 'table')}: {listed(names, _MOST_MADE)}"


def _action(
    plan: Plan, action: UnitAction, targets: tuple[Version, ...], width: int
) -> Iterator[str]:
    made = ", ".join(version.physical for version in targets)
    arrow = f" → {made}" if made else ""
    yield f"  {action.action.value:<8} {action.unit:<{width}}{arrow}".rstrip()
    yield from (f"             because {reason}" for reason in action.reasons[:1])
    yield from (f"                     {reason}" for reason in action.reasons[1:_MOST_REASONS])
    if len(action.reasons) > _MOST_REASONS:
        more = plural(len(action.reasons) - _MOST_REASONS, "more reason")
        yield f"                     … and {more} (`teal explain {action.unit}`)"
    stays = plan.stays_on.get(action.unit, ())
    if stays:
        yield f"             goes on reading {', '.join(stays)}"


def _kept(kept: Sequence[UnitAction]) -> Iterator[str]:
    """Those first of which something else changed than nothing, each with its reason."""
    special = [each for each in kept if each.reasons not in ((), (UNTOUCHED,))]
    for each in special[:_MOST_KEPT]:
        yield f"  keep     {each.unit}: {each.reasons[0]}"
    if len(special) > _MOST_KEPT:
        more = [each.unit for each in special[_MOST_KEPT:]]
        yield f"  keep     {plural(len(more), 'unit')} for reasons like these: {listed(more, 12)}"
    named = {each.unit for each in special}
    rest = [each.unit for each in kept if each.unit not in named]
    if rest:
        verb = "runs on" if len(rest) == 1 else "run on"
        yield f"  keep     {plural(len(rest), 'unit')} {verb}, untouched: {listed(rest, 12)}"
