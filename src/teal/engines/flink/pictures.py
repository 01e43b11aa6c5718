"""What a running Flink job tells of itself, and whether it runs what a text says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from teal.engines.flink.compiled import planned_job
from teal.engines.flink.jobs import Jobs
from teal.engines.flink.kafka_metrics import SourceVertex, mangled
from teal.engines.flink.operators import (
    inner_operators,
    operators,
    source_table,
    tables_read,
    tables_written,
)
from teal.engines.flink.submission_text import FINGERPRINT, fingerprint
from teal.engines.flink.submitting import Submitter
from teal.engines.flink.wire import JobDetails
from teal.model.adoption import JobPicture, Likeness, Resemblance
from teal.model.errors import EngineRefused
from teal.model.submission import Submission
from teal.ports.clock import Clock
from teal.ports.engine import UnitHandle

_LOOKS = 15  # the first call for metrics answers with nothing
_PAUSE = timedelta(milliseconds=200)


class Pictures:
    """Looks at jobs that may be anybody's."""

    def __init__(self, jobs: Jobs, submitter: Submitter, clock: Clock) -> None:
        self._jobs = jobs
        self._submitter = submitter
        self._clock = clock

    def picture(self, handle: UnitHandle, topics: Sequence[str]) -> JobPicture | None:
        """See the engine port. Raises Unreachable."""
        job = self._jobs.details(handle.value)
        if job is None:
            return None
        described = operators(job)
        return JobPicture(
            writes=tables_written(described, job.name),
            reads=tables_read(described),
            read_topics=self._read_topics(job, described, topics),
            takes_checkpoints=self._jobs.takes_checkpoints(job.id),
        )

    def resemblance(self, handle: UnitHandle, submission: Submission) -> Resemblance:
        """See the engine port. Raises Unreachable."""
        job = self._jobs.details(handle.value)
        if job is None:
            return Resemblance(Likeness.UNKNOWN, reason="Flink does not know the job (any more)")
        if self._jobs.user_config(job.id).get(FINGERPRINT) == fingerprint(submission):
            return Resemblance(Likeness.SAME_TEXT)
        try:
            explained = self._submitter.explained(submission)
        except EngineRefused as refused:
            return Resemblance(
                Likeness.UNKNOWN, reason=f"Flink cannot plan the text: {refused.reason}"
            )
        planned = planned_job(explained)
        if planned is None:
            return Resemblance(Likeness.UNKNOWN, reason="this Flink does not show its operators")
        return compared(operators(job), [node.contents for node in planned.nodes])

    def _read_topics(
        self, job: JobDetails, described: Sequence[str], topics: Sequence[str]
    ) -> Mapping[str, tuple[str, ...]]:
        tables = {mangled(each): source_table(each) for each in described if source_table(each)}
        found: dict[str, set[str]] = {}
        for node in job.plan.nodes:
            if node.inputs:
                continue
            for gauge in self._vertex(job.id, node.id).gauges:
                table = tables.get(gauge.reader)
                if table is not None:
                    meant = (each for each in topics if mangled(each) == gauge.topic)
                    found.setdefault(table, set()).update(meant)
        return {table: tuple(sorted(names)) for table, names in sorted(found.items())}

    def _vertex(self, job: str, vertex: str) -> SourceVertex:
        for _ in range(_LOOKS):
            names = self._jobs.metric_names(job, vertex)
            if names:
                return SourceVertex(vertex, names, {})
            self._clock.sleep(_PAUSE)
        return SourceVertex(vertex, (), {})


def compared(running: Sequence[str], planned: Sequence[str]) -> Resemblance:
    """The operators of a job against those of a text. Names of sinks and sources do not count:
    which tables a job reads and writes is looked at by itself."""
    ours, theirs = Counter(inner_operators(planned)), Counter(inner_operators(running))
    if ours == theirs:
        return Resemblance(Likeness.SAME_PLAN)
    return Resemblance(
        Likeness.DIFFERENT,
        only_running=tuple((theirs - ours).elements()),
        only_planned=tuple((ours - theirs).elements()),
    )
