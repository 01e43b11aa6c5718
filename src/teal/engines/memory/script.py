"""What a memory engine is told beforehand: how long things take, and what goes wrong when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a job starts, stops, catches up after its start, and pauses between checkpoints."""

    start: timedelta = timedelta(0)
    stop: timedelta = timedelta(0)
    catch_up: timedelta = timedelta(0)
    checkpoint: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class LoseAnswer:
    """The job starts, but nobody hears of it."""


@dataclass(frozen=True, slots=True)
class LoseRequest:
    """Nothing happens, but nobody can know that."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """The engine says no."""

    reason: str


@dataclass(frozen=True, slots=True)
class BeUnreachable:
    """Nothing is sent at all."""


Fault: TypeAlias = LoseAnswer | LoseRequest | Refuse | BeUnreachable


@dataclass(frozen=True, slots=True)
class Script:
    """Faults by the number of the submit that they befall, from 1; `refusals` maps words to the
    reason why every statement that holds them is refused, on submit and on validation.
    `no_savepoint` is why no savepoint can be had, `forgetful` names sources that every job which
    goes on from one has lost."""

    latency: Latency = Latency()
    faults: Mapping[int, Fault] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    no_savepoint: str = ""
    forgetful: tuple[str, ...] = ()
