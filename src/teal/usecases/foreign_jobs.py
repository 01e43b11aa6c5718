"""Jobs that Teal did not start and has adopted: they go by the ids that their engine gave them."""

from __future__ import annotations

from collections.abc import Mapping

from teal.model.deployment import Deployment
from teal.model.names import UnitKey, job_id
from teal.ports.engine import UnitHandle


def adopted_jobs(deployment: Deployment) -> Mapping[UnitKey, UnitHandle]:
    """By key, those jobs of the record whose ids do not follow from their keys."""
    return {
        unit.key: UnitHandle(unit.handle)
        for unit in deployment.units
        if unit.handle is not None and unit.handle != job_id(unit.key)
    }
