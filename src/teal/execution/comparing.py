"""Comparing blue and green in rounds: one look at a time through the stages of a round.

A round notes the ends of both outputs, freezes the sources' cut, waits level by level until every
watched unit has passed it, freezes both outputs, and measures. The judge then decides, or wants
the next round.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from teal.execution.catching_up import look
from teal.execution.outcome import Achieved, NotYet, Outcome
from teal.execution.ports import ActingPorts
from teal.execution.situation import Situation
from teal.model.codec import encoded
from teal.model.environment import ReadinessSettings
from teal.model.plan import Measure, WatchedUnit
from teal.model.validation import (
    Comparison,
    Cut,
    PartitionEnd,
    RoundRequest,
    TableRound,
    ValidationReport,
)
from teal.planning.catch_up import CatchUpState
from teal.planning.judge import NextRound, judge_all, report


class _Rounds(Struct):
    """What the looks of one process have come to. A new process begins with the first round."""

    began: datetime
    number: int = 1
    noted: Cut | None = None
    goals: dict[str, tuple[PartitionEnd, ...]] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    states: dict[str, CatchUpState] = field(default_factory=dict)
    history: dict[str, tuple[TableRound, ...]] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)
    disturbances: list[str] = field(default_factory=list)
    not_before: datetime | None = None


def compare(step: Measure, situation: Situation, ports: ActingPorts, memory: object) -> Outcome:
    """One look. Ends with the report as its detail, whatever the verdict is."""
    now = ports.clock.now()
    rounds = memory if isinstance(memory, _Rounds) else _begin(step, situation, ports, now)
    settings = ports.environment.validation
    if now - rounds.began > settings.timeout:
        rounds.disturbances.append(f"not decided within {settings.timeout}")
        return _ended(step, situation, ports, _report_so_far(step, rounds, ports))
    if rounds.not_before is not None and now < rounds.not_before:
        return NotYet("a pause between two rounds", rounds)
    if rounds.noted is None:
        _freeze(step, ports, rounds)
    waiting_for = _look_at_units(step, ports, rounds)
    if waiting_for:
        return NotYet(f"round {rounds.number}: {waiting_for}", rounds)
    _measure(step, situation, ports, rounds)
    judged = judge_all(
        step.comparisons, rounds.history, settings, tuple(dict.fromkeys(rounds.disturbances))
    )
    if isinstance(judged, ValidationReport):
        return _ended(step, situation, ports, judged)
    return _next_round(rounds, judged, now + settings.pause)


def _begin(step: Measure, situation: Situation, ports: ActingPorts, now: datetime) -> _Rounds:
    for comparison in step.comparisons:
        ports.measuring.discard(_scratch(situation, comparison))
    return _Rounds(now)


def _freeze(step: Measure, ports: ActingPorts, rounds: _Rounds) -> None:
    """The order matters: rows behind the noted ends are after the cut."""
    rounds.noted = ports.topics.ends(_outputs(step))
    for end in ports.topics.ends(step.entering).ends:
        rounds.goals[end.topic] = (*rounds.goals.get(end.topic, ()), end)


def _look_at_units(step: Measure, ports: ActingPorts, rounds: _Rounds) -> str:
    """Look at each unit whose inputs have goals; say what is still awaited, "" for nothing."""
    awaited: list[str] = []
    for unit in step.units:
        name = str(unit.unit)
        if name in rounds.passed:
            continue
        moving = _unsettled(step, rounds)
        if any(topic not in rounds.goals or topic in moving for topic in unit.inputs):
            awaited.append(f"{name} waits for its inputs")
            continue
        state = _look(unit, ports, rounds)
        if state.is_caught_up:
            _note_outputs(unit, ports, rounds)
        else:
            awaited.append(f"{name}: {state.why_not}")
    if not awaited:
        return ""
    more = f" (and {len(awaited) - 1} more)" if len(awaited) > 1 else ""
    return awaited[0] + more


def _unsettled(step: Measure, rounds: _Rounds) -> frozenset[str]:
    """Topics with a writer that has not passed its own goal yet."""
    return frozenset(
        topic
        for unit in step.units
        if str(unit.unit) not in rounds.passed
        for topic in unit.outputs
    )


def _look(unit: WatchedUnit, ports: ActingPorts, rounds: _Rounds) -> CatchUpState:
    name = str(unit.unit)
    goal = Cut(tuple(end for topic in unit.inputs for end in rounds.goals[topic]))
    before = rounds.states.get(name, CatchUpState())
    state = look(ports.engine, unit.unit, goal, _PASSING, before)
    rounds.states[name] = state
    if state.restarts is not None:
        known = rounds.restarts.setdefault(name, state.restarts)
        if state.restarts > known:
            rounds.disturbances.append(f"{name} restarted during the comparison")
    return state


def _note_outputs(unit: WatchedUnit, ports: ActingPorts, rounds: _Rounds) -> None:
    rounds.passed.add(str(unit.unit))
    found: dict[str, list[PartitionEnd]] = {}
    for end in ports.topics.ends(unit.outputs).ends:
        found.setdefault(end.topic, []).append(end)
    rounds.goals |= {topic: tuple(ends) for topic, ends in found.items()}


def _measure(step: Measure, situation: Situation, ports: ActingPorts, rounds: _Rounds) -> None:
    settings = ports.environment.validation
    frozen = ports.topics.ends(_outputs(step))
    assert rounds.noted is not None
    for comparison in step.comparisons:
        if comparison.not_comparable:
            continue
        topics = frozenset(_topics(comparison))
        request = RoundRequest(
            comparison=comparison,
            round=rounds.number,
            noted=rounds.noted.of(topics),
            frozen=frozen.of(topics),
            scratch=_scratch(situation, comparison),
            trajectory_rows=settings.trajectory_rows,
            relative_tolerance=settings.relative_tolerance,
            show_rows=step.show_rows,
            sensitive=settings.sensitive.get(comparison.table, ()),
            blind_share=settings.blind_share,
            hot_rounds=settings.hot_rounds,
        )
        measured = ports.measuring.measure(request)
        rounds.history[comparison.table] = (
            *rounds.history.get(comparison.table, ()),
            measured,
        )


def _next_round(rounds: _Rounds, judged: NextRound, not_before: datetime) -> Outcome:
    fresh = _Rounds(
        began=rounds.began,
        number=rounds.number + 1,
        history=rounds.history,
        restarts=rounds.restarts,
        disturbances=rounds.disturbances,
        not_before=not_before,
    )
    latest = tuple(measured[-1] for measured in rounds.history.values())
    return NotYet(f"round {rounds.number} is not enough: {judged.waiting_for}", fresh, None, latest)


def _ended(
    step: Measure, situation: Situation, ports: ActingPorts, found: ValidationReport
) -> Outcome:
    for comparison in step.comparisons:
        ports.measuring.discard(_scratch(situation, comparison))
    return Achieved({"report": encoded(found)}, found.verdict.value)


def _report_so_far(step: Measure, rounds: _Rounds, ports: ActingPorts) -> ValidationReport:
    """What is known when the time is over: a wish for more rounds is no verdict."""
    last = replace(ports.environment.validation, rounds=max(1, rounds.number - 1))
    judged = judge_all(step.comparisons, rounds.history, last, tuple(rounds.disturbances))
    if isinstance(judged, ValidationReport):
        return judged
    return report((), (*rounds.disturbances, judged.waiting_for), rounds.number - 1)


def _outputs(step: Measure) -> tuple[str, ...]:
    topics = {
        topic for each in step.comparisons if not each.not_comparable for topic in _topics(each)
    }
    return tuple(sorted(topics))


def _topics(comparison: Comparison) -> tuple[str, ...]:
    blue = (comparison.blue_topic,) if comparison.blue_topic is not None else ()
    return (*blue, comparison.green_topic)


def _scratch(situation: Situation, comparison: Comparison) -> str:
    return f"{situation.run}-{comparison.table}"


_PASSING = ReadinessSettings(lag_rows=2**62, samples=1, timeout=timedelta.max)
"""To have passed a cut takes positions and a checkpoint, whatever the lag behind it is."""
