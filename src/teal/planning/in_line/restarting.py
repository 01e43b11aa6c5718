"""Units that go on in place with the session's options of today, where that is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from teal.model.changes import Action, UnitAction
from teal.model.environment import Environment
from teal.model.errors import Refused
from teal.planning.deployed import Deployed
from teal.planning.in_line.alterable import was_adopted
from teal.planning.session_options import differing, is_by_restart

_HINT = "`teal plan` tells which options differ, and for which units."


def restarted(
    actions: Sequence[UnitAction],
    asked: Collection[str],
    now: Deployed,
    environment: Environment,
) -> tuple[UnitAction, ...]:
    """The actions, with those units altered instead of kept. Raises Refused with all that stands
    against it."""
    reasons: list[str] = []
    found: list[UnitAction] = []
    for action in actions:
        if action.unit not in asked:
            found.append(action)
            continue
        against = tuple(_against(action, now, environment))
        reasons += against
        if not against:
            record = now.serving_units[action.unit].submission
            assert record is not None
            why = tuple(_why(differing(record.settings, environment)))
            found.append(UnitAction(action.unit, Action.ALTER, why))
    if reasons:
        raise Refused("this cannot be restarted in place.", tuple(reasons), _HINT)
    return tuple(found)


def _against(action: UnitAction, now: Deployed, environment: Environment) -> Iterator[str]:
    name = action.unit
    if action.action is not Action.KEEP:
        yield f"{name} does not stay as it is in this release: {action.action.value}"
        return
    record = now.serving_units[name]
    if record.submission is None:
        yield f"{name} has no job"
    elif was_adopted(record):
        yield f"{name} was adopted: what its job was started with is not known"
    elif not (options := differing(record.submission.settings, environment)):
        yield f"{name} runs with the session's options of today"
    else:
        for option in options:
            if not is_by_restart(option):
                yield f"{option} of {name} needs --rebuild {name}: its state or rows may be others"


def _why(options: dict[str, tuple[str, str]]) -> Iterator[str]:
    for option, (was, now) in options.items():
        yield f"the session's {option} was {_value(was)}, and is {_value(now)} now"


def _value(value: str) -> str:
    return f"'{value}'" if value else "not set"
