"""Small projects and deployments for the planning tests: from SQL to what would serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec.structs import replace

from teal.model.deployment import (
    Deployment,
    Phase,
    Release,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.environment import Environment, ExternalTable
from teal.model.names import job_name
from teal.model.observed import Observed, ObservedJob, ObservedTopic
from teal.model.plan import CreateTable, Plan
from teal.model.project import Project, Revision, SourceFile, SourceTree
from teal.planning.changes import changes
from teal.planning.choice import WHATEVER_CHANGED, Choice
from teal.planning.deploy import deploy_plan
from teal.planning.graph import Graph, build_graph
from teal.planning.impact import actions
from teal.planning.project import build_project
from teal.usecases.opening import opening_records

DEPLOYMENT = "0f0e0d0c-1111-2222-3333-444455556666"
NOON = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
RAW = "CREATE TABLE raw_orders (id BIGINT, amount INT) WITH ('changelog.mode' = 'append')"
ENVIRONMENT = Environment(
    project="shop",
    name="dev",
    externals={"raw_orders": ExternalTable("raw_orders", "raw_orders")},
    kafka_bootstrap="broker:9092",
)


def table(name: str, columns: str = "id BIGINT NOT NULL, amount INT") -> str:
    """The definition of an upsert table with the key `id`."""
    return (
        f"CREATE TABLE {name} ({columns}, PRIMARY KEY (id) NOT ENFORCED) "
        "DISTRIBUTED BY HASH(id) INTO 2 BUCKETS WITH ('changelog.mode' = 'upsert')"
    )


def copy(name: str, source: str, columns: str = "id, amount") -> str:
    """A statement that fills a table from another."""
    return f"INSERT INTO {name} SELECT {columns} FROM {source}"


def stage(name: str, source: str) -> dict[str, str]:
    """The two files of a table that copies another."""
    folder = f"pipelines/{name}/sql-scripts"
    return {f"{folder}/ddl.{name}.sql": table(name), f"{folder}/dml.{name}.sql": copy(name, source)}


RAW_FILE = {"pipelines/raw_orders/sql-scripts/ddl.raw_orders.sql": RAW}
CHAIN = {
    **RAW_FILE,
    **stage("src", "raw_orders"),
    **stage("mid", "src"),
    **stage("fct", "mid"),
    **stage("other", "src"),
}
"""raw_orders → src → mid → fct, and src → other."""


def ddl(name: str) -> str:
    """Where the definition of a stage stands."""
    return f"pipelines/{name}/sql-scripts/ddl.{name}.sql"


def dml(name: str) -> str:
    """Where the statement of a stage stands."""
    return f"pipelines/{name}/sql-scripts/dml.{name}.sql"


def tree(files: Mapping[str, str], commit: str = "c1") -> SourceTree:
    """A revision with these files."""
    found = tuple(SourceFile(path, text) for path, text in files.items())
    return SourceTree(Revision("the working tree", commit), found)


def sound(
    files: Mapping[str, str], environment: Environment = ENVIRONMENT, commit: str = "c1"
) -> tuple[Project, Graph]:
    """A project without mistakes and its graph."""
    project, diagnostics = build_project(tree(files, commit), environment)
    assert diagnostics == ()
    return project, build_graph(project)


@dataclass
class World:
    """A deployment that goes along with its plans, as if each had been carried out at once."""

    environment: Environment = ENVIRONMENT
    deployment: Deployment = field(
        default_factory=lambda: Deployment(DEPLOYMENT, "shop", "dev", serial=0)
    )
    observed: Observed = field(
        default_factory=lambda: Observed(
            topics={"raw_orders": ObservedTopic("raw_orders", "id-raw_orders", 1)}
        )
    )

    def plan(
        self,
        files: Mapping[str, str],
        choice: Choice = WHATEVER_CHANGED,
        commit: str = "c1",
    ) -> Plan:
        """The plan of bringing these files here."""
        project, graph = sound(files, self.environment, commit)
        found = changes(project, self.deployment, self.environment)
        acts = actions(graph, self.deployment, found, choice)
        return deploy_plan(
            project,
            graph,
            self.deployment,
            self.environment,
            self.observed,
            acts,
            found,
            f"r{len(self.deployment.releases) + 1}",
        )

    def deploy(self, files: Mapping[str, str], choice: Choice = WHATEVER_CHANGED) -> Plan:
        """Make green what these files need."""
        plan = self.plan(files, choice)
        self.take(plan)
        return plan

    def take(self, plan: Plan) -> None:
        """Make what a plan says."""
        self.deployment = _deployed(self.deployment, plan)
        self.observed = _seen(self.observed, plan)

    def promote(self, phase: Phase = Phase.SOAKING) -> None:
        """Let the newest release serve."""
        self.deployment = _promoted(self.deployment, phase)

    def serve(self, files: Mapping[str, str], choice: Choice = WHATEVER_CHANGED) -> Plan:
        """Deploy, promote and close the release."""
        plan = self.deploy(files, choice)
        self.promote(Phase.DONE)
        return plan

    @property
    def release(self) -> Release:
        """The newest release."""
        return self.deployment.releases[-1]


def served(files: Mapping[str, str], environment: Environment = ENVIRONMENT) -> World:
    """A world where these files serve."""
    world = World(environment)
    world.serve(files)
    return world


def _deployed(deployment: Deployment, plan: Plan) -> Deployment:
    records = opening_records(plan, deployment, "somebody", NOON)
    (release,) = (each for each in records if isinstance(each, Release))
    return replace(
        deployment,
        serial=deployment.serial + 1,
        versions=(
            *deployment.versions,
            *(_made(each) for each in records if isinstance(each, VersionRecord)),
        ),
        units=(
            *deployment.units,
            *(_started(each) for each in records if isinstance(each, UnitRecord)),
        ),
        releases=(*deployment.releases, replace(release, phase=Phase.VALIDATING)),
    )


def _made(record: VersionRecord) -> VersionRecord:
    topic_id = None if record.topic is None else f"id-{record.topic}"
    return replace(record, topic_id=topic_id, created_at=None)


def _started(record: UnitRecord) -> UnitRecord:
    return replace(record, state=UnitState.STARTED if record.submission else UnitState.PLANNED)


def _promoted(deployment: Deployment, phase: Phase) -> Deployment:
    release = replace(deployment.releases[-1], phase=phase, promoted_at=NOON)
    serving = dict(deployment.serving)
    for version in release.removed:
        serving.pop(version.logical)
    serving |= {version.logical: version.number for version in release.created}
    states = {
        **dict.fromkeys((*release.replaced, *release.removed), VersionState.STANDBY),
        **dict.fromkeys(release.created, VersionState.SERVING),
    }
    return replace(
        deployment,
        serial=deployment.serial + 1,
        serving=serving,
        versions=tuple(
            replace(record, state=states.get(record.version, record.state))
            for record in deployment.versions
        ),
        releases=(*deployment.releases[:-1], release),
    )


def _seen(observed: Observed, plan: Plan) -> Observed:
    made = {
        s.topic: ObservedTopic(s.topic, f"id-{s.topic}", s.partitions)
        for s in plan.steps
        if isinstance(s, CreateTable)
    }
    jobs = tuple(
        ObservedJob(job_name(unit.key), f"h-{unit.key}", str(unit.key), "running", is_live=True)
        for unit in plan.units
        if unit.submission is not None
    )
    return replace(observed, topics={**observed.topics, **made}, jobs=(*observed.jobs, *jobs))
