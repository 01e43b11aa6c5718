"""What Flink says that it would run for a text: its operators, which of them keep state, and by
what its sources are known when state is given back to them.

Flink knows an operator again by its place in the job: of a source that is its number, and how many
of those who take its rows are chained to it. Where these are the same, so are the positions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from teal.engines.flink.operators import source_table
from teal.engines.flink.wire import PlannedJob, PlannedOperator
from teal.ports.planner import CompiledPlan

_PHYSICAL = "== Physical Execution Plan =="
_NUMBERED = re.compile(r"^(?P<kind>[A-Za-z]+)\[\d+\]$")
_SINK = re.compile(r"^(?:Sink: .+|.+\[\d+\]: (?:Writer|Committer)|Sink: (?:Writer|Committer))$")
_KEEPS_NONE = frozenset(
    {
        "Calc",
        "ConstraintEnforcer",
        "Correlate",
        "DropUpdateBefore",
        "Expand",
        "MiniBatchAssigner",
        "StreamRecordTimestampInserter",
        "WatermarkAssigner",
    }
)
"""Everything else counts as keeping state."""


def planned_job(explained: str) -> PlannedJob | None:
    """The operators in what EXPLAIN JSON_EXECUTION_PLAN answers; None where it shows none."""
    _, mark, text = explained.partition(_PHYSICAL)
    try:
        return PlannedJob.model_validate_json(text) if mark else None
    except ValidationError:
        return None


def compiled_plan(job: PlannedJob) -> CompiledPlan:
    """What of a planned job decides whether another one can go on from it."""
    return CompiledPlan(tuple(_stateful(job)), tuple(_sources(job)))


def _stateful(job: PlannedJob) -> Iterator[str]:
    for node in job.nodes:
        found = _NUMBERED.match(node.type)
        kind = found["kind"] if found else node.type
        if _is_source(node) or _SINK.match(node.type) or kind in _KEEPS_NONE:
            continue
        yield kind


def _sources(job: PlannedJob) -> Iterator[str]:
    sources = sorted((node for node in job.nodes if _is_source(node)), key=lambda node: node.id)
    for number, source in enumerate(sources):
        takers = sorted(
            f"{taken.ship} {'alike' if node.parallelism == source.parallelism else 'apart'}"
            for node in job.nodes
            for taken in node.predecessors
            if taken.id == source.id
        )
        table = source_table(source.type) or source.type
        yield f"{number} {table}, taken by {', '.join(takers)}"


def _is_source(node: PlannedOperator) -> bool:
    return not node.predecessors
