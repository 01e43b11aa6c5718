"""The part of a project that an edit of some files can touch: what moves with it, and all that has
to be read beside that to plan it. The rest runs on whatever comes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from teal.model.environment import Environment
from teal.model.project import SourceFile, SourceTree, Unit
from teal.planning.inventory import Inventory, inventory
from teal.planning.picture import Picture
from teal.planning.sources import read_sources
from teal.planning.topology import topology


class Part(Struct, frozen=True):
    """`order` is that of all units, in which those of the part are `units`. `files` have to be
    read; `elsewhere` are tables that other files define or fill."""

    order: Sequence[str]
    units: frozenset[str]
    files: frozenset[str]
    elsewhere: frozenset[str]


class Edits(Struct, frozen=True):
    """Files that changed, and what each unit in them reads now."""

    files: tuple[str, ...]
    inputs: Mapping[int, tuple[str, ...]]


def edits_in(tree: SourceTree, picture: Picture, environment: Environment) -> Edits | None:
    """The edits in changed files. None where they change more than what statements say: which
    tables are written or defined, by how many statements, or where something is wrong."""
    file_at = {path: at for at, path in enumerate(picture.files)}
    files: list[str] = []
    inputs: dict[int, tuple[str, ...]] = {}
    for file in tree.files:
        found = alone(file, tree, environment)
        at = file_at.get(file.path)
        if found is None or not _are_as_before(found, at, picture):
            return None
        if at is not None:
            files.append(file.path)
            now = (unit.inputs for unit in found.units)
            inputs.update(zip(picture.units_in[at], now, strict=True))
    return Edits(tuple(files), inputs)


def alone(file: SourceFile, tree: SourceTree, environment: Environment) -> Inventory | None:
    """The statements of one file; None where something is wrong in it."""
    sources = read_sources(SourceTree(tree.revision, (file,)), environment)
    found = inventory(sources.statements, environment)
    is_wrong = any(each.is_error for each in (*sources.diagnostics, *found.diagnostics))
    return None if is_wrong else found


def _are_as_before(found: Inventory, at: int | None, picture: Picture) -> bool:
    if at is None:
        return not found.units and not found.tables
    before = [(picture.targets[n], picture.names[n] in picture.views) for n in picture.units_in[at]]
    tables = {name for name, file in picture.tables.items() if file == at}
    return [_target(unit) for unit in found.units] == before and {*found.tables} == tables


def _target(unit: Unit) -> tuple[tuple[str, ...], bool]:
    return unit.targets, not unit.has_job


def part_of(picture: Picture, edits: Edits) -> Part | None:
    """The part that these edits can touch; None where statements would feed each other."""
    inputs = list(picture.inputs)
    for at, names in edits.inputs.items():
        inputs[at] = names
    ways = _ways(picture, inputs)
    order = ways.order(edits)
    if order is None:
        return None
    units, files = ways.around(ways.moving(edits), edits)
    written = {table for at in units for table in picture.targets[at]}
    defined = {table for table, file in picture.tables.items() if file in files}
    known = {table for at in units for table in inputs[at]} | defined
    return Part(
        order=order,
        units=frozenset(picture.names[at] for at in units),
        files=frozenset(picture.files[file] for file in files),
        elsewhere=frozenset(
            table
            for table in known
            if table not in written and (table in picture.tables or table in ways.writers)
        ),
    )


def edited(picture: Picture, edits: Edits) -> Picture | None:
    """The picture of the project with these edits; None where units read other tables now, so that
    their order may be another."""
    if any({*now} != {*picture.inputs[at]} for at, now in edits.inputs.items()):
        return None
    starts = _ways(picture, picture.inputs).starts(edits)
    found = {picture.names[at]: picture.inputs[at] for at in starts}
    return replace(picture, seeds=found | picture.seeds)


def _ways(picture: Picture, inputs: Sequence[tuple[str, ...]]) -> _Ways:
    return _Ways(picture, inputs, _by_table(picture.targets), _by_table(inputs))


_Places: TypeAlias = Mapping[str, list[int]]


class _Ways(Struct, frozen=True):
    """From units to what they read and to who reads them; units are numbers."""

    picture: Picture
    inputs: Sequence[tuple[str, ...]]
    writers: _Places
    readers: _Places

    def order(self, edits: Edits) -> Sequence[str] | None:
        """The order of all units: as it was, where everything reads what it read."""
        picture, names = self.picture, self.picture.names
        if all(set(now) == set(picture.inputs[at]) for at, now in edits.inputs.items()):
            return names
        found = topology(
            {
                names[at]: {names[each] for table in tables for each in self.writers.get(table, ())}
                for at, tables in enumerate(self.inputs)
            }
        )
        return None if found.stuck else found.order

    def moving(self, edits: Edits) -> set[int]:
        """That, and all that may move with it."""
        found = self.starts(edits)
        ahead = list(found)
        while ahead:
            for table in self.picture.targets[ahead.pop()]:
                for each in (*self.writers[table], *self.readers.get(table, ())):
                    if each not in found:
                        found.add(each)
                        ahead.append(each)
        return found

    def around(self, moving: set[int], edits: Edits) -> tuple[set[int], set[int]]:
        """The units and the files that have to be read: what moves, what that reads, through
        views too, and whatever stands in one file or writes one table with any of these."""
        picture = self.picture
        known = [picture.tables[name] for name in picture.externals]
        files = {*known, *(picture.files.index(path) for path in edits.files)}
        units: set[int] = set()
        ahead = [*moving, *(each for file in files for each in picture.units_in[file])]
        ahead += [0]  # a part that holds nothing at all would look like an empty project
        ahead += self._before(moving)
        while ahead:
            at = ahead.pop()
            if at in units:
                continue
            units.add(at)
            reads = at in moving or picture.names[at] in picture.views
            tables = (*picture.targets[at], *(self.inputs[at] if reads else ()))
            new = {picture.places[at]}
            for table in tables:
                ahead += self.writers.get(table, ())
                if table in picture.tables:
                    new.add(picture.tables[table])
            for file in new - files:
                files.add(file)
                ahead += picture.units_in[file]
        return units, files

    def _before(self, moving: set[int]) -> Iterator[int]:
        """What fills that which these, and units that are gone, read as they are deployed."""
        picture = self.picture
        tables = [*picture.seeds.values(), *(picture.inputs[at] for at in moving)]
        for table in {table for read in tables for table in read}:
            yield from self.writers.get(table, ())

    def starts(self, edits: Edits) -> set[int]:
        """Whatever says something else than what is deployed."""
        picture = self.picture
        at = {name: number for number, name in enumerate(picture.names)}
        changed = {picture.files.index(path) for path in edits.files}
        found = {at[name] for name in picture.seeds if name in at} | set(edits.inputs)
        for table, file in picture.tables.items():
            if file in changed:
                found.update(self.writers.get(table, ()), self.readers.get(table, ()))
        return found


def _by_table(units: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, tables in enumerate(units):
        for table in tables:
            found[table].append(at)
    return dict(found)
