"""What one attempt at a step comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from teal.model.codec import Json
from teal.model.validation import TableRound


@dataclass(frozen=True, slots=True)
class Achieved:
    """The effect has happened. `detail` goes into the journal, `summary` to the operator."""

    detail: dict[str, Json] = field(default_factory=dict)
    summary: str = ""


@dataclass(frozen=True, slots=True)
class NotYet:
    """Look again later. `memory` is handed to the next attempt of this process and is lost with
    it, so it may only hold what a fresh look would find again. `rounds` are measurements that have
    just been made, to be shown."""

    why: str
    memory: object = None
    share: float | None = None
    rounds: tuple[TableRound, ...] = ()


Outcome: TypeAlias = Achieved | NotYet
