"""Variables of the configuration that have other values on the two sides of a plan. They touch no
unit by themselves, since they are what differs between environments: the plan tells of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from teal.model.project import Project
from teal.planning.notes import listed


def variable_notes(
    before: Mapping[str, str], after: Mapping[str, str], project: Project, anew: Collection[str]
) -> Iterator[str]:
    """A sentence a variable, with the units that use it and are not made `anew`."""
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        if users := [unit for unit in _users(name, project) if unit not in anew]:
            yield (
                f"The variable {name} was {_value(was)}, and is {_value(now)} now; it stands in "
                f"{listed(users)}. Variables touch no unit by themselves: `--rebuild T` applies "
                "it to T."
            )


def _users(name: str, project: Project) -> list[str]:
    word = re.escape(name)
    used = re.compile(rf"\$\{{{word}\}}|\${word}\b|\{{\{{\s*{word}\s*\}}\}}|<{word}>")
    texts = {unit.name: [unit.sql] for unit in project.units}
    for unit in project.units:
        tables = (project.tables.get(target) for target in unit.targets)
        texts[unit.name] += [table.sql for table in tables if table is not None]
    return [unit for unit, found in texts.items() if any(map(used.search, found))]


def _value(value: str | None) -> str:
    return "not set" if value is None else f"'{value}'"
