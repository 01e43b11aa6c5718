"""Asking the engine's planner about units that shall be carried over: both of a unit's texts must
keep no state, and read by the same sources. What cannot be asked is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from teal.model.changes import Action
from teal.model.errors import EngineRefused, NotSupported, Refused, Unreachable
from teal.model.in_line import InLineChange
from teal.model.submission import Submission
from teal.model.wording import plural
from teal.planning.choice import Choice
from teal.ports.planner import CompiledPlan, Planner, Refusal
from teal.usecases.workbench import Workbench

_WHAT = "this cannot be carried over."
_HINT = "Leave --carry-over out: then it is rebuilt beside what serves, from history."
_UNASKED = "only the engine's planner can prove that both texts keep no state, and it was not asked"


def refuse_stateful(bench: Workbench, changes: Iterable[InLineChange]) -> None:
    """Raises Refused where a compiled plan keeps state, where the sources are others, and where no
    planner answers."""
    carried = [change for change in changes if change.action is Action.CARRY_OVER]
    if not carried:
        return
    try:
        planner = bench.planner
        reasons = [reason for change in carried for reason in _reasons(planner, change)]
    except (NotSupported, Unreachable) as error:
        raise Refused(_WHAT, (f"{_UNASKED}: {error}",), _HINT) from error
    if reasons:
        raise Refused(_WHAT, tuple(reasons), _HINT)


def refuse_offline(choice: Choice) -> None:
    """Raises Refused for a plan that is made without asking anybody."""
    if choice.carry_over:
        raise Refused(_WHAT, (f"{_UNASKED}: a plan between two revisions asks nobody",), _HINT)
    if choice.restart:
        raise Refused(
            "this cannot be restarted in place.",
            ("a plan between two revisions knows of no job that runs",),
            "Leave --restart out; `teal plan` against the deployment takes it.",
        )


def _reasons(planner: Planner, change: InLineChange) -> Iterator[str]:
    unit = change.key.unit
    before, after = (_compiled(planner, e.submission) for e in (change.before, change.after))
    for found, which in ((before, "as it runs now"), (after, "as it shall run")):
        if isinstance(found, Refusal):
            yield f"{unit} {which} cannot be planned: {found.reason}"
        elif found.stateful:
            noun = "operator" if len(found.stateful) == 1 else "operators"
            yield f"{unit} {which} keeps state ({noun} {', '.join(found.stateful)})"
    if isinstance(before, Refusal) or isinstance(after, Refusal):
        return
    if before.sources != after.sources:
        was, now = (plural(len(each.sources), "source") for each in (before, after))
        yield (
            f"{unit} reads in another way than before ({was}, now {now}), so that no source would "
            "take over the positions of the one before it"
        )


def _compiled(planner: Planner, submission: Submission) -> CompiledPlan | Refusal:
    try:
        with planner.sketch(submission.session, submission.settings) as sketch:
            for definition in submission.definitions:
                refusal = sketch.define(definition)
                if refusal is not None:
                    return refusal
            return sketch.compiled(submission.statement)
    except EngineRefused as refused:
        return Refusal(f"{refused.subject}: {refused.reason}")
