"""From the names that running jobs give to tables, back to the tables of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teal.model.adoption import Words
from teal.model.environment import Environment
from teal.model.names import numbered
from teal.model.project import Project


class RunningNames:
    """Knows all spellings of a project's tables: whole, by the last part, with a number."""

    def __init__(self, project: Project, environment: Environment, words: Words) -> None:
        self._template = environment.tables.versions
        self._said = {word.name: table for table, word in words.tables.items() if word.name}
        prefix = f"{environment.catalog}.{environment.database}."
        self._whole = {
            spelling: table for table in project.tables for spelling in (table, f"{prefix}{table}")
        }
        self._last = _by_last_part(project.tables)

    def table(self, running: str) -> str | None:
        """The table that a job means; None where no table of the project has such a name, or
        more than one."""
        return (
            self._said.get(running)
            or self._said.get(last_part(running))
            or self._whole.get(running)
            or self._last.get(last_part(running))
            or self._without_number(running)
        )

    def tables(self, running: Iterable[str]) -> frozenset[str] | None:
        """The tables that a job means; None where one of the names is of no table here."""
        found = [self.table(name) for name in running]
        known = frozenset(table for table in found if table is not None)
        return known if len(found) == sum(table is not None for table in found) else None

    def _without_number(self, running: str) -> str | None:
        base = numbered(last_part(running), self._template)
        if base is None:
            return None
        before = running.removesuffix(last_part(running))
        return self._whole.get(f"{before}{base[0]}") or self._last.get(base[0])


def last_part(name: str) -> str:
    """The table's own name, without catalog and database."""
    return name.rpartition(".")[2]


def _by_last_part(tables: Iterable[str]) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for table in tables:
        found.setdefault(last_part(table), []).append(table)
    return {last: names[0] for last, names in found.items() if len(names) == 1}
