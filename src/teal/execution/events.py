"""Typed progress of a run. Only `render` turns events into text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from teal.model.plan import AnyStep
from teal.model.validation import TableRound


class StepBegun(Struct, frozen=True):
    """An effect is about to happen; its intent is in the journal."""

    step: AnyStep


class StepWaiting(Struct, frozen=True):
    """A step looked and has to look again. `share` is how far it is, 0 to 1, where it is known."""

    step: AnyStep
    why: str
    share: float | None = None


class StepDone(Struct, frozen=True):
    """An outcome is in the journal."""

    step: AnyStep
    summary: str = ""


class StepFailed(Struct, frozen=True):
    """A step failed; what depends on it stays blocked, everything else goes on."""

    step: AnyStep
    error: str


class RoundMeasured(Struct, frozen=True):
    """One round of a comparison is known."""

    step: AnyStep
    round: int
    tables: tuple[TableRound, ...]


RunEvent: TypeAlias = StepBegun | StepWaiting | StepDone | StepFailed | RoundMeasured
OnEvent: TypeAlias = Callable[[RunEvent], None]
