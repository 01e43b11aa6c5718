"""Small plans and records: tables, units and releases of a few words each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from teal.model.deployment import (
    Deployment,
    Phase,
    Release,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.names import UnitKey, Version, physical_name
from teal.model.plan import (
    AnyStep,
    AwaitCaughtUp,
    CreateTable,
    DropTable,
    Flip,
    FreezeCut,
    Plan,
    PlanKind,
    PublishServing,
    StartUnit,
    StopUnit,
)
from teal.model.project import Revision
from teal.model.submission import Submission

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
OWNER = "6f1c2f0e-0000-4000-8000-000000000001"


def version(table: str, number: int = 1) -> Version:
    return Version(table, number, physical_name(table, number))


def unit_key(unit: str, number: int = 1) -> UnitKey:
    return UnitKey(OWNER, unit, number, 1)


def submission(unit: str, number: int = 1) -> Submission:
    return Submission(unit_key(unit, number), f"INSERT INTO {physical_name(unit, number)} SELECT 1")


def create(
    table: str, number: int = 1, after: tuple[str, ...] = (), partitions: int = 1
) -> CreateTable:
    made = version(table, number)
    return CreateTable(
        key=f"create:{table}@v{number}",
        after=after,
        version=made,
        topic=made.physical,
        partitions=partitions,
        replication=1,
        config={},
        definition=f"CREATE TABLE {made.physical} (id INT)",
    )


def start(unit: str, number: int = 1, after: tuple[str, ...] = ()) -> StartUnit:
    return StartUnit(
        key=f"start:{unit}@v{number}",
        after=after,
        submission=submission(unit, number),
        inputs=(),
        outputs=(physical_name(unit, number),),
    )


def wait_for(unit: str, inputs: tuple[str, ...], after: tuple[str, ...]) -> AwaitCaughtUp:
    return AwaitCaughtUp(
        key=f"wait:{unit}", after=after, unit=unit_key(unit), inputs=inputs, outputs=(unit,)
    )


def stop(unit: str, number: int = 1, after: tuple[str, ...] = ()) -> StopUnit:
    return StopUnit(
        key=f"stop:{unit}@v{number}", after=after, unit=unit_key(unit, number), with_savepoint=False
    )


def drop(
    table: str, number: int = 1, topic_id: str | None = None, after: tuple[str, ...] = ()
) -> DropTable:
    gone = version(table, number)
    return DropTable(
        key=f"drop:{table}@v{number}",
        after=after,
        version=gone,
        topic=gone.physical,
        topic_id=topic_id,
    )


def freeze(*topics: str, key: str = "freeze", after: tuple[str, ...] = ()) -> FreezeCut:
    return FreezeCut(key=key, after=after, topics=topics)


def flip(serving: Mapping[str, int | None]) -> Flip:
    return Flip(key="flip", serving=serving)


def tell(point: str = "board") -> PublishServing:
    return PublishServing(key=f"tell:{point}", after=("flip",), switch_point=point)


def plan(*steps: AnyStep, kind: PlanKind = PlanKind.DEPLOY, release: str = "r1") -> Plan:
    return Plan(
        kind=kind,
        project="shop",
        environment="test",
        deployment=OWNER,
        serial=0,
        release=release,
        revision=Revision("main", "c" * 40),
        steps=steps,
    )


def version_record(
    table: str,
    number: int = 1,
    state: VersionState = VersionState.GREEN,
    topic_id: str | None = None,
    is_view: bool = False,
) -> VersionRecord:
    return VersionRecord(
        version=version(table, number),
        state=state,
        sql=f"CREATE TABLE {table} (id INT)",
        unit=table,
        release="r1",
        is_view=is_view,
        topic=None if is_view else physical_name(table, number),
        topic_id=topic_id,
    )


def unit_record(unit: str, number: int = 1, state: UnitState = UnitState.PLANNED) -> UnitRecord:
    return UnitRecord(
        key=unit_key(unit, number),
        kind="insert",
        targets=(version(unit, number),),
        inputs=(),
        external_sql={},
        sql=f"INSERT INTO {unit} SELECT 1",
        file=f"{unit}.sql",
        line=1,
        commit="c" * 40,
        release="r1",
        state=state,
        submission=submission(unit, number),
    )


def release(phase: Phase = Phase.PLANNED, name: str = "r1") -> Release:
    return Release(
        id=name,
        number=1,
        phase=phase,
        plan_hash="a" * 64,
        commit="c" * 40,
        actor="ada",
        opened_at=NOW,
    )


def deployment(*steps: AnyStep, of: Release | None = None) -> Deployment:
    """What stands in the store when a run of these steps is opened."""
    tables = [s.version for s in steps if isinstance(s, CreateTable | DropTable)]
    units = [s.submission.key for s in steps if isinstance(s, StartUnit)]
    units += [s.unit for s in steps if isinstance(s, StopUnit)]
    return Deployment(
        id=OWNER,
        project="shop",
        environment="test",
        serial=0,
        versions=tuple(version_record(v.logical, v.number) for v in dict.fromkeys(tables)),
        units=tuple(unit_record(k.unit, k.version) for k in dict.fromkeys(units)),
        releases=(of or release(),),
    )
