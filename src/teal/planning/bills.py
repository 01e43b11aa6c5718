"""The bills of two ways to release one change: leave readers on older versions, or rebuild all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from teal.model.bill import Bill
from teal.model.changes import Action, UnitAction
from teal.model.deployment import UnitRecord
from teal.model.environment import Environment
from teal.model.names import UnitKey, Version
from teal.model.project import Project, UnitKind
from teal.model.statements import Parts, Statement, TableDefinition
from teal.planning.catalogue import Catalogue
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.logical import logical_name
from teal.planning.older_versions import held_versions
from teal.sql.state import keeps_state

_MADE = (Action.CREATE, Action.REBUILD)


class Totals(Struct, frozen=True):
    """What a whole project and a whole deployment count: jobs that run, jobs and topics of the
    project, topics that there are."""

    running: int
    jobs: int
    topics: int
    topics_now: int


def totals(project: Project, now: Deployed) -> Totals:
    """The sums over all units."""
    jobs = [unit for unit in project.units if unit.has_job]
    return Totals(
        running=sum(1 for unit in now.units if _is_live_job(unit, now)),
        jobs=len(jobs),
        topics=len({table for unit in jobs for table in unit.targets}),
        topics_now=sum(
            1 for each in now.records.values() if each.state.is_live and each.topic is not None
        ),
    )


class Costing(Struct, frozen=True):
    """A bill, and what has to be asked to complete it: how many jobs read each topic from its
    beginning, the jobs of today whose state is built again, the older ones that live on.
    `new` jobs keep state too, of which nobody knows the size."""

    bill: Bill
    topics: Mapping[str, int]
    again: tuple[UnitKey, ...]
    beside: tuple[UnitKey, ...]
    new: int


def costing(
    name: str,
    actions: Sequence[UnitAction],
    project: Project,
    graph: Graph,
    now: Deployed,
    environment: Environment,
    whole: Totals | None = None,
) -> Costing:
    """What these actions cost. `whole` are the sums of all of it, where `project` and `now` are
    only the part that can move."""
    sums = whole or totals(project, now)
    made = {each.unit for each in actions if each.action in _MADE}
    jobs = [unit for unit in graph.order if unit in made and graph.units[unit].has_job]
    replaced = {target for unit in made for target in graph.units[unit].targets}
    kept = [each.unit for each in actions if each.action is Action.KEEP]
    held = held_versions(now, kept, replaced)
    older = _writers(held, now)
    stateful = tuple(_stateful(jobs, project, graph, environment))
    again = [now.serving_units[unit].key for unit in stateful if unit in now.serving_units]
    catalogue = Catalogue(project, now, environment, {})
    entering = (_entering(unit, graph, replaced, catalogue) for unit in jobs)
    return Costing(
        _bill(name, sums, graph, jobs, len(stateful), held, older, now),
        Counter(topic for found in entering for topic in found),
        tuple(again),
        older,
        len(stateful) - len(again),
    )


def _writers(versions: Iterable[Version], now: Deployed) -> tuple[UnitKey, ...]:
    """The jobs that write some versions."""
    writers = (unit for version in versions for unit in now.writers.get(version, ()))
    return tuple(sorted({each.key for each in writers if each.kind != UnitKind.VIEW.value}))


def _bill(
    name: str,
    sums: Totals,
    graph: Graph,
    jobs: Sequence[str],
    stateful: int,
    held: Collection[Version],
    older: Collection[UnitKey],
    now: Deployed,
) -> Bill:
    """What can be counted without asking anybody."""
    made = {target for unit in jobs for target in graph.units[unit].targets}
    return Bill(
        name=name,
        jobs_now=sums.running,
        jobs_started=len(jobs),
        with_state=stateful,
        jobs_meanwhile=sums.running + len(jobs),
        jobs_after=sums.jobs + len(older),
        topics_now=sums.topics_now,
        topics_meanwhile=sums.topics_now + len(made),
        topics_after=sums.topics + sum(1 for v in held if not now.records[v].is_view),
        older=len(held),
        state_beside=None if older else 0,
    )


def priced(costing: Costing, records: Mapping[str, int], state: Mapping[UnitKey, int]) -> Bill:
    """The bill with what Kafka and the engine said; what they did not say is not known."""
    is_told = records.keys() >= costing.topics.keys()
    replayed = sum(records.get(topic, 0) * count for topic, count in costing.topics.items())
    unsized = [key for key in (*costing.again, *costing.beside) if key not in state]
    again = _size(costing.again, state)
    return replace(
        costing.bill,
        records=replayed if is_told else None,
        state_again=None if costing.new and not again else again,
        state_beside=_size(costing.beside, state),
        unsized=costing.new + len(unsized),
    )


def _size(keys: Sequence[UnitKey], state: Mapping[UnitKey, int]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [state[key] for key in keys if key in state]
    return sum(known) if known or not keys else None


def _entering(
    unit: str, graph: Graph, replaced: Collection[str], catalogue: Catalogue
) -> Iterator[str]:
    """The topics that a unit reads, through views too, and that the release does not make."""
    ahead, seen = [*graph.units[unit].inputs], set[str]()
    while ahead:
        table = ahead.pop()
        view = graph.units.get(table)
        if table in seen:
            continue
        seen.add(table)
        if view is not None and not view.has_job:
            ahead += view.inputs
        elif table not in replaced:
            topic = _topic(table, catalogue)
            if topic is not None:
                yield topic


def _topic(table: str, catalogue: Catalogue) -> str | None:
    """Of what serves, the record knows it: no text has to be read for it."""
    if table in catalogue.project.externals:
        return catalogue.source(catalogue.version_of(table)).topic
    serving = catalogue.deployed.serving.get(table)
    return None if serving is None else serving.topic


def _is_live_job(unit: UnitRecord, now: Deployed) -> bool:
    is_live = any(now.records[target].state.is_live for target in unit.targets)
    return is_live and unit.kind != UnitKind.VIEW.value


def _stateful(
    units: Sequence[str], project: Project, graph: Graph, environment: Environment
) -> Iterator[str]:
    def definition_of(parts: Parts) -> TableDefinition | Statement | None:
        table = logical_name(parts, environment)
        found = project.tables.get(table)
        if found is not None:
            return found.definition
        view = graph.units.get(table)
        return None if view is None or view.has_job else view.statement

    for unit in units:
        if keeps_state(graph.units[unit].statement, definition_of):
            yield unit
