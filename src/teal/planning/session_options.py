"""Options of the session (SET) that are others now than when units were started. They touch no
unit by themselves: a plan tells of them, and how they are applied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from teal.model.changes import Action
from teal.model.environment import Environment
from teal.model.plan import Plan
from teal.model.wording import plural, verb
from teal.planning.deployed import Deployed
from teal.planning.notes import listed

Outdated: TypeAlias = Sequence[tuple[Mapping[str, str], Sequence[str]]]
"""Settings that differ from today's, each with the units that were started with them."""

_RUNS_ON = (Action.KEEP, Action.ALTER, Action.CARRY_OVER)
_BY_RESTART = ("execution.checkpointing.", "restart-strategy.", "metrics.")
"""How a job is run and watched, whatever it computes; its operators and their state stay."""
_NOT_BY_RESTART = frozenset({"execution.checkpointing.mode"})
_RESTART_WORDS = frozenset({"pipeline.auto-watermark-interval", "restart-strategy"})


def is_by_restart(option: str) -> bool:
    """Whether a job takes the option up when it goes on in place from a savepoint."""
    if option in _NOT_BY_RESTART:
        return False
    return option in _RESTART_WORDS or option.startswith(_BY_RESTART)


def outdated_units(
    units: Collection[str], now: Deployed, environment: Environment
) -> list[tuple[dict[str, str], list[str]]]:
    """Which of these units serve with other options, in plain values."""
    serving = now.serving_units.items()
    started = ((name, r.submission.settings) for name, r in serving if r.submission is not None)
    return outdated_among(((n, settings) for n, settings in started if n in units), environment)


def outdated_among(
    started: Iterable[tuple[str, Mapping[str, str]]], environment: Environment
) -> list[tuple[dict[str, str], list[str]]]:
    """The same, of units with what they were started with."""
    today = dict(environment.session.settings)
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, settings in started:
        if settings != today:
            found.setdefault(tuple(sorted(settings.items())), []).append(name)
    return [(dict(settings), sorted(names)) for settings, names in sorted(found.items())]


def differing(before: Mapping[str, str], environment: Environment) -> dict[str, tuple[str, str]]:
    """Options that differ from today's, each as it was and as it is ("" for not set)."""
    today = environment.session.settings
    return {
        option: (before.get(option, ""), today.get(option, ""))
        for option in sorted({*before, *today})
        if before.get(option) != today.get(option)
    }


def with_session_notes(plan: Plan, outdated: Outdated, environment: Environment) -> Plan:
    """The plan, telling of units that go on with other options than today's."""
    if not outdated:
        return plan
    anew = {each.unit for each in plan.actions if each.action not in _RUNS_ON}
    restarts = (each for each in plan.in_line if each.restarts)
    today = environment.session.settings
    anew |= {each.key.unit for each in restarts if each.after.submission.settings == today}
    return replace(plan, notes=(*plan.notes, *session_notes(outdated, anew, environment)))


def session_notes(
    outdated: Outdated, anew: Collection[str], environment: Environment
) -> Iterator[str]:
    """A sentence an option, and how they are applied. `anew` are units that the plan starts with
    today's options, or ends."""
    by_option: dict[str, dict[str, list[str]]] = {}
    for settings, names in outdated:
        left = [name for name in names if name not in anew]
        for option, (was, _) in differing(settings, environment).items():
            if left:
                by_option.setdefault(option, {}).setdefault(was, []).extend(left)
    for option, units in sorted(by_option.items()):
        yield _told(option, units, environment)
    yield from _ways(sorted(by_option))


def _told(option: str, units: Mapping[str, list[str]], environment: Environment) -> str:
    running = [
        f"{plural(len(names), 'unit')} {verb(len(names), 'run')} with "
        f"{_value(was)} ({listed(sorted(names))})"
        for was, names in sorted(units.items())
    ]
    now = _value(environment.session.settings.get(option, ""))
    return f"The session's option {option} is {now} now, while {', '.join(running)}."


def _value(value: str) -> str:
    return f"'{value}'" if value else "not set"


def _ways(options: Sequence[str]) -> Iterator[str]:
    restart = [option for option in options if is_by_restart(option)]
    rebuild = [option for option in options if not is_by_restart(option)]
    if options:
        yield (
            "Options of the session touch no unit by themselves: what runs keeps those that it was "
            "started with."
        )
    if restart:
        yield (
            f"`--restart T` applies {', '.join(restart)} to T in place: its job goes on from a "
            "savepoint, with all its state."
        )
    if rebuild:
        yield (
            f"`--rebuild T` applies {', '.join(rebuild)} to T, and rebuilds what reads it: the "
            "state or the rows may be others with it."
        )
