"""What Flink refuses for certain in units without mistakes: a count or a list of columns, updates
without a key, event time without a watermark. All of it is judged before a job runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.project import Project
from teal.planning.checks.columns import column_findings
from teal.planning.checks.keys import key_findings
from teal.planning.checks.known import Known
from teal.planning.checks.sight import Sight
from teal.planning.checks.time import time_findings

_WITH_ERRORS = (column_findings, key_findings, time_findings)


def surely_refused(
    project: Project, environment: Environment, units: Collection[str]
) -> Iterator[Diagnostic]:
    """The errors in some units of a project without mistakes: none of these would start."""
    known = Known(project, environment)
    for unit in project.units:
        if unit.name in units:
            sight = Sight(unit, known)
            for findings in _WITH_ERRORS:
                yield from (found for found in findings(sight) if found.is_error)
