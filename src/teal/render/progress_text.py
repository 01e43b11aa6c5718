"""Progress of a run: one line an event, for a terminal or a log."""

from __future__ import annotations

from typing import assert_never

from teal.execution.events import (
    RoundMeasured,
    RunEvent,
    StepBegun,
    StepDone,
    StepFailed,
    StepWaiting,
)
from teal.model.plan import AwaitCaughtUp
from teal.model.validation import TableRound
from teal.render.plan_text import step_text


def event_text(event: RunEvent) -> str | None:
    """The line for an event; None for what is not worth one."""
    match event:
        case StepBegun():
            return f"  … {step_text(event.step)}" if _takes_long(event) else None
        case StepWaiting():
            share = "" if event.share is None else f" ({event.share:.0%})"
            return f"  … {step_text(event.step)}{share}: {event.why}"
        case StepDone():
            tail = f" ({event.summary})" if event.summary else ""
            return f"  ✓ {step_text(event.step)}{tail}"
        case StepFailed():
            return f"  ✗ {step_text(event.step)}: {event.error}"
        case RoundMeasured():
            return f"  round {event.round}: " + "; ".join(map(_round, event.tables))
        case _:
            assert_never(event)


def _takes_long(event: StepBegun) -> bool:
    return isinstance(event.step, AwaitCaughtUp)


def _round(table: TableRound) -> str:
    parts = [f"{table.equal:,} equal", f"{table.in_step:,} in step"]
    for count, word in ((table.pending, "pending"), (table.different, "different")):
        if count:
            parts.append(f"{count:,} {word}")
    return f"{table.table} {', '.join(parts)}"
