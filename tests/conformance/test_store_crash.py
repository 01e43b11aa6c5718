"""A process that is killed while it writes leaves a store that holds whole steps only."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.conformance.store_values import MINUTE, NOW

from teal.store.liveness import current_holder

if TYPE_CHECKING:
    from tests.conformance.store_databases import OpenStore

pytest_plugins = ("tests.conformance.store_databases",)

_PROGRAM = """
import sys
sys.path[:0] = {path!r}
from teal.ports.store import PointerMove
from teal.store.liveness import current_holder
from teal.store.store import SqlStore
from tests.conformance.store_values import *

store = SqlStore({url!r}, "retail", "test")
store.found(deployment())
lease = store.acquire(current_holder("bob"), NOW, MINUTE)
for number in range(1, 100_000):
    units = tuple(unit_record(f"u{{n}}", number) for n in range(100))
    serving = PointerMove({{f"u{{n}}": number for n in range(100)}})
    print(store.record(lease, (entry(f"s{{number}}"),), (*units, serving)), flush=True)
"""


@pytest.mark.parametrize("steps", [1, 4])
def test_a_kill_in_the_middle_of_writing_leaves_whole_steps(
    url: str, open_store: OpenStore, steps: int
) -> None:
    program = _PROGRAM.format(path=sys.path, url=url)
    with subprocess.Popen((sys.executable, "-c", program), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(steps):
            assert process.stdout.readline(), "the writer died by itself"
        process.send_signal(signal.SIGKILL)
        process.wait()
        acknowledged = steps + len(process.stdout.readlines())
    store = open_store()
    # The killed process is known to be dead: its lease is free at once.
    lease = store.acquire(current_holder("eve"), NOW, MINUTE)
    assert lease.epoch == 2
    loaded = store.load()
    assert loaded is not None
    # What was acknowledged is there; at most the one step under way may be there, too.
    assert loaded.serial in (acknowledged, acknowledged + 1)
    assert loaded.pointer_serial == loaded.serial == len(store.journal("run-1"))
    assert len(loaded.units) == 100 * loaded.serial
    assert set(loaded.serving.values()) == {loaded.serial}
    assert store.record(lease, (), (loaded.units[0],)) == loaded.serial + 1
