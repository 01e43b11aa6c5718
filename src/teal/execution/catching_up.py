"""Waiting until a unit has passed its goal, one look at a time."""

from __future__ import annotations

from msgspec.structs import replace

from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.ports import ActingPorts
from teal.execution.situation import Situation
from teal.model.codec import encoded
from teal.model.environment import ReadinessSettings
from teal.model.errors import NeedsOperator
from teal.model.names import UnitKey
from teal.model.plan import AwaitCaughtUp
from teal.model.validation import Cut
from teal.planning.catch_up import CatchUpState, Progress, TakenUp, next_state
from teal.ports.engine import Engine, JobPhase, Readiness


def await_caught_up(
    step: AwaitCaughtUp, situation: Situation, ports: ActingPorts, memory: object
) -> Outcome:
    """Look once. When the goal is passed, the ends of the unit's own outputs are noted: they are
    the goal of its readers."""
    before = memory if isinstance(memory, CatchUpState) else CatchUpState()
    settings = ports.environment.readiness
    state = look(ports.engine, step.unit, situation.goal, settings, before)
    if not state.is_caught_up:
        return NotYet(state.why_not, state, state.share_done)
    outputs = ports.topics.ends(step.outputs)
    records = sum(end.last_data + 1 - end.start for end in situation.goal.ends)
    return Achieved({"cut": encoded(outputs), "records": records}, f"records read: {records:,}")


def look(
    engine: Engine, unit: UnitKey, goal: Cut, settings: ReadinessSettings, before: CatchUpState
) -> CatchUpState:
    """The state after one more look. Raises NeedsOperator for a job that has ended."""
    topics = tuple(sorted({end.topic for end in goal.ends}))
    found = engine.readiness(unit, topics)
    _require_alive(unit, found)
    state = next_state(before, progress_of(found), goal, settings)
    if found.phase is JobPhase.RESTARTING and found.exceptions:
        return replace(state, why_not=f"{state.why_not}; it failed with: {found.exceptions[0]}")
    return state


def progress_of(found: Readiness) -> Progress:
    """What the engine said, in the words of planning."""
    return Progress(
        phase=found.phase.value,
        is_running=found.phase is JobPhase.RUNNING,
        positions=tuple(
            TakenUp(each.topic, each.partition, each.offset) for each in found.positions
        ),
        checkpoint_started_at=found.checkpoint_started_at,
        pending_records=found.pending_records,
        restarts=found.restarts,
        backpressured=found.backpressured,
        observed_at=found.observed_at,
    )


def _require_alive(unit: UnitKey, found: Readiness) -> None:
    if found.phase.is_live:
        return
    raise NeedsOperator(
        f"{unit} is {found.phase.value}; it was expected to run.",
        found.exceptions[:3],
        "Look at the job's log; then `teal resume`, or `teal abort`.",
    )
