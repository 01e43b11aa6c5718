"""Which units only have options changed that can change in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teal.model.changes import ChangeKind, UnitChange
from teal.model.deployment import UnitRecord
from teal.model.environment import Environment
from teal.model.names import job_id
from teal.planning.deployed import Deployed
from teal.planning.lineage.differences import Saying
from teal.planning.lineage.options import option_differences
from teal.planning.stored import definition_in
from teal.planning.texts import UnitTexts


def altered_units(
    changes: Iterable[UnitChange],
    old: Mapping[str, UnitTexts],
    new: Mapping[str, UnitTexts],
    now: Deployed,
    environment: Environment,
) -> frozenset[str]:
    """Units of whose tables nothing but alterable options differs, and of which nothing else. What
    somebody else started is none of them: nobody knows how to start it again."""
    return frozenset(
        change.unit
        for change in changes
        if change.kinds == (ChangeKind.OPTIONS,)
        and not was_adopted(now.serving_units[change.unit])
        and _is_alterable(old[change.unit], new[change.unit], environment)
    )


def was_adopted(unit: UnitRecord) -> bool:
    """Whether its job was started by somebody else."""
    return unit.handle not in (None, job_id(unit.key))


def _is_alterable(before: UnitTexts, after: UnitTexts, environment: Environment) -> bool:
    for name, text in after.targets.items():
        was = definition_in(before.targets[name].sql, before.targets[name].where, environment)
        now = definition_in(text.sql, text.where, environment)
        found = option_differences(name, was, now, _said, _said)
        if any(not difference.is_alterable for difference in found):
            return False
    return True


def _said(text: str) -> Saying:
    return Saying(text, "")
