"""The port to what runs jobs. Memory, Flink and (later) Confluent pass one conformance suite.

No method waits: the runner polls by the clock. Secrets never stand in a message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol

from msgspec import Struct

from teal.model.adoption import JobPicture, Resemblance
from teal.model.forecast import Capacity
from teal.model.names import UnitKey
from teal.model.statements import Parts
from teal.model.submission import Submission


class Capability(Enum):
    """What not every engine can do."""

    TABLES = "keeps tables of its own"
    COMPILED_PLAN = "shows compiled plans"
    SAVEPOINTS = "stops with savepoint"


class JobPhase(Enum):
    """What a job does now, in words that fit every engine."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FINISHED = "finished"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_live(self) -> bool:
        """Whether it may still write."""
        return self not in (JobPhase.FINISHED, JobPhase.STOPPED, JobPhase.FAILED)


class StopMode(Enum):
    """SAVEPOINT closes open transactions; CANCEL is quicker and enough for idempotent sinks.

    HAND_OVER stops with a savepoint that is kept, for a job that goes on from it, or not at all.
    DISCARD cancels, and is done only when `readiness` tells for certain whether the job completed a
    checkpoint before its end."""

    SAVEPOINT = "savepoint"
    CANCEL = "cancel"
    HAND_OVER = "hand over"
    DISCARD = "discard"


class UnitHandle(Struct, frozen=True):
    """What the engine calls a job; opaque to everybody else."""

    value: str


class UnitStatus(Struct, frozen=True):
    """One job as the engine sees it. `key` is None for a job that is not ours (or not of this
    deployment); `restarts` is None while the engine has not said."""

    key: UnitKey | None
    handle: UnitHandle
    name: str
    phase: JobPhase
    started_at: datetime | None
    restarts: int | None
    reason: str = ""


class StopReceipt(Struct, frozen=True):
    """The end of a stop that was asked for: `is_stopped` is False while it is still under way.
    `savepoint` is what HAND_OVER left; None where the job ended without one."""

    is_stopped: bool
    detail: str = ""
    savepoint: str | None = None


class Position(Struct, frozen=True):
    """The offset of the last record of one partition that a job has taken up (-1: none yet)."""

    topic: str
    partition: int
    offset: int


class Readiness(Struct, frozen=True):
    """What the engine says of a job's progress; None and absent positions mean "unknown", never 0.

    `checkpoint_started_at` is when the newest completed checkpoint was triggered. `pending_records`
    is the lag. `backpressured` is whether an operator waits for a slower one.
    `observed_at` is by the engine's clock where it tells, else by the adapter's.
    """

    phase: JobPhase
    positions: tuple[Position, ...]
    checkpoint_started_at: datetime | None
    pending_records: int | None
    restarts: int | None
    backpressured: bool | None
    observed_at: datetime
    exceptions: tuple[str, ...] = ()


class Continuation(Struct, frozen=True):
    """What the engine tells of a job that was started from a savepoint.

    `restored_from` is None while that is not told. `lost` are sources that do not go on where the
    job before them stood (none are told where the engine has forgotten that one). `is_settled` says
    that it has completed a checkpoint of its own (or takes none): from then on the savepoint is not
    needed any more. `from_its_own` says that it has failed since and gone on from one of these,
    which is then what `restored_from` names.
    """

    restored_from: str | None
    lost: tuple[str, ...]
    is_settled: bool
    from_its_own: bool = False


class Engine(Protocol):
    """What runs jobs.

    Uncertain effects raise OutcomeUnknown, never a plain failure; an unreachable engine raises
    Unreachable only where surely nothing happened. What an engine lacks raises NotSupported.
    """

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this engine can do beside the rest."""
        ...

    def capacity(self) -> Capacity | None:
        """Task slots, where the engine has such and says how many."""
        ...

    def submit(self, submission: Submission) -> UnitHandle:
        """Start a job. The same key and text twice is one job; another text raises KeyConflict.

        Raises EngineRefused with the engine's root cause, Unreachable, OutcomeUnknown.
        """
        ...

    def continue_from(
        self, submission: Submission, savepoint: str, leaves_state: bool
    ) -> UnitHandle:
        """As `submit`, going on where the job of a savepoint stood. With `leaves_state` whatever
        the text has no place for is left behind; without, that is refused."""
        ...

    def continuation(self, key: UnitKey, before: UnitKey) -> Continuation:
        """Whether the job of a key took up where the job of another one stopped. Raises
        NeedsOperator where the job is gone."""
        ...

    def discard_savepoint(self, savepoint: str) -> str:
        """Delete a savepoint; what is left to be done by hand, "" for nothing."""
        ...

    def describe(self, key: UnitKey) -> UnitStatus | None:
        """The job of a key; None where the engine does not know it (any more)."""
        ...

    def list_all(self) -> Sequence[UnitStatus]:
        """All jobs that the engine still lists: ours, by owner tag, and foreign ones."""
        ...

    def stop(self, key: UnitKey, mode: StopMode) -> StopReceipt:
        """Ask for a stop, or how far it is; stopping what is absent or stopped succeeds."""
        ...

    def readiness(self, key: UnitKey, topics: Sequence[str]) -> Readiness:
        """Progress of a job in these input topics. Raises NeedsOperator where the job is gone."""
        ...

    def state_size(self, key: UnitKey) -> int | None:
        """Bytes of state in a job's newest completed checkpoint; None where the engine does not say
        (no checkpoint yet, none at all, or the job is gone)."""
        ...

    def validate(self, submission: Submission) -> None:
        """Dry run: plan the statement without starting it. Raises EngineRefused."""
        ...

    def standing_tables(
        self, tables: Sequence[Parts], statements: Sequence[str], settings: Mapping[str, str]
    ) -> Mapping[Parts, str]:
        """What the engine itself knows of tables, in a session of these statements and settings:
        the CREATE TABLE of each that stands in one of its catalogs, in the engine's words and maybe
        with credentials in it. What it does not know is left out; nothing is made. Raises
        EngineRefused for a statement of the session, and soon Unreachable."""
        ...

    def adopt(self, jobs: Mapping[UnitKey, UnitHandle]) -> None:
        """From now on these jobs, started by somebody else, are known under these keys."""
        ...

    def picture(self, handle: UnitHandle, topics: Sequence[str]) -> JobPicture | None:
        """What a job reads and writes, as far as the engine tells; `topics` are all that there
        are. None where the engine does not know the job."""
        ...

    def resemblance(self, handle: UnitHandle, submission: Submission) -> Resemblance:
        """Whether a job runs what this text says; nothing is started."""
        ...
