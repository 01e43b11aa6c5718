"""Completing the bills of a plan with what Kafka and the engine say now: records to replay, and
how much state the jobs hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from teal.model.errors import NotSupported, Unreachable
from teal.model.names import UnitKey
from teal.model.plan import Plan
from teal.planning.bills import Costing, priced
from teal.usecases.workbench import Workbench

_MOST_JOBS = 200
"""The engine is asked once for each; of more than these the size counts as not known."""


def with_costs(bench: Workbench, costings: Sequence[Costing], plan: Plan) -> Plan:
    """The plan with its bills, completed where any job starts. Raises Unreachable for Kafka."""
    if not any(each.bill.jobs_started for each in costings):
        return replace(plan, bills=tuple(each.bill for each in costings))
    records = _records(bench, costings, plan)
    state = _state(bench, (key for each in costings for key in (*each.again, *each.beside)))
    return replace(plan, bills=tuple(priced(each, records, state) for each in costings))


def _records(bench: Workbench, costings: Sequence[Costing], plan: Plan) -> dict[str, int]:
    """By topic; those that the forecast looked at are not asked for again."""
    known = {each.topic: each.records for each in plan.forecast.replays} if plan.forecast else {}
    wanted = {topic for each in costings for topic in each.topics} - known.keys()
    found = bench.topics.describe(sorted(wanted)) if wanted else {}
    for end in bench.topics.ends(tuple(sorted(found))).ends if found else ():
        known[end.topic] = known.get(end.topic, 0) + end.end - end.start
    return known


def _state(bench: Workbench, keys: Iterable[UnitKey]) -> dict[UnitKey, int]:
    found: dict[UnitKey, int] = {}
    try:
        for key in list(dict.fromkeys(keys))[:_MOST_JOBS]:
            size = bench.engine.state_size(key)
            if size is not None:
                found[key] = size
    except (NotSupported, Unreachable):
        pass  # what is left counts as not known
    return found
