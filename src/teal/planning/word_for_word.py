"""Which files of a project say word for word what is deployed. The record tells of them all that
a picture holds, so that only the others have to be scanned. What runs is not checked again here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from teal.model.environment import Environment, Naming
from teal.model.project import SourceFile, SourceTree, UnitKind
from teal.model.recorded import Recorded, RecordedUnit
from teal.planning.binding import session_statements
from teal.planning.forecast import rate_of
from teal.planning.logical import logical_of_text
from teal.planning.part import alone
from teal.planning.picture import Picture
from teal.planning.session_options import outdated_among
from teal.planning.sources import counting
from teal.planning.topology import topology

_BEFORE = re.compile(r"(?:[ \t\n]+|--[^\n\r]*(?:\n|\Z))*")
_BETWEEN = re.compile(r";[ \t]*(?:\n|\Z)")


def picture_of_recorded(
    tree: SourceTree, recorded: Recorded, environment: Environment
) -> tuple[Picture, tuple[SourceFile, ...]] | None:
    """The picture of what is deployed, laid out as these files are, and the files that say
    something else. None where the record tells too little, or where more than what statements say
    is another than it was."""
    places = _Places.of(recorded)
    if places is None or not _is_usual(tree, recorded, environment):
        return None
    others = tuple(file for file in counting(tree) if not places.say(file))
    for file in others:
        found = alone(file, tree, environment)
        if found is None:
            return None
        places.note(file.path, found.tables)
    picture = places.picture(environment) if places.are_whole else None
    return None if picture is None else (picture, others)


def _is_usual(tree: SourceTree, recorded: Recorded, environment: Environment) -> bool:
    session = session_statements(environment)
    return (
        environment.naming is Naming.LOGICAL
        and tree.manifest is None
        and not tree.unread
        and bool(recorded.units)
        and all(unit.session in (None, session) for unit in recorded.units)
    )


class _Places(Struct):
    """Where each recorded unit and table was found; units by name, files by number."""

    recorded: Recorded
    units: Mapping[str, RecordedUnit]
    names: Mapping[str, str]
    tables: Mapping[str, str]
    files: list[str] = field(default_factory=list)
    units_in: list[list[str]] = field(default_factory=list)
    table_at: dict[str, int] = field(default_factory=dict)
    is_ambiguous: bool = False

    @classmethod
    def of(cls, recorded: Recorded) -> _Places | None:
        """Nothing found so far; None where one text stands for two of them."""
        outside: dict[str, str] = {}
        for unit in recorded.units:
            for name, sql in unit.outside.items():
                if outside.setdefault(name, sql) != sql:
                    return None
        names = {unit.sql: unit.name for unit in recorded.units}
        tables = {sql: name for name, sql in (*recorded.tables.items(), *outside.items())}
        every = len(recorded.units) + len(recorded.tables) + len(outside)
        if len({*names, *tables}) != every:
            return None
        return cls(recorded, {unit.name: unit for unit in recorded.units}, names, tables)

    def say(self, file: SourceFile) -> bool:
        """Whether a file holds nothing but recorded statements and lines of comment; notes them."""
        units: list[str] = []
        tables: list[str] = []
        for piece in _BETWEEN.split(file.text):
            text = piece[_BEFORE.match(piece).end() :].rstrip()  # type: ignore[union-attr]
            if (unit := self.names.get(text)) is not None:
                if self.units[unit].file != file.path:
                    return False
                units.append(unit)
            elif (table := self.tables.get(text)) is not None:
                tables.append(table)
            elif text:
                return False
        self._put(file.path, units, tables)
        return True

    def note(self, path: str, tables: Iterable[str]) -> None:
        """A file that says something else, with the tables that it defines now."""
        units = [unit for unit in self.recorded.units if unit.file == path]
        units.sort(key=lambda unit: unit.line)
        self._put(path, [unit.name for unit in units], tables)

    def _put(self, path: str, units: list[str], tables: Iterable[str]) -> None:
        if not units and not tables:
            return
        for table in tables:
            self.is_ambiguous |= table in self.table_at
            self.table_at[table] = len(self.files)
        self.files.append(path)
        self.units_in.append(units)

    @property
    def are_whole(self) -> bool:
        """Whether everything that is recorded was found, once."""
        found = [unit for units in self.units_in for unit in units]
        return (
            not self.is_ambiguous
            and len(found) == len(self.units)
            and set(found) == self.units.keys()
            and self.table_at.keys() >= set(self.tables.values())
        )

    def picture(self, environment: Environment) -> Picture | None:
        """The picture; None where names lead nowhere, or are not those that the files give."""
        reads = {
            name: tuple(dict.fromkeys((*unit.inputs, *unit.outside)))
            for name, unit in self.units.items()
        }
        writers: dict[str, set[str]] = defaultdict(set)
        for name, unit in self.units.items():
            for table in unit.targets:
                writers[table].add(name)
        outside = {logical_of_text(name, environment) for name in environment.externals}
        known = self.table_at.keys() | writers.keys()
        needs = {
            name: {each for table in tables for each in writers.get(table, ())}
            for name, tables in reads.items()
        }
        found = topology(needs)
        if (
            found.stuck
            or not all(known.issuperset(tables) for tables in reads.values())
            or any((table in writers) is (table in outside) for table in self.table_at)
            or not self._are_numbered_so()
        ):
            return None
        return self._drawn(found.order, reads, outside, environment)

    def _are_numbered_so(self) -> bool:
        """Whether units with the same first table have their numbers by the order of the files."""
        count: dict[str, int] = defaultdict(int)
        for _, units in sorted(zip(self.files, self.units_in, strict=True)):
            for name in units:
                first = self.units[name].targets[0]
                count[first] += 1
                if name != (first if count[first] == 1 else f"{first}#{count[first]}"):
                    return False
        return True

    def _drawn(
        self,
        order: Iterable[str],
        reads: Mapping[str, tuple[str, ...]],
        outside: set[str],
        environment: Environment,
    ) -> Picture:
        names = list(order)
        at = {name: number for number, name in enumerate(names)}
        place = {unit: file for file, units in enumerate(self.units_in) for unit in units}
        views = [n for n in names if self.units[n].kind == UnitKind.VIEW.value]
        jobs = [unit for unit in self.units.values() if unit.kind != UnitKind.VIEW.value]
        return Picture(
            names=names,
            views=frozenset(views),
            targets=[self.units[name].targets for name in names],
            inputs=[reads[name] for name in names],
            places=[place[name] for name in names],
            files=self.files,
            units_in=[tuple(at[unit] for unit in units) for units in self.units_in],
            tables=self.table_at,
            externals=sorted(outside & self.table_at.keys()),
            seeds={},
            owners=dict(self.recorded.owners),
            sums=(
                len(jobs),
                len(jobs),
                len({table for unit in jobs for table in unit.targets}),
                self.recorded.topics,
            ),
            rates=[(n, rate_of(seconds, c), c) for n, seconds, c in self.recorded.measured],
            outdated=_outdated(self.recorded, environment),
        )


def _outdated(
    recorded: Recorded, environment: Environment
) -> list[tuple[dict[str, str], list[str]]]:
    started = ((unit.name, unit.settings) for unit in recorded.units if unit.settings is not None)
    return outdated_among(started, environment)
