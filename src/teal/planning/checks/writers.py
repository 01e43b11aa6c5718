"""Tables that several statements write. That is legal: they share a version and move together."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic
from teal.model.project import Project, Unit
from teal.planning.checks.codes import Code, warning


def writer_findings(project: Project) -> Iterator[Diagnostic]:
    """One for each such table, at the second statement."""
    writers: dict[str, list[Unit]] = {}
    for unit in project.units:
        for target in unit.targets if unit.has_job and unit.inputs else ():
            writers.setdefault(target, []).append(unit)
    for name, units in writers.items():
        if len(units) < 2:
            continue
        first, second, *others = sorted(units, key=lambda unit: unit.place)
        table = project.tables.get(name)
        has_key = table is not None and bool(table.definition.primary_key)
        danger = (
            "rows of one key come in no certain order"
            if has_key
            else "their rows come in no certain order"
        )
        count = "two" if not others else str(2 + len(others))
        yield warning(
            Code.SEVERAL_WRITERS,
            f"{count} statements write `{name}`, the first at {first.place}: they get new versions "
            f"only together, and {danger}.",
            second.place,
            "Write one INSERT with UNION ALL, or put them into one statement set.",
        )
