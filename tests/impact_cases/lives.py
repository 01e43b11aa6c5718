"""A deployment that lives through edits: each is decided, released, promoted and retired, as the
runner would do it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

from msgspec.structs import replace
from tests.unit.planning.builders import World

from teal.model.changes import Action
from teal.model.deployment import Phase, UnitRecord, UnitState, VersionState
from teal.model.environment import Environment
from teal.model.observed import Observed, ObservedTopic
from teal.model.project import Revision, SourceFile, SourceTree, UnitKind
from teal.planning.choice import WHATEVER_CHANGED
from teal.planning.decision import Decision, decide
from teal.planning.deploy import deploy_plan
from teal.planning.graph import build_graph
from teal.planning.living_on import leaving
from teal.planning.project import build_project

_STAY = (Action.KEEP, Action.ALTER)


@dataclass(frozen=True)
class Released:
    """What a release made new (views too), and the jobs that run when it has been retired, beside
    the jobs that the project has."""

    made: tuple[str, ...]
    jobs: int
    project_jobs: int


class Life:
    """One deployment, from its first release on."""

    def __init__(self, files: Mapping[str, str], environment: Environment) -> None:
        topics = {n: ObservedTopic(n, f"id-{n}", 1) for n in environment.externals}
        self._environment = environment
        self._world = World(environment, observed=Observed(topics=topics))
        self.release(files)

    def branch(self) -> Life:
        """Another life that goes on from here."""
        found = Life.__new__(Life)
        found._environment = self._environment
        found._world = copy(self._world)
        return found

    def release(self, files: Mapping[str, str]) -> Released:
        """Bring these files here, to the end."""
        tree = SourceTree(Revision("r", "c"), tuple(SourceFile(*each) for each in files.items()))
        project, _ = build_project(tree, self._environment)
        graph = build_graph(project)
        found = decide(project, graph, self._world.deployment, self._environment, WHATEVER_CHANGED)
        if any(each.action not in _STAY for each in found.actions):
            plan = deploy_plan(
                project,
                graph,
                self._world.deployment,
                self._environment,
                self._world.observed,
                found.actions,
                found.changes,
                f"r{len(self._world.deployment.releases) + 1}",
            )
            self._world.take(plan)
            self._world.promote(Phase.SOAKING)
            self._retire()
        return Released(_made(found), self._jobs(), sum(1 for u in project.units if u.has_job))

    def _retire(self) -> None:
        now = self._world.deployment
        gone = leaving(now, self._world.release).gone
        self._world.deployment = replace(
            now,
            versions=tuple(
                replace(each, state=VersionState.RETIRED) if each.version in gone else each
                for each in now.versions
            ),
            units=tuple(
                replace(each, state=UnitState.STOPPED) if set(each.targets) <= set(gone) else each
                for each in now.units
            ),
            releases=(*now.releases[:-1], replace(self._world.release, phase=Phase.DONE)),
        )

    def _jobs(self) -> int:
        return sum(1 for each in self._world.deployment.units if _is_running_job(each))


def _is_running_job(unit: UnitRecord) -> bool:
    return unit.kind != UnitKind.VIEW.value and unit.state is not UnitState.STOPPED


def _made(found: Decision) -> tuple[str, ...]:
    return tuple(e.unit for e in found.actions if e.action in (Action.CREATE, Action.REBUILD))
