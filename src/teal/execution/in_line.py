"""Changing a unit in place: one job hands over to the next, exactly where it stopped. Whatever is
not certain stops the run, with the way back."""

from __future__ import annotations

from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.ports import ActingPorts
from teal.execution.situation import Situation
from teal.model.errors import EngineRefused, NeedsOperator, OutcomeUnknown
from teal.model.plan import AlterTable, ContinueUnit, DiscardUnit, HandOver
from teal.ports.engine import Engine, JobPhase, StopMode, UnitHandle, UnitStatus

_UNKNOWN_LOOKS = 30
_RESTARTS_AT_MOST = 3
_WAY_BACK = (
    "`teal resume` looks again; `teal rollback` starts the text that ran before from the same "
    "savepoint."
)


def hand_over(step: HandOver, ports: ActingPorts) -> Outcome:
    """Ask for the stop, and where it is done, keep the savepoint's place. Raises NeedsOperator for
    a job that ended without one."""
    try:
        receipt = ports.engine.stop(step.unit, StopMode.HAND_OVER)
    except EngineRefused as refused:
        hint = f"{refused.hint} The job runs on as before. `teal resume` tries again; "
        hint += "`teal rollback` leaves it as it is."
        raise EngineRefused(refused.subject, refused.reason, hint.strip()) from refused
    if not receipt.is_stopped:
        return NotYet(receipt.detail or "stopping with a savepoint")
    if receipt.savepoint is None:
        raise NeedsOperator(
            f"{step.unit} has ended without a savepoint, so that no job can go on where it stood.",
            (receipt.detail,) if receipt.detail else (),
            "Nothing was started. Leave it as it is (`teal status` names the ways), and build it "
            f"from history in the next release: `teal plan --rebuild {step.unit.unit}`.",
        )
    return Achieved({"savepoint": receipt.savepoint}, f"savepoint {receipt.savepoint}")


def discard_unit(step: DiscardUnit, ports: ActingPorts) -> Outcome:
    """Cancel it. Raises NeedsOperator where it has written what readers may have seen, also where
    that shows only after its end."""
    status = ports.engine.describe(step.unit)
    if status is None:
        return Achieved({}, "was never started")
    if ports.engine.readiness(step.unit, ()).checkpoint_started_at is not None:
        raise NeedsOperator(
            f"{step.unit} has completed a checkpoint: the savepoint that it began with is too old "
            "to go on from.",
            (f"It is {status.phase.value} now.",),
            "Let it run and `teal resume`, or start it by hand from its newest checkpoint.",
        )
    receipt = ports.engine.stop(step.unit, StopMode.DISCARD)
    if not receipt.is_stopped:
        return NotYet(receipt.detail or "being cancelled")
    return Achieved({}, "cancelled before its first checkpoint")


def alter_table(step: AlterTable, situation: Situation, ports: ActingPorts) -> Outcome:
    """Set what differs; the same twice is the same once."""
    record = situation.version
    topic_id = step.topic_id or (record.topic_id if record else None)
    if topic_id is None:
        found = ports.topics.describe((step.topic,)).get(step.topic)
        topic_id = found.id if found is not None else ""
    if step.settings:
        ports.topics.alter(step.topic, topic_id, step.settings)
    return Achieved({"topic_id": topic_id})


def continue_unit(
    step: ContinueUnit, situation: Situation, ports: ActingPorts, memory: object
) -> Outcome:
    """Start it once, wait for its first checkpoint, and look that every source went on where the
    job before it stood; one that did not is cancelled at once."""
    key, savepoint = step.submission.key, situation.savepoint
    if savepoint is None:
        raise NeedsOperator(
            f"there is no savepoint of {step.follows} on record for {key} to go on from.",
            (),
            "Look with `teal doctor`; a job that ended without one can only be rebuilt.",
        )
    looks = memory if isinstance(memory, int) else 0
    started = _started(step, savepoint, ports.engine, looks)
    if isinstance(started, NotYet):
        return started
    status = ports.engine.describe(key)
    if status is None:
        raise NeedsOperator(f"{key} was started and is gone.", (), _hint(savepoint))
    if status.phase is not JobPhase.RUNNING:
        return _not_running(status, savepoint)
    if not _is_proven(step, savepoint, ports.engine):
        return NotYet("it runs; waiting for its first checkpoint")
    left = ports.engine.discard_savepoint(savepoint)
    return Achieved({"handle": started.value, "savepoint": savepoint}, left)


def _is_proven(step: ContinueUnit, savepoint: str, engine: Engine) -> bool:
    """Whether it goes on where the job before it stopped, and has a checkpoint of its own. Raises
    NeedsOperator where it does not go on there."""
    key = step.submission.key
    found = engine.continuation(key, step.follows)
    lost = found.lost or (() if found.restored_from == savepoint else ("its start",))
    if lost and (found.restored_from is not None or found.is_settled):
        engine.stop(key, StopMode.CANCEL)
        raise NeedsOperator(
            f"{key} did not take up where {step.follows} stopped, and was cancelled at once.",
            tuple(f"lost: {each}" for each in lost),
            _hint(savepoint),
        )
    return found.is_settled


def _started(step: ContinueUnit, savepoint: str, engine: Engine, looks: int) -> UnitHandle | NotYet:
    """The key makes a repeated start harmless; a lost answer is resolved by looking."""
    found = engine.describe(step.submission.key)
    if found is not None:
        return found.handle
    try:
        return engine.continue_from(step.submission, savepoint, step.leaves_state)
    except OutcomeUnknown as unknown:
        if looks >= _UNKNOWN_LOOKS:
            raise
        return NotYet(f"the answer was lost ({unknown.reason}); looking under its key", looks + 1)
    except EngineRefused as refused:
        raise EngineRefused(refused.subject, refused.reason, _hint(savepoint)) from refused


def _not_running(status: UnitStatus, savepoint: str) -> NotYet:
    """Raises NeedsOperator where it will not run by waiting."""
    is_failing = (status.restarts or 0) >= _RESTARTS_AT_MOST
    if status.phase.is_live and not is_failing:
        why = f": {status.reason}" if status.reason else ""
        return NotYet(f"it is {status.phase.value}{why}")
    raise NeedsOperator(
        f"{status.key} does not run: it is {status.phase.value}.",
        (status.reason,) if status.reason else (),
        _hint(savepoint),
    )


def _hint(savepoint: str) -> str:
    return f"The savepoint is kept: {savepoint}. {_WAY_BACK}"
