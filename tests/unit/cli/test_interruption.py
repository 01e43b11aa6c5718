"""Ctrl-C, or a request to end, at any moment: the run stays open and goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.unit.cli.terminal import KeptBench, QuickClock, Terminal


class SignalledClock(QuickClock):
    """The first sleep is disturbed by a signal."""

    def __init__(self, by: signal.Signals) -> None:
        super().__init__()
        self._by: signal.Signals | None = by

    def sleep(self, duration: timedelta) -> None:
        super().sleep(duration)
        if self._by is not None:
            by, self._by = self._by, None
            os.kill(os.getpid(), by)


def signalled(terminal: Terminal, by: signal.Signals) -> KeptBench:
    """A workbench whose first wait is interrupted."""
    bench = terminal.keep()
    bench.__dict__["clock"] = SignalledClock(by)
    return bench


@pytest.fixture(autouse=True)
def _ctrl_c() -> Iterator[None]:
    """A test run in the background may have Ctrl-C switched off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=lambda by: by.name)
def test_an_interrupted_deployment_stays_open_and_is_resumed(
    terminal: Terminal, by: signal.Signals
) -> None:
    bench = signalled(terminal, by)
    assert terminal.teal("deploy", code=130).err.endswith(
        "interrupted. If a run was under way, its journal is kept: `teal resume` goes on.\n"
    )
    assert bench.store.lease() is None
    status = terminal.teal("status").out
    assert "its last run (deploy) has steps left\n    next: teal wait\n" in status
    assert terminal.teal("resume").code == 0
    assert bench.flink.submits == 2
    assert "next: teal validate" in terminal.teal("status").out


def test_an_interruption_is_one_json_object_for_programs(terminal: Terminal) -> None:
    signalled(terminal, signal.SIGINT)
    said = terminal.teal("deploy", "--json", code=130)
    assert (said.json["schema"], said.json["kind"], said.json["exit_code"]) == (
        "teal.error/1",
        "Interrupted",
        130,
    )


def test_an_interrupted_deployment_can_be_aborted(terminal: Terminal) -> None:
    bench = signalled(terminal, signal.SIGINT)
    terminal.teal("deploy", code=130)
    terminal.teal("abort")
    assert not [job for job in bench.flink.list_all() if job.phase.is_live]
    assert bench.kafka.list_names() == {"raw_orders"}
    terminal.teal("doctor")


def test_a_fault_of_teals_own_is_told_plainly(terminal: Terminal) -> None:
    bench = terminal.keep()
    bench.__dict__["clock"] = None
    said = terminal.teal("deploy", code=1)
    assert said.err.endswith(
        "error: Teal itself failed: AttributeError. Nothing else was begun; `teal status` shows "
        "where things stand. Set TEAL_DEBUG=1 to see the trace.\n"
    )
    assert terminal.teal("deploy", "--json", code=1).json["kind"] == "Bug"
