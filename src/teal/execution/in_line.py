"""Changing a unit in place: one job hands over to the next, exactly where it stopped. Whatever is
not certain stops the run, with the way back."""

from __future__ import annotations

from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.ports import ActingPorts
from teal.execution.situation import Situation
from teal.execution.unproven import doubts, has_moved, needs_word, noted_ends
from teal.model.codec import Json, encoded
from teal.model.errors import EngineRefused, NeedsOperator, NeedsWord, OutcomeUnknown
from teal.model.names import UnitKey
from teal.model.plan import AlterTable, ContinueUnit, DiscardUnit, HandOver
from teal.ports.engine import (
    Continuation,
    Engine,
    JobPhase,
    StopMode,
    UnitHandle,
    UnitStatus,
)

_UNKNOWN_LOOKS = 30
_RESTARTS_AT_MOST = 3
_MAY_HAND_OVER = (JobPhase.RUNNING, JobPhase.STOPPING, JobPhase.FINISHED, JobPhase.STOPPED)
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
    left_at = noted_ends((*step.inputs, *step.outputs), ports)
    detail: dict[str, Json] = {"savepoint": receipt.savepoint}
    if left_at is not None:
        detail["left_at"] = encoded(left_at)
    return Achieved(detail, f"savepoint {receipt.savepoint}")


def discard_unit(step: DiscardUnit, situation: Situation, ports: ActingPorts) -> Outcome:
    """Cancel it, or hand over from it where it runs and took up where it should. Raises NeedsWord
    where it has written what readers may have seen, also where that shows only after its end, and
    nobody has given a reason to go on all the same."""
    status = ports.engine.describe(step.unit)
    if status is None:
        has_written = has_moved(step.outputs, situation.left_at, ports)
        return _discarded(step, has_written, "was never started", situation, ports)
    if not step.unproven and _has_checkpoint(step.unit, ports.engine):
        if not _is_sound(step, status, situation.savepoint, ports.engine):
            raise needs_word(step.unit, step.follows, step.outputs, situation, ports)
        return _handed_over_after_all(step, situation, ports)
    receipt = ports.engine.stop(step.unit, StopMode.DISCARD)
    if not receipt.is_stopped:
        return NotYet(receipt.detail or "being cancelled")
    has_written = _has_checkpoint(step.unit, ports.engine)
    return _discarded(step, has_written, "cancelled before its first checkpoint", situation, ports)


def _discarded(
    step: DiscardUnit, has_written: bool, summary: str, situation: Situation, ports: ActingPorts
) -> Achieved:
    if not has_written:
        return Achieved({}, summary)
    if not step.unproven:
        raise needs_word(step.unit, step.follows, step.outputs, situation, ports)
    found = doubts(step.unit, step.follows, step.outputs, situation, ports)
    detail: dict[str, Json] = {"doubts": list(found)}
    if situation.left_at is not None:  # what is told now need not be told again
        now = noted_ends(_noted(situation), ports)
        detail |= {} if now is None else {"left_at": encoded(now)}
    return Achieved(detail, f"cancelled, unproven: {step.unproven}")


def _has_checkpoint(unit: UnitKey, engine: Engine) -> bool:
    return engine.readiness(unit, ()).checkpoint_started_at is not None


def _is_sound(step: DiscardUnit, status: UnitStatus, savepoint: str | None, engine: Engine) -> bool:
    """Whether it runs (or stops with the savepoint that it was asked for), and took up where the
    job before it stopped."""
    if step.follows is None or savepoint is None or status.phase not in _MAY_HAND_OVER:
        return False
    found = engine.continuation(step.unit, step.follows)
    return not (found.lost or _start_lost(found, savepoint))


def _handed_over_after_all(step: DiscardUnit, situation: Situation, ports: ActingPorts) -> Outcome:
    receipt = ports.engine.stop(step.unit, StopMode.HAND_OVER)
    if not receipt.is_stopped:
        return NotYet(receipt.detail or "stopping with a savepoint")
    if receipt.savepoint is None:
        raise needs_word(step.unit, step.follows, step.outputs, situation, ports)
    left = ports.engine.discard_savepoint(situation.savepoint) if situation.savepoint else ""
    stood = noted_ends(_noted(situation), ports)
    detail: dict[str, Json] = {"savepoint": receipt.savepoint}
    detail |= {} if stood is None else {"left_at": encoded(stood)}
    summary = f"it ran where it should, so it hands over; savepoint {receipt.savepoint}"
    return Achieved(detail, f"{summary}; {left}" if left else summary)


def _noted(situation: Situation) -> tuple[str, ...]:
    """The topics whose ends were noted at the stop before."""
    ends = situation.left_at.ends if situation.left_at is not None else ()
    return tuple(sorted({end.topic for end in ends}))


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
        return _not_running(step, status, savepoint, situation, ports)
    found = ports.engine.continuation(key, step.follows)
    lost = found.lost or _start_lost(found, savepoint)
    if lost and not step.unproven and (found.restored_from is not None or found.is_settled):
        ports.engine.stop(key, StopMode.CANCEL)
        raise _place_lost(step, lost, found.is_settled, savepoint, situation, ports)
    if not found.is_settled:
        return NotYet("it runs; waiting for its first checkpoint")
    detail: dict[str, Json] = {"handle": started.value, "savepoint": savepoint}
    if lost:
        detail["doubts"] = list(doubts(key, step.follows, step.outputs, situation, ports))
    return Achieved(detail, ports.engine.discard_savepoint(savepoint))


def _start_lost(found: Continuation, savepoint: str) -> tuple[str, ...]:
    is_sound = found.from_its_own or found.restored_from == savepoint
    return () if is_sound else ("its start",)


def _place_lost(
    step: ContinueUnit,
    lost: tuple[str, ...],
    has_written: bool,
    savepoint: str,
    situation: Situation,
    ports: ActingPorts,
) -> NeedsOperator:
    """What stops a job that was cancelled because of it."""
    key = step.submission.key
    what = f"{key} did not take up where {step.follows} stopped, and was cancelled at once."
    findings = tuple(f"lost: {each}" for each in lost)
    if not has_written:
        return NeedsOperator(what, findings, _hint(savepoint))
    word = needs_word(key, step.follows, step.outputs, situation, ports)
    kept = f"The savepoint is kept: {savepoint}."
    return NeedsWord(f"{what} {word.what}", (*findings, *word.findings), f"{kept}\n{word.hint}")


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


def _not_running(
    step: ContinueUnit,
    status: UnitStatus,
    savepoint: str,
    situation: Situation,
    ports: ActingPorts,
) -> NotYet:
    """Raises NeedsOperator where it will not run by waiting, NeedsWord where it has written."""
    is_failing = (status.restarts or 0) >= _RESTARTS_AT_MOST
    if status.phase.is_live and not is_failing:
        why = f": {status.reason}" if status.reason else ""
        return NotYet(f"it is {status.phase.value}{why}")
    key = step.submission.key
    if not status.phase.is_live and _has_checkpoint(key, ports.engine):
        raise needs_word(key, step.follows, step.outputs, situation, ports)
    raise NeedsOperator(
        f"{status.key} does not run: it is {status.phase.value}.",
        (status.reason,) if status.reason else (),
        _hint(savepoint),
    )


def _hint(savepoint: str) -> str:
    return f"The savepoint is kept: {savepoint}. {_WAY_BACK}"
