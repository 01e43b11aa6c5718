"""A plan is a value: what will happen to each unit, in which steps, and what it relied on.

Deployment, validation, promotion, rollback, abort and retirement all have this one form, so there
is one thing to show, approve, keep and run.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from msgspec import Struct, field

from teal.model.bill import Bill
from teal.model.changes import UnitAction, UnitChange
from teal.model.codec import canonical, digest
from teal.model.forecast import Forecast
from teal.model.in_line import InLineChange
from teal.model.names import UnitKey, Version
from teal.model.project import Revision
from teal.model.submission import Submission
from teal.model.validation import Comparison

NOWHERE = "nowhere"
"""The deployment of a plan that compares two revisions: there is none."""


class Step(Struct, frozen=True, kw_only=True):
    """What every step has: a key, unique in its plan, and the keys that must be done before it."""

    key: str
    after: tuple[str, ...] = ()


class FreezeCut(Step, frozen=True, kw_only=True):
    """Note the last committed data record of every partition of the topics that enter."""

    topics: tuple[str, ...]


class CreateTable(Step, frozen=True, kw_only=True):
    """Make the table of a version: a Kafka topic, or the engine's own table where it has them.

    `definition` is the bound CREATE TABLE, `topic` a name, `config` Kafka topic settings.
    """

    version: Version
    topic: str
    partitions: int
    replication: int
    config: Mapping[str, str]
    definition: str


class StartUnit(Step, frozen=True, kw_only=True):
    """Submit a unit's job. `inputs` and `outputs` are topics."""

    submission: Submission
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class AwaitCaughtUp(Step, frozen=True, kw_only=True):
    """Wait until a unit has passed its goal: the cut for topics that enter the release, the ends
    noted after its writers' own goals for topics of the release."""

    unit: UnitKey
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class WatchedUnit(Struct, frozen=True, kw_only=True):
    """A unit that must pass the cut before a round counts."""

    unit: UnitKey
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class Measure(Step, frozen=True, kw_only=True):
    """Compare tables in rounds until the judge is sure. `units` are in dependency order, blue's
    and green's; `entering` are the topics whose ends make the cut."""

    comparisons: tuple[Comparison, ...]
    units: tuple[WatchedUnit, ...]
    entering: tuple[str, ...]
    show_rows: bool = False


class Flip(Step, frozen=True, kw_only=True):
    """COMMIT: move the pointer in one transaction. A table mapped to None stops being served."""

    serving: Mapping[str, int | None]


class PublishServing(Step, frozen=True, kw_only=True):
    """Write the whole map of serving versions to a switch point, after COMMIT."""

    switch_point: str
    is_atomic: bool = True


class StopUnit(Step, frozen=True, kw_only=True):
    """Stop a unit's job; `with_savepoint` where open transactions would be left otherwise."""

    unit: UnitKey
    with_savepoint: bool


class HandOver(Step, frozen=True, kw_only=True):
    """Stop a unit's job with a savepoint that is kept for the job that follows it. Where there can
    be no savepoint the job runs on. Where its topics stood then is noted."""

    unit: UnitKey
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


class DiscardUnit(Step, frozen=True, kw_only=True):
    """Cancel a job that was to follow another one and did not come to run. One that has completed
    a checkpoint is no such job: what it wrote can be read. It is cancelled all the same where
    somebody has given a reason: `unproven`. `follows` is the job whose savepoint it began with,
    `outputs` are topics that it alone writes."""

    unit: UnitKey
    follows: UnitKey | None = None
    outputs: tuple[str, ...] = ()
    unproven: str = ""


class AlterTable(Step, frozen=True, kw_only=True):
    """Change a version in place: the settings of its topic (None: back to Kafka's default), and
    the author's definition `sql` in the record. `unit` is the one that writes it."""

    version: Version
    unit: UnitKey
    topic: str
    topic_id: str | None
    settings: Mapping[str, str | None]
    sql: str


class ContinueUnit(Step, frozen=True, kw_only=True):
    """Start a unit's job from the savepoint that the job of `follows` left, and look that it took
    up exactly there. `leaves_state` where the text is another one: nothing but the positions of
    its sources is taken over, which is all that there is, as neither text keeps state. A source
    that does not go on there may begin anew only where somebody has given a reason: `unproven`."""

    submission: Submission
    follows: UnitKey
    leaves_state: bool
    outputs: tuple[str, ...] = ()
    unproven: str = ""


class DropTable(Step, frozen=True, kw_only=True):
    """Delete what CreateTable made, and only that: `topic_id` is what Kafka gave at creation (None
    while it is not known yet: then the journal of the creation decides)."""

    version: Version
    topic: str
    topic_id: str | None


AnyStep: TypeAlias = (
    FreezeCut
    | CreateTable
    | StartUnit
    | AwaitCaughtUp
    | Measure
    | Flip
    | PublishServing
    | StopUnit
    | HandOver
    | DiscardUnit
    | AlterTable
    | ContinueUnit
    | DropTable
)

IRREVERSIBLE = (DropTable,)


class PlanKind(Enum):
    """Which of the operator's verbs the plan carries out."""

    DEPLOY = "deploy"
    VALIDATE = "validate"
    PROMOTE = "promote"
    ROLLBACK = "rollback"
    ABORT = "abort"
    RETIRE = "retire"


class PlannedVersion(Struct, frozen=True):
    """A version that the release creates. `replaces` is the serving number, None for a new table;
    `sql` the author's definition (CREATE TABLE, or CREATE VIEW)."""

    version: Version
    unit: str
    sql: str
    is_view: bool
    replaces: int | None


class PlannedUnit(Struct, frozen=True):
    """A unit that the release starts, with all that its record will hold."""

    key: UnitKey
    kind: str
    targets: tuple[Version, ...]
    inputs: tuple[Version, ...]
    external_sql: Mapping[str, str]
    sql: str
    file: str
    line: int
    commit: str
    submission: Submission | None


class Reliance(Struct, frozen=True):
    """Something that the plan took for granted about one object; compared again before it runs."""

    subject: str
    expected: str


class Plan(Struct, frozen=True):
    """See the module. `serial` is the deployment's when the plan was made, a fast path only."""

    kind: PlanKind
    project: str
    environment: str
    deployment: str
    serial: int
    release: str
    revision: Revision
    steps: tuple[AnyStep, ...]
    actions: tuple[UnitAction, ...] = ()
    changes: tuple[UnitChange, ...] = ()
    versions: tuple[PlannedVersion, ...] = ()
    units: tuple[PlannedUnit, ...] = ()
    removed: tuple[Version, ...] = ()
    relies_on: tuple[Reliance, ...] = ()
    stays_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exposures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    depth: int = 0
    forecast: Forecast | None = None
    bills: tuple[Bill, ...] = ()
    in_line: tuple[InLineChange, ...] = ()
    schema: int = 1

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(canonical(self))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.steps or self.versions or self.removed or self.in_line)
