"""The JobManager's REST: what it says of jobs, and what it can be asked to do to them.

A job that Flink does not know is None. Every other trouble with a read raises Unreachable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from teal.engines.flink.rest import ErrorAnswer, Rest
from teal.engines.flink.wire import (
    Checkpoints,
    ClusterOverview,
    ClusterSettings,
    JobConfig,
    JobDetails,
    JobExceptions,
    JobsOverview,
    JobSummary,
    Metrics,
    Nothing,
    StoredState,
    SubtasksMetric,
    SubtasksMetrics,
    Triggered,
    TriggerStatus,
)
from teal.model.codec import Json

Shape = TypeVar("Shape", bound=BaseModel)

_LONGEST_QUERY = 3000  # characters: Flink answers 404 to addresses longer than 4,096
_NO_CHECKPOINTS = "Checkpointing has not been enabled"


class Jobs:
    """One JobManager. Safe for use by several threads at once."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    @property
    def rest(self) -> Rest:
        """Where it answers."""
        return self._rest

    def version(self) -> str:
        """Flink's version there. Raises Unreachable."""
        return self.cluster().version

    def cluster(self) -> ClusterOverview:
        """Flink's version there and its slots. Raises Unreachable."""
        return self._certain("/overview", ClusterOverview)

    def metrics_interval(self) -> timedelta:
        """How old metrics may be at most when they are read."""
        try:
            settings = self._rest.get("/jobmanager/config", ClusterSettings).root
        except ErrorAnswer:  # some clusters do not show it
            settings = ()
        told = {setting.key: setting.value for setting in settings}
        text = told.get("metrics.fetcher.update-interval", "10000")
        number = text.removesuffix("ms").strip()
        return timedelta(milliseconds=int(number) if number.isdigit() else 10_000)

    def overview(self) -> tuple[JobSummary, ...]:
        """All jobs that are still listed, ended ones too."""
        return self._certain("/jobs/overview", JobsOverview).jobs

    def details(self, job: str) -> JobDetails | None:
        """One job."""
        return self._of_job(job, "", JobDetails)

    def user_config(self, job: str) -> dict[str, str]:
        """The parameters that were given at its submit; empty where it never came to run."""
        found = self._of_job(job, "/config", JobConfig)
        return found.execution.user_config if found and found.execution else {}

    def restarts(self, job: str) -> int | None:
        """How often the job restarted; None while Flink has not said."""
        path = "/metrics?get=numRestarts,fullRestarts"
        metrics = self._of_job(job, path, Metrics)
        told = {metric.id: metric.value for metric in metrics.root} if metrics else {}
        text = told.get("numRestarts", told.get("fullRestarts", ""))
        return int(text) if text.isdigit() else None

    def checkpoint_started_ms(self, job: str) -> int | None:
        """When the newest completed checkpoint was triggered."""
        found = self._checkpoints(job)
        completed = found.latest.completed if found else None
        return completed.triggered_ms if completed else None

    def state_size(self, job: str) -> int | None:
        """Bytes of state in the newest completed checkpoint, all of it where it is incremental."""
        found = self._checkpoints(job)
        completed = found.latest.completed if found else None
        return completed.state_size if completed else None

    def takes_checkpoints(self, job: str) -> bool | None:
        """Whether checkpoints are on; None where the job is gone."""
        try:
            return None if self._of_job(job, "/checkpoints", Checkpoints) is None else True
        except _CheckpointsOff:
            return False

    def savepoint_left(self, job: str) -> str | None:
        """Where the newest savepoint of a job lies, as long as the job is listed."""
        found = self._checkpoints(job)
        return found.latest.savepoint.path if found and found.latest.savepoint else None

    def restored(self, job: str) -> StoredState | None:
        """The savepoint (or checkpoint) that a job took up last; None where it did not yet."""
        found = self._checkpoints(job)
        return found.latest.restored if found else None

    def _checkpoints(self, job: str) -> Checkpoints | None:
        try:
            return self._of_job(job, "/checkpoints", Checkpoints)
        except _CheckpointsOff:
            return None

    def exceptions(self, job: str, at_most: int = 3) -> tuple[str, ...]:
        """Root causes of the newest failures, newest first, each once."""
        found = self._of_job(job, f"/exceptions?maxExceptions={at_most}", JobExceptions)
        entries = found.history.entries if found else ()
        return tuple(dict.fromkeys(self._rest.reason(entry.stacktrace) for entry in entries))

    def metric_names(self, job: str, vertex: str) -> tuple[str, ...]:
        """Names of the metrics of a vertex; empty means that they are not known yet."""
        found = self._of_job(job, f"/vertices/{vertex}/subtasks/metrics", SubtasksMetrics)
        return tuple(metric.id for metric in found.root) if found else ()

    def metrics(self, job: str, vertex: str, names: Sequence[str]) -> dict[str, SubtasksMetric]:
        """Those of the metrics that have a value, over all subtasks."""
        told: dict[str, SubtasksMetric] = {}
        for part in _in_parts(names):
            path = f"/vertices/{vertex}/subtasks/metrics?agg=min,max,sum&get={part}"
            found = self._of_job(job, path, SubtasksMetrics)
            told |= {metric.id: metric for metric in found.root} if found else {}
        return told

    def cancel(self, job: str) -> None:
        """Ask for a cancellation. Harmless where the job is gone. Raises ErrorAnswer,
        AnswerLost, Unreachable."""
        try:
            self._rest.send("PATCH", f"/jobs/{job}?mode=cancel", Nothing)
        except ErrorAnswer as error:
            if error.status not in (404, 409):  # unknown; ended in another way
                raise

    def stop_with_savepoint(self, job: str, trigger: str, folder: str | None) -> None:
        """Ask for a stop. The same trigger twice is one stop. Raises ErrorAnswer, AnswerLost,
        Unreachable."""
        body: dict[str, Json] = {"drain": False, "triggerId": trigger}
        if folder:
            body["targetDirectory"] = folder
        self._rest.send("POST", f"/jobs/{job}/stop", Triggered, body)

    def savepoint(self, job: str, trigger: str) -> TriggerStatus | None:
        """How far a stop is; None where it was not asked for (or too long ago)."""
        return self._triggered(f"/jobs/{job}/savepoints/{trigger}")

    def dispose(self, savepoint: str) -> str:
        """Ask for a savepoint's removal. Raises ErrorAnswer, AnswerLost, Unreachable."""
        body: Json = {"savepoint-path": savepoint}
        return self._rest.send("POST", "/savepoint-disposal", Triggered, body).request

    def disposal(self, request: str) -> TriggerStatus | None:
        """How far a savepoint's removal is."""
        return self._triggered(f"/savepoint-disposal/{request}")

    def _triggered(self, path: str) -> TriggerStatus | None:
        try:
            return self._rest.get(path, TriggerStatus)
        except ErrorAnswer as error:
            if error.status == 404:
                return None
            raise self._rest.unreachable(self._rest.reason(error.text)) from error

    def _certain(self, path: str, shape: type[Shape]) -> Shape:
        try:
            return self._rest.get(path, shape)
        except ErrorAnswer as error:
            raise self._rest.unreachable(self._said(error)) from error

    def _of_job(self, job: str, path: str, shape: type[Shape]) -> Shape | None:
        try:
            return self._rest.get(f"/jobs/{job}{path}", shape)
        except ErrorAnswer as error:
            if _is_absence(error):
                return None
            if _NO_CHECKPOINTS in error.text:
                raise _CheckpointsOff from error
            raise self._rest.unreachable(self._said(error)) from error

    def _said(self, error: ErrorAnswer) -> str:
        if error.status == 404:
            return f"what answers there is not a {self._rest.part} (HTTP 404)"
        return f"HTTP {error.status}: {self._rest.reason(error.text)}"


class _CheckpointsOff(Exception):
    """The job takes no checkpoints."""


def _is_absence(error: ErrorAnswer) -> bool:
    """Only the JobManager's own words count: another server's 404 proves nothing of a job."""
    return error.status == 404 and "Job" in error.text and "not found" in error.text


def _in_parts(names: Sequence[str]) -> Iterator[str]:
    part: list[str] = []
    length = 0
    for name in (quote(name) for name in names):
        if part and length + len(name) > _LONGEST_QUERY:
            yield ",".join(part)
            part, length = [], 0
        part.append(name)
        length += len(name) + 1
    if part:
        yield ",".join(part)
