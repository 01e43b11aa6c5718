"""What one attempt at a step comes to."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field

from teal.model.codec import Json
from teal.model.validation import TableRound


class Achieved(Struct, frozen=True):
    """The effect has happened. `detail` goes into the journal, `summary` to the operator."""

    detail: dict[str, Json] = field(default_factory=dict)
    summary: str = ""


class NotYet(Struct, frozen=True):
    """Look again later. `memory` is handed to the next attempt of this process and is lost with
    it, so it may only hold what a fresh look would find again. `rounds` are measurements that have
    just been made, to be shown."""

    why: str
    memory: object = None
    share: float | None = None
    rounds: tuple[TableRound, ...] = ()


Outcome: TypeAlias = Achieved | NotYet
