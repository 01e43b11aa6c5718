"""The lease: one operator at a time, whoever is dead or late gives way, epochs only grow."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from tests.conformance.store_values import (
    MINUTE,
    NOW,
    deployment,
    entry,
    holder,
    version_record,
)

from teal.model.codec import decoded
from teal.model.errors import LeaseHeld, LeaseLost
from teal.model.run import Holder, Lease
from teal.ports.store import PointerMove
from teal.store.liveness import current_holder
from teal.store.store import SqlStore

if TYPE_CHECKING:
    from tests.conformance.store_databases import OpenStore

pytest_plugins = ("tests.conformance.store_databases",)

LATER = NOW + 2 * MINUTE


@pytest.fixture
def founded(store: SqlStore) -> SqlStore:
    store.found(deployment())
    return store


def test_a_lease_is_kept_with_its_holder_and_end(founded: SqlStore) -> None:
    assert founded.lease() is None
    lease = founded.acquire(holder(), NOW, MINUTE)
    assert lease == Lease(holder(), 1, NOW, NOW + MINUTE)
    assert founded.lease() == lease


def test_a_second_operator_is_refused_with_the_holder(
    founded: SqlStore, open_store: OpenStore
) -> None:
    founded.acquire(holder("ada", 7), NOW, MINUTE)
    with pytest.raises(LeaseHeld) as caught:
        open_store().acquire(holder("eve", 8), NOW, MINUTE)
    assert caught.value.holder == "ada on elsewhere (process 7)"
    assert (caught.value.since, caught.value.expires) == (NOW, NOW + MINUTE)


def test_a_second_operator_may_take_over(founded: SqlStore) -> None:
    first = founded.acquire(holder("ada", 7), NOW, MINUTE)
    second = founded.acquire(holder("eve", 8), NOW, MINUTE, take_over=True)
    assert second == Lease(holder("eve", 8), 2, NOW, NOW + MINUTE)
    with pytest.raises(LeaseLost):
        founded.record(first)


def test_an_expired_lease_goes_to_the_next_and_is_lost(founded: SqlStore) -> None:
    first = founded.acquire(holder("ada", 7), NOW, MINUTE)
    second = founded.acquire(holder("eve", 8), NOW + MINUTE, MINUTE)
    assert second.epoch == 2
    for act in (
        lambda: founded.record(first, (entry("a"),), (version_record("a"),)),
        lambda: founded.renew(first, LATER, MINUTE),
    ):
        with pytest.raises(LeaseLost) as caught:
            act()
        assert caught.value.epoch == 1
    assert founded.load() == deployment()
    assert founded.lease() == second


def test_an_expired_lease_that_nobody_took_still_holds(founded: SqlStore) -> None:
    lease = founded.acquire(holder(), NOW, MINUTE)
    assert founded.record(lease, (), (version_record("a"),)) == 1
    assert founded.renew(lease, LATER, MINUTE).expires == LATER + MINUTE


def test_renewing_keeps_the_epoch_and_moves_the_end(founded: SqlStore) -> None:
    lease = founded.acquire(holder("ada", 7), NOW, MINUTE)
    renewed = founded.renew(lease, LATER, MINUTE)
    assert renewed == replace(lease, expires=LATER + MINUTE)
    assert founded.lease() == renewed
    assert founded.record(lease) == founded.record(renewed) == 0
    with pytest.raises(LeaseHeld):
        founded.acquire(holder("eve", 8), LATER, MINUTE)


def test_a_lease_given_back_is_free_and_its_epoch_is_never_given_again(founded: SqlStore) -> None:
    first = founded.acquire(holder("ada", 7), NOW, MINUTE)
    founded.release(first)
    assert founded.lease() is None
    with pytest.raises(LeaseLost):
        founded.record(first, (entry("late"),))
    assert founded.acquire(holder("eve", 8), NOW, MINUTE).epoch == 2


def test_giving_back_a_lost_lease_harms_nobody(founded: SqlStore) -> None:
    first = founded.acquire(holder("ada", 7), NOW, MINUTE)
    second = founded.acquire(holder("eve", 8), NOW, MINUTE, take_over=True)
    founded.release(first)
    assert founded.lease() == second
    founded.release(second)
    founded.release(second)
    assert founded.lease() is None


def test_nobody_can_act_with_an_epoch_that_is_not_theirs(founded: SqlStore) -> None:
    lease = founded.acquire(holder("ada", 7), NOW, MINUTE)
    with pytest.raises(LeaseLost):
        founded.record(replace(lease, holder=holder("eve", 8)), (), (PointerMove({"a": 1}),))
    assert founded.pointer() == (0, {})


def test_the_same_process_takes_its_lease_again(founded: SqlStore) -> None:
    first = founded.acquire(holder(), NOW, MINUTE)
    second = founded.acquire(holder(), NOW, MINUTE)
    assert second.epoch == 2
    with pytest.raises(LeaseLost):
        founded.record(first)


def test_a_dead_process_of_this_host_gives_way_at_once(founded: SqlStore) -> None:
    with other_process() as dead:
        founded.acquire(dead(), NOW, MINUTE)
        with pytest.raises(LeaseHeld):
            founded.acquire(current_holder("eve"), NOW, MINUTE)
    assert founded.acquire(current_holder("eve"), NOW, MINUTE).epoch == 2


def test_a_process_of_another_host_is_never_taken_for_dead(founded: SqlStore) -> None:
    with other_process() as dead:
        gone = replace(dead(), host=f"not-{socket.gethostname()}")
    founded.acquire(gone, NOW, MINUTE)
    with pytest.raises(LeaseHeld):
        founded.acquire(current_holder("eve"), NOW, MINUTE)


@contextmanager
def other_process() -> Iterator[Callable[[], Holder]]:
    """A living process as a holder; dead, but not yet forgotten by the system, at the end."""
    text = (
        "from teal.store.liveness import current_holder; from teal.model.codec import canonical;"
        "print(canonical(current_holder('bob')), flush=True); input()"
    )
    command = (sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; {text}")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        yield lambda: decoded(Holder, line)
        process.kill()
        process.wait()


def test_of_many_at_once_exactly_one_gets_the_lease(open_store: OpenStore) -> None:
    open_store().found(deployment())
    stores = [open_store() for _ in range(6)]
    for turn in range(5):
        start = Barrier(len(stores))

        def attempt(number: int, start: Barrier = start, turn: int = turn) -> Lease | None:
            start.wait(300)
            try:
                return stores[number].acquire(holder("ada", number), NOW + turn * MINUTE, MINUTE)
            except LeaseHeld:
                return None

        with ThreadPoolExecutor(len(stores)) as pool:
            won = [each for each in pool.map(attempt, range(len(stores))) if each is not None]
        assert [each.epoch for each in won] == [turn + 1]
        assert stores[0].lease() == won[0]


def test_of_many_processes_at_once_exactly_one_gets_the_lease(
    url: str, open_store: OpenStore
) -> None:
    open_store().found(deployment())
    program = _ATTEMPT.format(path=sys.path, url=url)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    (sys.executable, "-c", program),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(3)
        ]
        assert [answer(each) for each in processes] == ["ready"] * 3
        for process in processes:
            assert process.stdin is not None
            print("go", file=process.stdin, flush=True)
        # They live until all have tried: nobody is taken for dead.
        assert sorted(answer(each) for each in processes) == ["held", "held", "won"]


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


_ATTEMPT = """
import sys
sys.path[:0] = {path!r}
from teal.model.errors import LeaseHeld
from teal.store.liveness import current_holder
from teal.store.store import SqlStore
from tests.conformance.store_values import MINUTE, NOW

with SqlStore({url!r}, "retail", "test") as store:
    store.load()
    print("ready", flush=True)
    input()
    try:
        store.acquire(current_holder("ada"), NOW, MINUTE)
        print("won", flush=True)
    except LeaseHeld:
        print("held", flush=True)
    sys.stdin.read()
"""


def test_of_many_founding_at_once_all_get_the_same_deployment(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(6)]
    start = Barrier(len(stores))

    def attempt(number: int) -> str:
        start.wait(300)
        return stores[number].found(deployment(name=f"d{number}")).id

    with ThreadPoolExecutor(len(stores)) as pool:
        assert len(set(pool.map(attempt, range(len(stores))))) == 1


def test_records_of_many_threads_all_count(open_store: OpenStore) -> None:
    store = open_store()
    store.found(deployment())
    lease = store.acquire(holder(), NOW, MINUTE)
    with ThreadPoolExecutor(8) as pool:
        serials = list(
            pool.map(
                lambda n: store.record(lease, (entry(f"s{n}"),), (version_record(f"t{n}"),)),
                range(60),
            )
        )
    assert sorted(serials) == list(range(1, 61))
    loaded = store.load()
    assert loaded is not None
    assert len(loaded.versions) == len(store.journal("run-1")) == 60


def test_a_reader_sees_one_moment(open_store: OpenStore) -> None:
    """The pointer's serial and map belong together, however fast they move."""
    writer, reader = open_store(), open_store()
    writer.found(deployment())
    lease = writer.acquire(holder(), NOW, MINUTE)
    names = [f"t{n}" for n in range(50)]
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(
            lambda: [
                writer.record(lease, (), (PointerMove(dict.fromkeys(names, number)),))
                for number in range(1, 60)
            ]
        )
        while not writing.done():
            serial, serving = reader.pointer()
            assert set(serving.values()) == ({serial} if serial else set())
            loaded = reader.load()
            assert loaded is not None
            assert set(loaded.serving.values()) == (
                {loaded.pointer_serial} if loaded.pointer_serial else set()
            )
        writing.result()
    assert reader.pointer() == (59, dict.fromkeys(names, 59))
