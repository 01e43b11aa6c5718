"""What a memory engine is told beforehand: how long things take, and what goes wrong when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeAlias

from msgspec import Struct, field


class Latency(Struct, frozen=True):
    """How long a job starts, stops, catches up after its start, and pauses between checkpoints."""

    start: timedelta = timedelta(0)
    stop: timedelta = timedelta(0)
    catch_up: timedelta = timedelta(0)
    checkpoint: timedelta = timedelta(seconds=1)


class LoseAnswer(Struct, frozen=True):
    """The job starts, but nobody hears of it."""


class LoseRequest(Struct, frozen=True):
    """Nothing happens, but nobody can know that."""


class Refuse(Struct, frozen=True):
    """The engine says no."""

    reason: str


class BeUnreachable(Struct, frozen=True):
    """Nothing is sent at all."""


Fault: TypeAlias = LoseAnswer | LoseRequest | Refuse | BeUnreachable


class Script(Struct, frozen=True):
    """Faults by the number of the submit that they befall, from 1; `refusals` maps words to the
    reason why every statement that holds them is refused, on submit and on validation.
    `no_savepoint` is why no savepoint can be had, `forgetful` names sources that every job which
    goes on from one has lost."""

    latency: Latency = Latency()
    faults: Mapping[int, Fault] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    no_savepoint: str = ""
    forgetful: tuple[str, ...] = ()
