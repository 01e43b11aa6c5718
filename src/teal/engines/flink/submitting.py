"""Submitting: look, prepare a session, start the job once, and look again where that is unsure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from teal.engines.flink.gateway import Gateway, GatewaySession, StatementFailed
from teal.engines.flink.jobs import Jobs
from teal.engines.flink.phases import phase_of
from teal.engines.flink.rest import AnswerLost
from teal.engines.flink.root_cause import is_duplicate, is_in_transit, root_cause
from teal.engines.flink.secret_text import SecretText
from teal.engines.flink.submission_text import (
    FINGERPRINT,
    executable,
    execution_config,
    explaining,
    explaining_operators,
    fingerprint,
    opening,
    without_explain,
)
from teal.engines.flink.wire import JobDetails
from teal.model.errors import (
    EngineRefused,
    KeyConflict,
    NeedsOperator,
    OutcomeUnknown,
    Unreachable,
)
from teal.model.names import job_id
from teal.model.submission import Submission
from teal.ports.clock import Clock
from teal.ports.engine import JobPhase, UnitHandle

_LOOKS = 10  # for a job that must be about to appear
_PAUSE = timedelta(milliseconds=200)


class SubmitLimits(Struct, frozen=True):
    """How long one definition, and how long the start of a job, may take."""

    definition: timedelta = timedelta(seconds=60)
    start: timedelta = timedelta(seconds=90)


class Submitter:
    """Starts jobs. Safe for use by several threads at once."""

    def __init__(
        self,
        gateway: Gateway,
        jobs: Jobs,
        texts: SecretText,
        clock: Clock,
        limits: SubmitLimits,
    ) -> None:
        self._gateway = gateway
        self._jobs = jobs
        self._texts = texts
        self._clock = clock
        self._limits = limits

    def submit(
        self, submission: Submission, beginning: Mapping[str, str] | None = None
    ) -> UnitHandle:
        """See the port; `beginning` are settings that say where the job begins."""
        job = self._jobs.details(job_id(submission.key))
        if job is not None:
            return self._known(submission, job)
        with self._gateway.session(self._texts.settings(submission.settings)) as session:
            self._prepare(session, submission)
            return self._started(session, submission, beginning or {})

    def validate(self, submission: Submission) -> None:
        """See the port."""
        with self._gateway.session(self._texts.settings(submission.settings)) as session:
            self._prepare(session, submission)
            self._explain(session, submission)

    def explained(self, submission: Submission) -> str:
        """What Flink says of the operators that it would run. Raises EngineRefused, Unreachable."""
        statement = self._texts.sql(explaining_operators(submission.statement))
        with self._gateway.session(self._texts.settings(submission.settings)) as session:
            self._prepare(session, submission)
            try:
                return session.told(statement, self._limits.definition)
            except StatementFailed as failed:
                raise EngineRefused(str(submission.key), root_cause(failed.text)) from failed
            except AnswerLost as lost:
                raise self._gateway.rest.unreachable(root_cause(lost.reason)) from lost

    def _prepare(self, session: GatewaySession, submission: Submission) -> None:
        for text in (*submission.session, *submission.definitions):
            self._run(session, f"{submission.key}, {opening(text)}", text)

    def _explain(self, session: GatewaySession, submission: Submission) -> None:
        try:
            self._run(session, str(submission.key), explaining(submission.statement))
        except EngineRefused as refused:
            reason = without_explain(refused.reason, submission.statement)
            raise EngineRefused(refused.subject, reason) from refused

    def _run(self, session: GatewaySession, subject: str, text: str) -> None:
        """A statement that starts nothing: where its answer is lost, nothing has happened."""
        try:
            session.run(self._texts.sql(text), self._limits.definition)
        except StatementFailed as failed:
            raise EngineRefused(subject, root_cause(failed.text)) from failed
        except AnswerLost as lost:
            raise self._gateway.rest.unreachable(root_cause(lost.reason)) from lost

    def _started(
        self, session: GatewaySession, submission: Submission, beginning: Mapping[str, str]
    ) -> UnitHandle:
        statement = self._texts.sql(executable(submission.statement))
        config = {**execution_config(submission), **beginning}
        try:
            session.run(statement, self._limits.start, config)
        except StatementFailed as failed:
            return self._after_failure(submission, failed.text)
        except AnswerLost as lost:
            return self._after_loss(submission, lost.reason)
        return self._accepted(submission)

    def _accepted(self, submission: Submission) -> UnitHandle:
        job = self._jobs.details(job_id(submission.key))
        if job is None:
            raise NeedsOperator(
                f"{submission.key} was started, but not in the cluster that Teal looks at.",
                (f"{self._jobs.rest.part} at {self._jobs.rest.address} does not know it.",),
                "Configure the JobManager of the cluster that the SQL Gateway submits to, and "
                "cancel the job that runs elsewhere.",
            )
        return UnitHandle(job.id)

    def _after_failure(self, submission: Submission, text: str) -> UnitHandle:
        """Flink said no. A duplicate means that the job is there; an error on the way to the
        JobManager means nothing at all."""
        reason = root_cause(text)
        is_unsure = is_duplicate(text) or is_in_transit(text)
        job = self._looked_up(submission, reason, looks=_LOOKS if is_unsure else 1)
        if job is not None and (is_duplicate(text) or phase_of(job.state) is not JobPhase.FAILED):
            return self._known(submission, job)
        if job is None and is_duplicate(text):
            raise EngineRefused(
                str(submission.key),
                "a job of this id ended so long ago that Flink no longer lists it.",
                "Flink starts an id only once: it takes a new attempt.",
            )
        if job is None and is_in_transit(text):
            raise OutcomeUnknown(f"start of {submission.key}", reason)
        raise EngineRefused(str(submission.key), reason)

    def _after_loss(self, submission: Submission, lost: str) -> UnitHandle:
        reason = root_cause(lost)
        job = self._looked_up(submission, reason, looks=_LOOKS)
        if job is None:
            raise OutcomeUnknown(f"start of {submission.key}", reason)
        return self._known(submission, job)

    def _looked_up(self, submission: Submission, reason: str, looks: int) -> JobDetails | None:
        """The job of the key, with some patience: it may be about to appear."""
        try:
            for _ in range(looks - 1):
                job = self._jobs.details(job_id(submission.key))
                if job is not None:
                    return job
                self._clock.sleep(_PAUSE)
            return self._jobs.details(job_id(submission.key))
        except Unreachable as error:
            raise OutcomeUnknown(f"start of {submission.key}", reason) from error

    def _known(self, submission: Submission, job: JobDetails) -> UnitHandle:
        """The handle of a job that stands under the key, if its text is the same."""
        for _ in range(_LOOKS):
            mark = self._jobs.user_config(job.id).get(FINGERPRINT)
            if mark == fingerprint(submission):
                return UnitHandle(job.id)
            if mark is not None:
                raise KeyConflict(str(submission.key), "its text is not the one submitted now.")
            if _never_ran(job):
                return UnitHandle(job.id)
            self._clock.sleep(_PAUSE)
            job = self._jobs.details(job.id) or job
        raise KeyConflict(str(submission.key), "a job without Teal's mark stands under its id.")


def _never_ran(job: JobDetails) -> bool:
    """A job that failed before it came to be has no text to compare."""
    return phase_of(job.state) is JobPhase.FAILED and not job.entered_ms.get("CREATED")
