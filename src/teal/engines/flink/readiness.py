"""How far a job is, in few calls: the job, its sources' metrics, checkpoints, failures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from teal.engines.flink.jobs import Jobs
from teal.engines.flink.kafka_metrics import (
    SourceVertex,
    first_names,
    further_names,
    is_backpressured,
    pending_records,
    positions,
)
from teal.engines.flink.phases import moment, phase_of
from teal.engines.flink.wire import JobDetails
from teal.ports.clock import Clock
from teal.ports.engine import JobPhase, Readiness


class ReadinessReader:
    """Reads the progress of jobs. Keeps nothing but how old metrics may be here."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock
        self._interval: timedelta | None = None

    def read(self, job: JobDetails, topics: Sequence[str]) -> Readiness:
        """Progress in these topics. Raises Unreachable."""
        phase = phase_of(job.state)
        vertices = self._vertices(job) if self._has_fresh_metrics(job) else ()
        checkpoint = self._jobs.checkpoint_started_ms(job.id)
        return Readiness(
            phase=phase,
            positions=positions(vertices, topics),
            checkpoint_started_at=moment(checkpoint or 0),
            pending_records=pending_records(vertices),
            restarts=self._jobs.restarts(job.id),
            backpressured=is_backpressured(vertices),
            observed_at=moment(job.now_ms) or self._clock.now(),
            exceptions=self._jobs.exceptions(job.id),
        )

    def _has_fresh_metrics(self, job: JobDetails) -> bool:
        """Metrics from before a restart stand until the next fetch, and would tell too much."""
        if phase_of(job.state) is not JobPhase.RUNNING:
            return False
        if not job.entered_ms.get("RESTARTING"):
            return True
        if self._interval is None:
            self._interval = self._jobs.metrics_interval()
        running_for = timedelta(milliseconds=job.now_ms - job.entered_ms.get("RUNNING", 0))
        return running_for > 2 * self._interval

    def _vertices(self, job: JobDetails) -> tuple[SourceVertex, ...]:
        sources = (node.id for node in job.plan.nodes if not node.inputs)
        return tuple(self._vertex(job.id, source) for source in sources)

    def _vertex(self, job: str, source: str) -> SourceVertex:
        vertex = SourceVertex(source, self._jobs.metric_names(job, source), {})
        if not vertex.names:
            return vertex
        values = self._jobs.metrics(job, source, first_names(vertex))
        vertex = replace(vertex, values=values)
        more = self._jobs.metrics(job, source, further_names(vertex))
        return replace(vertex, values={**values, **more})
