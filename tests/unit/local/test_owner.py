"""Who else starts, owns or outlives a stack."""

import os

import pytest
from tests.unit.local.bench import Bench, run_python, until

from teal.local.errors import StartFailed
from teal.local.processes import marked_processes, stack_mark, watchdog_mark
from teal.ports.stack import StackPart

pytestmark = pytest.mark.slow

UP = "print(stack.up())"
OWN = "print(stack.up(owner_pid=os.getpid()), flush=True); time.sleep(3600)"


def test_a_second_up_waits_for_the_first_and_gets_the_same_stack(bench: Bench) -> None:
    others = [run_python(bench, UP) for _ in range(2)]
    assert len({other.communicate()[0] for other in others}) == 1
    assert [other.returncode for other in others] == [0, 0]
    assert len(bench.processes()) == len(StackPart)


def test_the_stack_outlives_the_process_that_started_it(bench: Bench) -> None:
    starter = run_python(bench, UP)
    starter.communicate()
    assert bench.running() == set(StackPart)


def test_a_stack_with_an_owner_ends_when_the_owner_is_killed(bench: Bench) -> None:
    owner = run_python(bench, OWN)
    with owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        assert bench.running() == set(StackPart)
        owner.kill()
    until(lambda: not bench.folder.exists() and not bench.processes())


def test_a_stack_with_an_owner_ends_when_the_owner_is_killed_during_the_start(
    bench: Bench,
) -> None:
    owner = run_python(bench, OWN)
    with owner:
        until(lambda: any(marked_processes(stack_mark(bench.folder))))
        owner.kill()
    until(lambda: not bench.folder.exists() and not bench.processes())


def test_a_watchdog_that_does_not_run_fails_the_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(StartFailed, match="its watchdog ended"):
        bench.stack().up(owner_pid=os.getpid())
    assert bench.processes() == set()


def test_down_ends_the_watchdog_too(bench: Bench) -> None:
    bench.stack().up(owner_pid=os.getpid())
    assert len(marked_processes(watchdog_mark(bench.folder))) == 1
    bench.stack().down()
    assert bench.processes() == set()
