"""Whether a job that was started from a savepoint took up where the job before it stood.

Flink gives the state of an operator to the one of the same id. A source stands first in its vertex,
and the vertex has its id: where a source has the id that the source of the same table had in the
job before, it got that one's positions.
"""

from __future__ import annotations

from collections.abc import Mapping

from teal.engines.flink.jobs import Jobs
from teal.engines.flink.operators import source_of
from teal.engines.flink.wire import JobDetails
from teal.model.errors import NeedsOperator
from teal.ports.engine import Continuation


class Continuations:
    """Looks at two jobs, one of which followed the other."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def of(self, subject: str, job: str, before: str) -> Continuation:
        """What is known of it now. Raises NeedsOperator where the job is gone."""
        found, earlier = self._jobs.details(job), self._jobs.details(before)
        if found is None:
            raise NeedsOperator(f"The job of {subject} is gone: Flink does not know {job}.")
        takes = self._jobs.takes_checkpoints(job)
        is_settled = takes is False or self._jobs.checkpoint_started_ms(job) is not None
        gone = () if earlier is None else lost(_sources(earlier), _sources(found))
        restored = self._jobs.restored(job)
        if restored is None:
            return Continuation(None, gone, is_settled)
        # After a failure of its own a job takes up its own checkpoint, and tells of that one alone.
        return Continuation(restored.path, gone, is_settled, restored.is_savepoint is False)


def lost(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The tables of sources (by the ids of their vertices) that have no counterpart."""
    tables = (table for vertex, table in now.items() if before.get(vertex) != table)
    return tuple(sorted(tables))


def _sources(job: JobDetails) -> dict[str, str]:
    return {node.id: source_of(node) for node in job.plan.nodes if not node.inputs}
