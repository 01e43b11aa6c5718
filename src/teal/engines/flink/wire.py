"""What Flink's two REST interfaces answer, as far as it is used, checked once at the border."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, RootModel


class Wire(BaseModel):
    """An answer. Fields that are not used are left out; new ones do no harm."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Nothing(Wire):
    """An answer of which only the arrival counts."""


class Errors(Wire):
    """The form of every error."""

    errors: tuple[str, ...]


class GatewayInfo(Wire):
    """What the SQL Gateway says of itself."""

    product: str = Field(alias="productName")
    version: str


class SessionOpened(Wire):
    """A session of the gateway."""

    handle: str = Field(alias="sessionHandle")


class OperationStarted(Wire):
    """A statement that the gateway took."""

    handle: str = Field(alias="operationHandle")


class OperationStatus(Wire):
    """INITIALIZED, PENDING, RUNNING, FINISHED, ERROR, CANCELED, TIMEOUT or CLOSED."""

    status: str


class ResultRow(Wire):
    """A row of what a statement answers."""

    fields: tuple[object, ...] = ()


class ResultRows(Wire):
    """The rows of one page of an answer."""

    data: tuple[ResultRow, ...] = ()


class ResultPage(Wire):
    """A page of an answer: NOT_READY, PAYLOAD or EOS."""

    kind: str = Field(alias="resultType")
    rows: ResultRows = Field(alias="results", default=ResultRows())


class TakenFrom(Wire):
    """Whose rows an operator takes, and how they come: FORWARD, HASH, REBALANCE, …"""

    id: int
    ship: str = Field(default="", alias="ship_strategy")


class PlannedOperator(Wire):
    """An operator of a plan that was only explained."""

    contents: str
    id: int = 0
    type: str = ""
    parallelism: int = 1
    predecessors: tuple[TakenFrom, ...] = ()


class PlannedJob(Wire):
    """What EXPLAIN JSON_EXECUTION_PLAN shows at its end."""

    nodes: tuple[PlannedOperator, ...] = ()


class ClusterOverview(Wire):
    """What the JobManager says of its cluster."""

    version: str = Field(alias="flink-version")
    slots_total: int | None = Field(default=None, alias="slots-total")
    slots_free: int | None = Field(default=None, alias="slots-available")


class JobSummary(Wire):
    """One line of the overview of all jobs."""

    id: str = Field(alias="jid")
    name: str
    state: str
    started_ms: int = Field(alias="start-time")


class JobsOverview(Wire):
    """All jobs that are still listed."""

    jobs: tuple[JobSummary, ...]


class PlanNode(Wire):
    """A vertex in the job's plan. Sources have no inputs; `description` is a tree in HTML, one
    operator a line."""

    id: str
    description: str = ""
    inputs: tuple[Nothing, ...] = ()


class JobPlan(Wire):
    """A job's vertices; empty while it initialises."""

    nodes: tuple[PlanNode, ...] = ()


class JobDetails(Wire):
    """One job. `entered_ms` maps a state to when it was last entered, 0 for never."""

    id: str = Field(alias="jid")
    name: str
    state: str
    started_ms: int = Field(alias="start-time")
    now_ms: int = Field(alias="now")
    entered_ms: dict[str, int] = Field(alias="timestamps", default_factory=dict)
    tasks: dict[str, int] = Field(alias="status-counts", default_factory=dict)
    plan: JobPlan = JobPlan()


class ExecutionConfig(Wire):
    """The parameters that were given at the submit."""

    user_config: dict[str, str] = Field(alias="user-config", default_factory=dict)


class JobConfig(Wire):
    """The configuration of one job."""

    execution: ExecutionConfig | None = Field(alias="execution-config", default=None)


class ClusterSetting(Wire):
    """One line of the JobManager's configuration."""

    key: str
    value: str


class ClusterSettings(RootModel[tuple[ClusterSetting, ...]]):
    """The JobManager's configuration."""


class Metric(Wire):
    """One metric of a job."""

    id: str
    value: str = ""


class Metrics(RootModel[tuple[Metric, ...]]):
    """An empty answer means "not known yet", never zero."""


class SubtasksMetric(Wire):
    """One metric over all subtasks of a vertex; numbers are there only if asked for."""

    id: str
    min: float | None = None
    max: float | None = None
    sum: float | None = None


class SubtasksMetrics(RootModel[tuple[SubtasksMetric, ...]]):
    """An empty answer means "not known yet", never zero."""


class CompletedCheckpoint(Wire):
    """A checkpoint that can be restored."""

    triggered_ms: int = Field(alias="trigger_timestamp")
    state_size: int | None = None


class StoredState(Wire):
    """Where the state of a job lies that was written, or that it began with."""

    path: str | None = Field(default=None, alias="external_path")
    is_savepoint: bool | None = None


class LatestCheckpoints(Wire):
    """The newest checkpoint of each kind."""

    completed: CompletedCheckpoint | None = None
    savepoint: StoredState | None = None
    restored: StoredState | None = None


class Checkpoints(Wire):
    """What is known of the checkpoints of a job."""

    latest: LatestCheckpoints = LatestCheckpoints()


class JobException(Wire):
    """One failure of a job, with all its Java."""

    stacktrace: str


class ExceptionHistory(Wire):
    """Failures, newest first."""

    entries: tuple[JobException, ...] = ()


class JobExceptions(Wire):
    """What went wrong with a job."""

    history: ExceptionHistory = Field(alias="exceptionHistory", default=ExceptionHistory())


class Triggered(Wire):
    """The id of something that was asked for."""

    request: str = Field(alias="request-id")


class TriggerState(Wire):
    """IN_PROGRESS or COMPLETED; the latter does not say how."""

    id: str


class FailureCause(Wire):
    """Why something that was triggered failed."""

    trace: str = Field(alias="stack-trace")


class TriggerResult(Wire):
    """How something that was triggered ended."""

    location: str | None = None
    failure: FailureCause | None = Field(alias="failure-cause", default=None)


class TriggerStatus(Wire):
    """How far something is that was triggered: a savepoint, or a savepoint's removal."""

    status: TriggerState
    operation: TriggerResult | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it has not ended yet."""
        return self.status.id != "COMPLETED"

    @property
    def failure(self) -> str | None:
        """The foreign text of a failure, with all its Java."""
        found = self.operation.failure if self.operation else None
        return found.trace if found else None

    @property
    def location(self) -> str | None:
        """Where the savepoint lies."""
        return self.operation.location if self.operation else None
