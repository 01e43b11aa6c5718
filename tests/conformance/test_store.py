"""What every store must keep: records, journal and pointer, under a lease."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from tests.conformance.store_values import (
    MINUTE,
    NOW,
    deployment,
    entry,
    holder,
    release,
    run,
    unit_record,
    version_record,
)

from teal.model.deployment import Deployment, Phase, VersionState
from teal.model.errors import LeaseLost, Mistake
from teal.model.run import Lease, Mark, RunState
from teal.ports.store import PointerMove, Store, Update
from teal.store.store import SqlStore

if TYPE_CHECKING:
    from tests.conformance.store_databases import OpenStore

pytest_plugins = ("tests.conformance.store_databases",)


@pytest.fixture
def lease(store: SqlStore) -> Lease:
    store.found(deployment())
    return store.acquire(holder(), NOW, MINUTE)


def test_the_adapter_fits_the_port(store: SqlStore) -> None:
    port: Store = store
    assert port.load() is None


def test_before_the_first_deployment_there_is_nothing(store: SqlStore) -> None:
    assert store.load() is None
    assert store.lease() is None
    assert store.runs() == ()
    assert store.journal("run-1") == ()
    assert store.pointer() == (0, {})


def test_acting_before_the_first_deployment_is_a_mistake(store: SqlStore) -> None:
    with pytest.raises(Mistake, match="no deployment of retail in test"):
        store.acquire(holder(), NOW, MINUTE)


def test_a_founded_deployment_is_loaded_as_it_was_given(open_store: OpenStore) -> None:
    given = Deployment(
        id="d1",
        project="retail",
        environment="test",
        serial=7,
        pointer_serial=3,
        versions=(version_record("a"), version_record("a", 2), version_record("b")),
        units=(unit_record("a"), unit_record("a", 1, 2), unit_record("a", 2)),
        serving={"a": 2, "b": 1},
        releases=(release("r9", 1), release("r1", 2)),
    )
    assert open_store().found(given) == given
    assert open_store().load() == given


def test_founding_again_changes_nothing(store: SqlStore, lease: Lease) -> None:
    store.record(lease, (), (version_record("a"),))
    before = store.load()
    assert store.found(replace(deployment(name="d2"), serial=99)) == before
    assert store.load() == before


def test_a_database_holds_several_deployments_apart(open_store: OpenStore) -> None:
    one, other, third = open_store(), open_store("retail", "prod"), open_store("billing", "test")
    one.found(deployment())
    other.found(deployment("retail", "prod", "d2"))
    lease = one.acquire(holder(), NOW, MINUTE)
    lease_of_other = other.acquire(holder(), NOW, MINUTE)
    one.record(
        lease,
        (entry("one"),),
        (version_record("a"), unit_record("a"), release(), run(), PointerMove({"a": 1})),
    )
    other.record(
        lease_of_other,
        (entry("other"),),
        (version_record("a", 5), PointerMove({"a": 5})),
    )
    assert third.load() is None
    assert third.pointer() == (0, {})
    assert one.pointer() == (1, {"a": 1})
    assert other.pointer() == (1, {"a": 5})
    assert one.journal("run-1") == (entry("one"),)
    assert other.journal("run-1") == (entry("other"),)
    assert other.runs() == ()
    assert other.load() == replace(
        deployment("retail", "prod", "d2"),
        serial=1,
        pointer_serial=1,
        versions=(version_record("a", 5),),
        serving={"a": 5},
    )


def test_one_id_cannot_stand_for_two_deployments(open_store: OpenStore) -> None:
    open_store().found(deployment())
    with pytest.raises(Mistake):
        open_store("retail", "prod").found(deployment("retail", "prod", "d1"))


def test_records_are_inserted_or_replaced_by_identity(store: SqlStore, lease: Lease) -> None:
    first: tuple[Update, ...] = (version_record("a"), unit_record("a"), release(), run())
    store.record(lease, (), first)
    serving = version_record("a", state=VersionState.SERVING)
    stopped = replace(unit_record("a"), handle=None)
    soaking = release(phase=Phase.SOAKING)
    store.record(lease, (), (serving, stopped, soaking, run(state=RunState.DONE)))
    store.record(lease, (), (version_record("a", 2), unit_record("a", 1, 2)))
    loaded = store.load()
    assert loaded is not None
    assert loaded.versions == (serving, version_record("a", 2))
    assert loaded.units == (stopped, unit_record("a", 1, 2))
    assert loaded.releases == (soaking,)
    assert store.runs() == (run(state=RunState.DONE),)


def test_of_one_identity_the_last_update_counts(store: SqlStore, lease: Lease) -> None:
    serving = version_record("a", state=VersionState.SERVING)
    store.record(lease, (), (version_record("a"), serving))
    loaded = store.load()
    assert loaded is not None
    assert loaded.versions == (serving,)


def test_the_serial_grows_by_one_with_updates_only(store: SqlStore, lease: Lease) -> None:
    assert store.record(lease, (entry("a"),)) == 0
    assert store.record(lease, (), (version_record("a"), version_record("b"))) == 1
    assert store.record(lease, (entry("b"),), (run(),)) == 2
    assert store.record(lease) == 2
    loaded = store.load()
    assert loaded is not None
    assert (loaded.serial, loaded.pointer_serial) == (2, 0)


def test_a_pointer_move_sets_and_withdraws_in_one_step(store: SqlStore, lease: Lease) -> None:
    store.record(lease, (), (PointerMove({"a": 1, "b": 1, "c": 1}),))
    store.record(lease, (), (PointerMove({"a": 2, "b": None, "d": 4, "never": None}),))
    assert store.pointer() == (2, {"a": 2, "c": 1, "d": 4})
    loaded = store.load()
    assert loaded is not None
    assert (loaded.pointer_serial, loaded.serving) == (2, {"a": 2, "c": 1, "d": 4})


def test_the_journal_keeps_the_order_of_writing(store: SqlStore, lease: Lease) -> None:
    names = [f"step-{n * 7 % 100}" for n in range(100)]
    store.record(lease, tuple(entry(name) for name in names[:60]))
    store.record(lease, (entry("elsewhere", run="run-2"),))
    store.record(lease, tuple(entry(name, mark=Mark.DONE) for name in names[60:]))
    assert [each.step for each in store.journal("run-1")] == names
    assert store.journal("run-2") == (entry("elsewhere", run="run-2"),)
    assert store.journal("run-3") == ()


def test_runs_come_oldest_first_and_by_release(store: SqlStore, lease: Lease) -> None:
    runs = (run("z", "r1"), run("m", "r2"), run("a", "r1"))
    for each in runs:
        store.record(lease, (), (each,))
    store.record(lease, (), (run("z", "r1", RunState.FAILED),))
    z = run("z", "r1", RunState.FAILED)
    assert store.runs() == (z, runs[1], runs[2])
    assert store.runs("r1") == (z, runs[2])
    assert store.runs("r3") == ()


def test_a_refused_record_leaves_nothing_behind(store: SqlStore, lease: Lease) -> None:
    store.record(lease, (entry("kept"),), (version_record("a"),))
    before = store.load()
    old = lease
    store.acquire(holder("eve", 2), NOW, MINUTE, take_over=True)
    with pytest.raises(LeaseLost):
        store.record(old, (entry("lost"),), (version_record("b"), PointerMove({"b": 1})))
    assert store.load() == before
    assert store.journal("run-1") == (entry("kept"),)


def test_a_record_that_fails_half_way_leaves_nothing_behind(store: SqlStore, lease: Lease) -> None:
    broken = replace(version_record("b"), version=None)
    with pytest.raises(AttributeError):
        store.record(lease, (entry("lost"),), (PointerMove({"a": 1}), version_record("a"), broken))
    assert store.load() == deployment()
    assert store.journal("run-1") == ()
    assert store.record(lease, (entry("next"),), (run(),)) == 1


def test_thousands_of_records_fit_into_one_step(store: SqlStore, lease: Lease) -> None:
    units = tuple(unit_record(f"u{n:05}") for n in range(1000))
    store.record(lease, tuple(entry(f"s{n}") for n in range(1000)), units)
    loaded = store.load()
    assert loaded is not None
    assert loaded.units == units
    assert len(store.journal("run-1")) == 1000
