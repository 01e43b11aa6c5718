"""From a step to calls of ports. Every effect can be repeated: it looks before it acts."""

from __future__ import annotations

from typing import assert_never

from teal.execution.catching_up import await_caught_up
from teal.execution.comparing import compare
from teal.execution.in_line import alter_table, continue_unit, discard_unit, hand_over
from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.ports import ActingPorts
from teal.execution.situation import Situation
from teal.execution.tables import create_table, drop_table
from teal.model.codec import encoded
from teal.model.errors import NeedsOperator, OutcomeUnknown, Refused
from teal.model.names import UnitKey
from teal.model.plan import (
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
    PublishServing,
    StartUnit,
    StopUnit,
)
from teal.ports.engine import JobPhase, StopMode, UnitHandle, UnitStatus

_UNKNOWN_LOOKS = 30


def attempt(step: AnyStep, situation: Situation, ports: ActingPorts, memory: object) -> Outcome:
    """One attempt at a step; `memory` is what the attempt before left, None at first."""
    match step:
        case FreezeCut():
            return _freeze(step, ports)
        case CreateTable():
            return create_table(step, situation, ports)
        case StartUnit():
            return _start(step, ports, memory)
        case AwaitCaughtUp():
            return await_caught_up(step, situation, ports, memory)
        case Measure():
            return compare(step, situation, ports, memory)
        case Flip():
            return Achieved()  # the pointer moves in the outcome's own transaction
        case PublishServing():
            return _publish(step, situation, ports)
        case StopUnit():
            return _stop(step, ports)
        case HandOver():
            return hand_over(step, ports)
        case DiscardUnit():
            return discard_unit(step, situation, ports)
        case AlterTable():
            return alter_table(step, situation, ports)
        case ContinueUnit():
            return continue_unit(step, situation, ports, memory)
        case DropTable():
            return drop_table(step, situation, ports)
        case _:
            assert_never(step)


def _freeze(step: FreezeCut, ports: ActingPorts) -> Outcome:
    cut = ports.topics.ends(step.topics)
    records = sum(end.end - end.start for end in cut.ends)
    summary = f"records that stand there: {records:,}"
    return Achieved({"cut": encoded(cut)}, summary)


def _start(step: StartUnit, ports: ActingPorts, memory: object) -> Outcome:
    """The key makes a repeated submit harmless; a lost answer is resolved by looking."""
    looks = memory if isinstance(memory, int) else 0
    key = step.submission.key
    found = ports.engine.describe(key) if looks else None
    if found is not None:
        return _started(key, found.handle, found, "found after a lost answer")
    try:
        handle = ports.engine.submit(step.submission)
    except OutcomeUnknown as unknown:
        if looks >= _UNKNOWN_LOOKS:
            raise
        return NotYet(f"the answer was lost ({unknown.reason}); looking under its key", looks + 1)
    return _started(key, handle, ports.engine.describe(key), "")


def _started(key: UnitKey, handle: UnitHandle, status: UnitStatus | None, summary: str) -> Achieved:
    """Raises NeedsOperator where the job has failed already."""
    if status is not None and status.phase is JobPhase.FAILED:
        raise NeedsOperator(f"{key} failed at once: {status.reason or 'no reason was given'}")
    return Achieved({"handle": handle.value}, summary)


def _publish(step: PublishServing, situation: Situation, ports: ActingPorts) -> Outcome:
    point = ports.switch_points.get(step.switch_point)
    if point is None:
        raise Refused(
            f"the plan publishes to {step.switch_point}, which this configuration does not have.",
            hint="Put it back into the configuration and run `teal resume`.",
        )
    assert situation.serving is not None
    point.publish(situation.serving)
    return Achieved({"serial": situation.serving.serial})


def _stop(step: StopUnit, ports: ActingPorts) -> Outcome:
    mode = StopMode.SAVEPOINT if step.with_savepoint else StopMode.CANCEL
    receipt = ports.engine.stop(step.unit, mode)
    if not receipt.is_stopped:
        return NotYet(receipt.detail or "stopping")
    return Achieved({"detail": receipt.detail}, receipt.detail)
