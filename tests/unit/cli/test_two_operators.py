"""Two operators at once: the second is told who acts; a dead one stands in nobody's way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.unit.cli.terminal import Terminal

pytestmark = pytest.mark.slow

ACTS = """
import sys
from datetime import UTC, datetime, timedelta
from teal.store.liveness import current_holder
from teal.store.store import SqlStore

with SqlStore(sys.argv[1], "shop", "test") as store:
    store.acquire(current_holder("bob"), datetime.now(UTC), timedelta(hours=1))
    print("acting", flush=True)
    sys.stdin.read()
"""


@contextmanager
def somebody_acting(terminal: Terminal) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lease until it is killed."""
    url = f"sqlite:///{terminal.folder / '.teal' / 'state.db'}"
    with subprocess.Popen(
        (sys.executable, "-c", ACTS, url), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "acting\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def deployed(terminal: Terminal) -> Terminal:
    terminal.keep()
    terminal.teal("deploy", "--no-wait")
    return terminal


def test_a_second_operator_is_told_who_acts_and_since_when(deployed: Terminal) -> None:
    with somebody_acting(deployed) as other:
        said = deployed.teal("wait", code=5)
        assert said.err.startswith("error: bob on ")
        assert f"(process {other.pid}) has been acting on this deployment since " in said.err
        assert "Wait for it, or use --take-over if it is known to be dead.\n" in said.err
        for verb in (("validate",), ("promote",), ("rollback",), ("retire", "--yes"), ("abort",)):
            told = deployed.teal(*verb, "--json", code=5).json
            assert (told["kind"], told["exit_code"]) == ("LeaseHeld", 5), verb
        assert "acting now: bob on " in deployed.teal("status").out


def test_looking_needs_no_lease(deployed: Terminal) -> None:
    with somebody_acting(deployed):
        for command in (("check",), ("graph",), ("changes",), ("status",), ("resolve",)):
            deployed.teal(*command)


def test_a_dead_operator_is_taken_over_at_once(deployed: Terminal) -> None:
    with somebody_acting(deployed) as other:
        other.kill()
        other.wait()
    assert deployed.teal("wait").out == "Caught up: r1. Next: teal validate\n"


def test_a_living_operator_is_taken_over_only_on_request(deployed: Terminal) -> None:
    with somebody_acting(deployed):
        deployed.teal("wait", code=5)
        deployed.teal("wait", "--take-over")


def test_the_lease_is_free_after_each_command(deployed: Terminal) -> None:
    assert deployed.kept is not None
    assert deployed.kept.store.lease() is None
    deployed.teal("promote", code=3)
    assert deployed.kept.store.lease() is None
