"""The steps of a deployment: freeze the cut, make tables, start units upstream first, wait level
by level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from teal.model.names import UnitKey, Version
from teal.model.plan import AnyStep, AwaitCaughtUp, CreateTable, FreezeCut, StartUnit
from teal.model.project import Unit
from teal.planning.binding import Binder
from teal.planning.catalogue import Catalogue

_CUT = "cut"


class Starting(Struct, frozen=True):
    """A unit that the release starts: its key, the topics it reads and writes, the versions it
    writes, and the keys of the release's own units that feed it (through views too)."""

    unit: Unit
    key: UnitKey
    targets: tuple[Version, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    fed_by: tuple[UnitKey, ...]


def deploy_steps(
    units: Sequence[Unit], keys: Mapping[str, UnitKey], catalogue: Catalogue, binder: Binder
) -> tuple[AnyStep, ...]:
    """Steps for the units (in dependency order) that have jobs; views need none."""
    starting = tuple(_starting(units, keys, catalogue))
    if not starting:
        return ()
    return (
        FreezeCut(key=_CUT, topics=entering(starting)),
        *_creations(starting, catalogue, binder),
        *(_start(each, binder) for each in starting),
        *(_await(each) for each in starting),
    )


def entering(starting: Iterable[Starting]) -> tuple[str, ...]:
    """Topics that these units read and none of them writes."""
    units = tuple(starting)
    written = {topic for each in units for topic in each.outputs}
    return tuple(sorted({topic for each in units for topic in each.inputs} - written))


def _starting(
    units: Sequence[Unit], keys: Mapping[str, UnitKey], catalogue: Catalogue
) -> Iterator[Starting]:
    writers: dict[Version, list[UnitKey]] = {}
    for unit in units:
        for target in unit.targets if unit.has_job else ():
            writers.setdefault(catalogue.green[target], []).append(keys[unit.name])
    for unit in units:
        if not unit.has_job:
            continue
        reads = catalogue.reads_of(unit)
        targets = tuple(catalogue.green[target] for target in unit.targets)
        tables = catalogue.tables_behind(reads)
        yield Starting(
            unit=unit,
            key=keys[unit.name],
            targets=targets,
            inputs=catalogue.topics(reads),
            outputs=catalogue.topics(targets),
            fed_by=tuple(sorted({key for table in tables for key in writers.get(table, ())})),
        )


def _creations(
    starting: Iterable[Starting], catalogue: Catalogue, binder: Binder
) -> Iterator[CreateTable]:
    made: set[Version] = set()
    for each in starting:
        for version in each.targets:
            if version not in made:
                made.add(version)
                yield _creation(version, each.key, catalogue, binder)


def _creation(
    version: Version, writer: UnitKey, catalogue: Catalogue, binder: Binder
) -> CreateTable:
    source = catalogue.source(version)
    assert source.kafka is not None
    assert source.topic is not None
    return CreateTable(
        key=_created(version),
        after=(_CUT,),
        version=version,
        topic=source.topic,
        partitions=source.kafka.partitions,
        replication=catalogue.environment.tables.replication,
        config=source.kafka.config,
        definition=binder.writing(version, writer),
    )


def _start(each: Starting, binder: Binder) -> StartUnit:
    created = (_created(version) for version in each.targets)
    return StartUnit(
        key=_of(each.key, "start"),
        after=(*created, *(_of(key, "start") for key in each.fed_by)),
        submission=binder.submission(each.unit, each.key),
        inputs=each.inputs,
        outputs=each.outputs,
    )


def _await(each: Starting) -> AwaitCaughtUp:
    upstream = (_of(key, "await") for key in each.fed_by)
    return AwaitCaughtUp(
        key=_of(each.key, "await"),
        after=(_of(each.key, "start"), _CUT, *upstream),
        unit=each.key,
        inputs=each.inputs,
        outputs=each.outputs,
    )


def _created(version: Version) -> str:
    return f"create:{version.logical}@v{version.number}"


def _of(key: UnitKey, verb: str) -> str:
    return f"{verb}:{key.unit}@v{key.version}"
