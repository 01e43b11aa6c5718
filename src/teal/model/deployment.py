"""What an environment holds now: versions, units, which version serves, and the releases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from msgspec import Struct, field

from teal.model.in_line import InLineChange
from teal.model.names import UnitKey, Version
from teal.model.run import Evidence
from teal.model.submission import Submission
from teal.model.validation import Cut


class VersionState(Enum):
    """Where a version is in its life. Numbers of ABORTED and RETIRED ones are never used again."""

    GREEN = "on its way"
    SERVING = "serving"
    STANDBY = "standing by"
    RETIRED = "retired"
    ABORTED = "aborted"

    @property
    def is_live(self) -> bool:
        """Whether its table may still exist."""
        return self in (VersionState.GREEN, VersionState.SERVING, VersionState.STANDBY)


class VersionRecord(Struct, frozen=True):
    """One version of one table, as long as the deployment lives.

    `sql` is the author's definition in logical names (for a view, the CREATE VIEW). `topic_id` is
    what Kafka gave when Teal created the topic (or had given when Teal adopted it); only a topic of
    that id is ever deleted, and only if Teal `owns_topic`.
    `complete_since` says from where its content is whole ("earliest": all that its inputs held).
    `is_view` versions own no topic.
    """

    version: Version
    state: VersionState
    sql: str
    unit: str
    release: str
    is_view: bool = False
    topic: str | None = None
    topic_id: str | None = None
    owns_topic: bool = True
    complete_since: str = "earliest"
    created_at: datetime | None = None
    retired_at: datetime | None = None


class UnitState(Enum):
    """What Teal last did with a unit's version; what it does now is the engine's to say."""

    PLANNED = "planned"
    STARTED = "started"
    STOPPED = "stopped"


class UnitRecord(Struct, frozen=True):
    """One version of one unit. `sql` is the author's text; `submission` what the engine was given.

    `inputs` are the versions it reads, `external_sql` the definitions of the externals it reads.
    `start` says where its reading began. `handle` is what the engine calls it, opaque to
    everybody else. Views have no submission. `replayed` records of its inputs were read when it
    had caught up for the first time, at `caught_up_at`. `savepoint` is where another
    job can go on, if it was stopped for one; its topics ended at `left_at` then.
    """

    key: UnitKey
    kind: str
    targets: tuple[Version, ...]
    inputs: tuple[Version, ...]
    external_sql: Mapping[str, str]
    sql: str
    file: str
    line: int
    commit: str
    release: str
    state: UnitState = UnitState.PLANNED
    submission: Submission | None = None
    start: str = "earliest"
    handle: str | None = None
    started_at: datetime | None = None
    caught_up_at: datetime | None = None
    replayed: int | None = None
    savepoint: str | None = None
    left_at: Cut | None = None


class Phase(Enum):
    """Where a release stands."""

    PLANNED = "planned"
    DEPLOYING = "deploying"
    CATCHING_UP = "catching up"
    VALIDATING = "validating"
    READY = "ready"
    PROMOTING = "promoting"
    SOAKING = "soaking"
    RETIRING = "retiring"
    DONE = "done"
    ABORTING = "aborting"
    ABORTED = "aborted"
    NEEDS_OPERATOR = "needs operator"

    @property
    def is_open(self) -> bool:
        """Whether the release still holds its units."""
        return self not in (Phase.DONE, Phase.ABORTED)

    @property
    def is_committed(self) -> bool:
        """Whether the pointer has moved to it (rolling back moves it to READY again)."""
        return self in (Phase.SOAKING, Phase.RETIRING, Phase.DONE)


class Release(Struct, frozen=True):
    """One change on its way. `created` and `replaced` are its green and blue versions; `in_line`
    are the units that it changes in place, after COMMIT."""

    id: str
    number: int
    phase: Phase
    plan_hash: str
    commit: str
    actor: str
    opened_at: datetime
    created: tuple[Version, ...] = ()
    replaced: tuple[Version, ...] = ()
    removed: tuple[Version, ...] = ()
    units: tuple[str, ...] = ()
    caught_up: tuple[str, ...] = ()
    promoted_at: datetime | None = None
    closed_at: datetime | None = None
    evidence: Evidence | None = None
    in_line: tuple[InLineChange, ...] = ()


class Deployment(Struct, frozen=True):
    """Everything the store knows. `serving` maps a table to the number of its serving version.

    `serial` grows with every change of the record; `pointer_serial` with every change of `serving`.
    """

    id: str
    project: str
    environment: str
    serial: int
    pointer_serial: int = 0
    versions: tuple[VersionRecord, ...] = ()
    units: tuple[UnitRecord, ...] = ()
    serving: Mapping[str, int] = field(default_factory=dict)
    releases: tuple[Release, ...] = ()

    def __hash__(self) -> int:
        # Not of all records: there may be tens of thousands, and the serial grows with each change.
        return hash((self.id, self.serial))

    @property
    def open_releases(self) -> tuple[Release, ...]:
        """Releases that still hold their units, oldest first."""
        return tuple(release for release in self.releases if release.phase.is_open)

    def version(self, logical: str, number: int) -> VersionRecord | None:
        """The record of one version."""
        for record in self.versions:
            if record.version.logical == logical and record.version.number == number:
                return record
        return None
