"""What an attempt at a step may look at: extracts of the record as it stood when it began."""

from __future__ import annotations

from msgspec import Struct

from teal.model.codec import Json
from teal.model.deployment import Release, VersionRecord
from teal.model.plan import Plan
from teal.model.submission import Submission
from teal.model.validation import Cut
from teal.ports.switching import Serving

EMPTY = Cut(())


class Situation(Struct, frozen=True):
    """Immutable, so that attempts can run in threads.

    `goal` is where reading a step's inputs must have come to. `version` is the record of the
    version that the step concerns. `savepoint` is what the job left that the step's job follows,
    `left_at` where its topics ended then, `ran` what it had been given. `serving` is set for steps
    that publish it. `intents` is what earlier intents of this step observed, oldest first.
    """

    plan: Plan
    run: str
    release: Release
    goal: Cut = EMPTY
    version: VersionRecord | None = None
    left_at: Cut | None = None
    ran: Submission | None = None
    serving: Serving | None = None
    savepoint: str | None = None
    intents: tuple[dict[str, Json], ...] = ()
