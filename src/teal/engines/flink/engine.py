"""The engine port over open-source Flink: a SQL Gateway to start jobs, a JobManager for the rest.

Flink keeps no tables for Teal: every submit brings all definitions with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx
from msgspec import Struct, field

from teal.engines.flink.continuing import Continuations
from teal.engines.flink.gateway import Gateway
from teal.engines.flink.jobs import Jobs
from teal.engines.flink.phases import moment, phase_of
from teal.engines.flink.pictures import Pictures
from teal.engines.flink.readiness import ReadinessReader
from teal.engines.flink.rest import HttpLimits, Rest
from teal.engines.flink.secret_text import SecretText
from teal.engines.flink.standing_tables import StandingTables
from teal.engines.flink.stopping import Stopper
from teal.engines.flink.submission_text import continuing
from teal.engines.flink.submitting import SubmitLimits, Submitter
from teal.engines.flink.wire import JobDetails, JobSummary
from teal.engines.ownership import Ownership
from teal.model.adoption import JobPicture, Resemblance
from teal.model.errors import NeedsOperator
from teal.model.forecast import Capacity
from teal.model.names import UnitKey
from teal.model.statements import Parts
from teal.model.submission import Submission
from teal.ports.clock import Clock
from teal.ports.closing import Closing
from teal.ports.engine import (
    Capability,
    Continuation,
    JobPhase,
    Readiness,
    StopMode,
    StopReceipt,
    UnitHandle,
    UnitStatus,
)
from teal.ports.secrets import Secrets

_NO_PROXY = {"all://127.0.0.1": None, "all://localhost": None}
_SHORT = HttpLimits(connect=timedelta(seconds=3), answer=timedelta(seconds=10))
_TROUBLED = (JobPhase.RESTARTING, JobPhase.FAILED)


class FlinkAddresses(Struct, frozen=True):
    """Where Flink answers: base URLs. `savepoints` is a folder that the JobManager can write, None
    for the one in Flink's own configuration."""

    gateway: str
    jobmanager: str
    savepoints: str | None = None


class FlinkVersions(Struct, frozen=True):
    """What runs at the two addresses."""

    gateway: str
    jobmanager: str


class FlinkLimits(Struct, frozen=True):
    """How long things may take before they count as lost."""

    http: HttpLimits = field(default_factory=HttpLimits)
    submit: SubmitLimits = field(default_factory=SubmitLimits)


class FlinkEngine(Closing):
    """One Flink session cluster with its SQL Gateway. Safe for use by several threads at once.

    `owner` is the id of the deployment whose jobs count as ours. Close it, or use it in a `with`.
    """

    def __init__(
        self,
        addresses: FlinkAddresses,
        owner: str,
        secrets: Secrets,
        clock: Clock,
        limits: FlinkLimits | None = None,
    ) -> None:
        limits = limits or FlinkLimits()
        texts = SecretText(secrets)
        self._ownership = Ownership(owner)
        self._client = httpx.Client(headers={"User-Agent": "teal"}, mounts=_NO_PROXY)
        gateway, asked, jobmanager = (
            Rest(part, url, self._client, clock, within, texts.masked)
            for part, url, within in (
                ("SQL Gateway", addresses.gateway, limits.http),
                ("SQL Gateway", addresses.gateway, _SHORT),
                ("Flink JobManager", addresses.jobmanager, limits.http),
            )
        )
        self._gateway = Gateway(gateway, clock)
        self._standing = StandingTables(Gateway(asked, clock), texts)
        self._jobs = Jobs(jobmanager)
        self._submitter = Submitter(self._gateway, self._jobs, texts, clock, limits.submit)
        self._stopper = Stopper(self._jobs, clock, addresses.savepoints)
        self._readiness = ReadinessReader(self._jobs, clock)
        self._pictures = Pictures(self._jobs, self._submitter, clock)
        self._continuations = Continuations(self._jobs)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Stops with savepoint; keeps no tables."""
        return frozenset({Capability.SAVEPOINTS})

    def versions(self) -> FlinkVersions:
        """What runs where: a proof that both parts answer. Raises Unreachable naming the part."""
        return FlinkVersions(self._gateway.version(), self._jobs.version())

    def capacity(self) -> Capacity | None:
        """See the port."""
        found = self._jobs.cluster()
        if found.slots_total is None or found.slots_free is None:
            return None
        return Capacity(found.slots_total, found.slots_free)

    def submit(self, submission: Submission) -> UnitHandle:
        """See the port."""
        return self._submitter.submit(submission)

    def continue_from(
        self, submission: Submission, savepoint: str, leaves_state: bool
    ) -> UnitHandle:
        """See the port."""
        return self._submitter.submit(submission, continuing(savepoint, leaves_state))

    def continuation(self, key: UnitKey, before: UnitKey) -> Continuation:
        """See the port."""
        native_id = self._ownership.native_id
        return self._continuations.of(str(key), native_id(key), native_id(before))

    def discard_savepoint(self, savepoint: str) -> str:
        """See the port."""
        return self._stopper.discard(savepoint)

    def validate(self, submission: Submission) -> None:
        """See the port."""
        self._submitter.validate(submission)

    def describe(self, key: UnitKey) -> UnitStatus | None:
        """See the port."""
        job = self._jobs.details(self._ownership.native_id(key))
        return self._status(key, job) if job else None

    def list_all(self) -> Sequence[UnitStatus]:
        """See the port. Restarts are not told here: that is one more call a job."""
        return tuple(self._listed(job) for job in self._jobs.overview())

    def stop(self, key: UnitKey, mode: StopMode) -> StopReceipt:
        """See the port. Call again until the receipt says that it is stopped."""
        return self._stopper.step(str(key), self._ownership.native_id(key), mode)

    def readiness(self, key: UnitKey, topics: Sequence[str]) -> Readiness:
        """See the port."""
        job = self._jobs.details(self._ownership.native_id(key))
        if job is None:
            raise NeedsOperator(
                f"The job of {key} is gone: Flink does not know {self._ownership.native_id(key)}.",
                ("A JobManager that started again without high availability forgets its jobs.",),
            )
        return self._readiness.read(job, topics)

    def state_size(self, key: UnitKey) -> int | None:
        """See the port."""
        return self._jobs.state_size(self._ownership.native_id(key))

    def standing_tables(
        self, tables: Sequence[Parts], statements: Sequence[str], settings: Mapping[str, str]
    ) -> Mapping[Parts, str]:
        """See the port."""
        return self._standing.told(tables, statements, settings)

    def adopt(self, jobs: Mapping[UnitKey, UnitHandle]) -> None:
        """See the port."""
        self._ownership.adopt({key: handle.value for key, handle in jobs.items()})

    def picture(self, handle: UnitHandle, topics: Sequence[str]) -> JobPicture | None:
        """See the port."""
        return self._pictures.picture(handle, topics)

    def resemblance(self, handle: UnitHandle, submission: Submission) -> Resemblance:
        """See the port."""
        return self._pictures.resemblance(handle, submission)

    def _status(self, key: UnitKey, job: JobDetails) -> UnitStatus:
        phase = phase_of(job.state)
        reasons = self._jobs.exceptions(job.id, at_most=1) if phase in _TROUBLED else ()
        return UnitStatus(
            key=key,
            handle=UnitHandle(job.id),
            name=job.name,
            phase=phase,
            started_at=moment(job.started_ms),
            restarts=self._jobs.restarts(job.id),
            reason=" ".join(reasons),
        )

    def _listed(self, job: JobSummary) -> UnitStatus:
        return UnitStatus(
            key=self._ownership.key_of(job.name, job.id),
            handle=UnitHandle(job.id),
            name=job.name,
            phase=phase_of(job.state),
            started_at=moment(job.started_ms),
            restarts=None,
        )
