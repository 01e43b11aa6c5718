"""Typed progress of a run. Only `render` turns events into text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from teal.model.plan import AnyStep
from teal.model.validation import TableRound


@dataclass(frozen=True, slots=True)
class StepBegun:
    """An effect is about to happen; its intent is in the journal."""

    step: AnyStep


@dataclass(frozen=True, slots=True)
class StepWaiting:
    """A step looked and has to look again. `share` is how far it is, 0 to 1, where it is known."""

    step: AnyStep
    why: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    """An outcome is in the journal."""

    step: AnyStep
    summary: str = ""


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step failed; what depends on it stays blocked, everything else goes on."""

    step: AnyStep
    error: str


@dataclass(frozen=True, slots=True)
class RoundMeasured:
    """One round of a comparison is known."""

    step: AnyStep
    round: int
    tables: tuple[TableRound, ...]


RunEvent: TypeAlias = StepBegun | StepWaiting | StepDone | StepFailed | RoundMeasured
OnEvent: TypeAlias = Callable[[RunEvent], None]
