"""The port to an engine's own parser and planner: what would it say of these statements? Nothing
is made outside of a session, and nothing runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct


class Refusal(Struct, frozen=True):
    """Why the planner says no: its own root cause, without secrets. `line` and `column` count from
    1 in the text that was given; None where it tells no place."""

    reason: str
    line: int | None = None
    column: int | None = None


class CompiledPlan(Struct, frozen=True):
    """What the planner makes of a statement, as far as it decides whether the job of another one
    can go on where the job of this one stopped.

    `stateful` are the kinds of operators that keep state, unknown ones among them. `sources` say
    by what each source is known when state is given back: the same texts are the same sources.
    """

    stateful: tuple[str, ...]
    sources: tuple[str, ...]


class Sketch(Protocol):
    """A session in which tables are defined and statements planned. Raises Unreachable."""

    def define(self, sql: str) -> Refusal | None:
        """Define a table or a view for this session; None where the planner takes it."""
        ...

    def plan(self, sql: str) -> Refusal | None:
        """Plan an INSERT or a statement set; None where the planner takes it."""
        ...

    def compiled(self, sql: str) -> CompiledPlan | Refusal:
        """The plan of an INSERT or a statement set."""
        ...


class Planner(Protocol):
    """What asks the engine. Everything that is defined ends with its session."""

    def sketch(
        self, statements: Sequence[str], settings: Mapping[str, str]
    ) -> AbstractContextManager[Sketch]:
        """A session with these settings and statements. Raises Unreachable, and EngineRefused where
        the session's own statements are wrong."""
        ...
