"""All checks of what is legal SQL and yet breaks a release: each goes once over the project."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.project import Project
from teal.planning.checks.columns import column_findings
from teal.planning.checks.determinism import volatile_findings
from teal.planning.checks.keys import key_findings
from teal.planning.checks.known import Known
from teal.planning.checks.names import name_findings
from teal.planning.checks.sight import Sight
from teal.planning.checks.stars import star_findings
from teal.planning.checks.time import time_findings
from teal.planning.checks.writers import writer_findings

_OF_A_UNIT = (column_findings, star_findings, key_findings, volatile_findings, time_findings)


def check_findings(project: Project, environment: Environment) -> Iterator[Diagnostic]:
    """What the checks find, in no special order. The project may have mistakes of other kinds."""
    known = Known(project, environment)
    for unit in project.units:
        sight = Sight(unit, known)
        for findings in _OF_A_UNIT:
            yield from findings(sight)
    yield from writer_findings(project)
    yield from name_findings(project, environment)
