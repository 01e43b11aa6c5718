"""Adopting what already runs: what an engine tells of a job, what a person has said, and what Teal
makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from msgspec import Struct, field

from teal.model.codec import canonical, digest
from teal.model.deployment import UnitRecord, VersionRecord
from teal.model.diagnostics import Place
from teal.model.names import UnitKey, Version
from teal.model.project import Revision


class JobPicture(Struct, frozen=True):
    """What an engine tells of a job beside its state. Tables have the engine's own names, with
    catalog and database where it tells them; what it does not tell is empty or None.

    `read_topics` maps a table that the job reads to topics: more than one where the engine's words
    fit several.
    """

    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    read_topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    takes_checkpoints: bool | None = None


NOTHING_TOLD = JobPicture()


class RunningJob(Struct, frozen=True):
    """A job that an engine lists. `key` is set where its name and id prove it to be Teal's own."""

    handle: str
    name: str
    phase: str
    is_live: bool
    started_at: datetime | None = None
    key: UnitKey | None = None
    picture: JobPicture = NOTHING_TOLD

    def __str__(self) -> str:
        return f"{self.handle} ({self.name})"


class SampledRecord(Struct, frozen=True):
    """The last record of a topic's first partition that holds any; `value` None is a tombstone."""

    key: bytes | None
    value: bytes | None


class SeenTopic(Struct, frozen=True):
    """A topic that exists, with its settings."""

    name: str
    id: str
    partitions: int
    config: Mapping[str, str] = field(default_factory=dict)


class ShownTable(Struct, frozen=True):
    """A table as a switch point shows it."""

    number: int
    physical: str
    topic: str | None


class Seen(Struct, frozen=True):
    """All that was looked at. `shown` is what readers are told, where anything still tells it."""

    jobs: tuple[RunningJob, ...] = ()
    topics: Mapping[str, SeenTopic] = field(default_factory=dict)
    shown: Mapping[str, ShownTable] = field(default_factory=dict)
    shown_serial: int = 0


class Likeness(Enum):
    """Whether a job runs what a text says, as far as its engine tells."""

    SAME_TEXT = "same text"
    SAME_PLAN = "same plan"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Resemblance(Struct, frozen=True):
    """A job against a text: operators that only one side has, or why nothing can be said."""

    likeness: Likeness
    only_running: tuple[str, ...] = ()
    only_planned: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_proof(self) -> bool:
        """Whether the engine itself says that they are the same."""
        return self.likeness in (Likeness.SAME_TEXT, Likeness.SAME_PLAN)


class UnitWord(Struct, frozen=True):
    """What a person says of a unit: its job by id or name, or that it does not run. `trust` is the
    reason to take for true what cannot be proven."""

    job: str = ""
    is_absent: bool = False
    trust: str = ""
    place: Place | None = None


class TableWord(Struct, frozen=True):
    """What a person says of a table: its topic, what running jobs call it, its number, and whether
    `teal retire` may delete the topic one day."""

    topic: str = ""
    name: str = ""
    version: int | None = None
    is_owned: bool = False
    trust: str = ""
    place: Place | None = None


class Words(Struct, frozen=True):
    """A mapping file. `trust` covers what the engine is silent about, nothing that it denies."""

    units: Mapping[str, UnitWord] = field(default_factory=dict)
    tables: Mapping[str, TableWord] = field(default_factory=dict)
    trust: str = ""


NO_WORDS = Words()


class DoubtKind(Enum):
    """What cannot be proven, or speaks against it."""

    TEXT_UNSEEN = "text unseen"
    PLAN_DIFFERS = "plan differs"
    JOB_BY_NAME = "job by name only"
    READS_OTHER = "reads other tables"
    WRITES_OTHER = "writes another version"
    TOPIC_UNSEEN = "topic unseen"
    EXTERNAL_TOPIC = "external from another topic"
    PARTITIONS = "other partitions"
    FORMAT = "other format"
    REBOUND = "another job than recorded"

    @property
    def is_silence(self) -> bool:
        """Whether nothing speaks against it; the engine just does not tell."""
        return self in (DoubtKind.TEXT_UNSEEN, DoubtKind.TOPIC_UNSEEN, DoubtKind.JOB_BY_NAME)


class Doubt(Struct, frozen=True):
    """Something that needs a person's word. `trusted` is the reason that one gave, "" for none."""

    kind: DoubtKind
    subject: str
    what: str
    hint: str = ""
    trusted: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has spoken for it."""
        return not self.trusted


class Problem(Struct, frozen=True):
    """Something that cannot be bound at all as it stands; `subject` is `unit …` or `table …`."""

    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


class BoundUnit(Struct, frozen=True):
    """A unit with the job that runs it; a view has none. `how` says how the job was found, `proof`
    what the engine says of its text, `version` is None while that is not known."""

    unit: str
    version: int | None
    job: str
    job_name: str
    how: str
    proof: str
    place: str


class BoundTable(Struct, frozen=True):
    """A table's version with its topic; `how` says how the topic was found."""

    version: Version
    topic: str
    topic_id: str
    how: str
    is_owned: bool


class Adoption(Struct, frozen=True):
    """What will stand in the store, why, and what is in doubt. While there are `problems` nothing
    of it can be recorded. `serial` is the deployment's when all was looked at. `already` are units
    that the store holds just so; `left_alone` are jobs that no unit claims."""

    project: str
    environment: str
    deployment: str
    serial: int
    release: str
    revision: Revision
    is_rebuild: bool
    units: tuple[BoundUnit, ...]
    tables: tuple[BoundTable, ...]
    versions: tuple[VersionRecord, ...]
    records: tuple[UnitRecord, ...]
    serving: Mapping[str, int]
    pointer_serial: int = 0
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    schema: int = 1

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(canonical(self))

    @property
    def is_empty(self) -> bool:
        """Whether the store would not change."""
        return not self.records and not self.versions and not self.problems

    @property
    def open_doubts(self) -> tuple[Doubt, ...]:
        """What still needs a word."""
        return tuple(doubt for doubt in self.doubts if doubt.is_open)
