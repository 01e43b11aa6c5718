"""What became of each release, from the store alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from teal.model.deployment import Release
from teal.model.forecast import Forecast
from teal.model.names import Version
from teal.model.validation import Verdict


class PhaseTime(Struct, frozen=True):
    """How long a release was in a phase; `is_over` is False while it still is."""

    phase: str
    began: datetime
    took: timedelta
    is_over: bool = True


class WalkedRun(Struct, frozen=True):
    """One run of the release: which verb, by whom, how it ended."""

    id: str
    kind: str
    actor: str
    began: datetime
    state: str


class WentOn(Struct, frozen=True):
    """A run that went on by somebody's word, though it could not be proven that no record is lost
    or doubled; `doubts` are what was unknown, a sentence each."""

    run: str
    kind: str
    actor: str
    at: datetime
    reason: str
    doubts: tuple[str, ...]


class Rebuilt(Struct, frozen=True):
    """A table that got another version; `before` is None for a new one."""

    version: Version
    before: int | None


class Truth(Struct, frozen=True):
    """What the release really took, for comparison with its forecast; None is not known."""

    replayed: int | None
    catching_up: timedelta | None


class ReleaseHistory(Struct, frozen=True):
    """A release with what it made of which tables, its runs and phases. `origin` is the verb that
    began it. `unproven` is the reason that somebody gave for promoting without proof, `went_on` are
    the words by which a change in place went on. `forecast` and `truth` stand side by side."""

    release: Release
    origin: str
    rebuilt: tuple[Rebuilt, ...]
    removed: tuple[Version, ...]
    verdict: Verdict | None
    verdict_at: datetime | None
    unproven: str
    trusted: tuple[str, ...]
    runs: tuple[WalkedRun, ...]
    phases: tuple[PhaseTime, ...]
    forecast: Forecast | None
    truth: Truth
    went_on: tuple[WentOn, ...] = ()
