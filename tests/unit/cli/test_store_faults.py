"""A store that cannot be used, and one that is empty although something of ours runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.unit.cli.permissions import entered_by_all, unprivileged
from tests.unit.cli.terminal import Terminal

from teal.store.quick import QuickStore


def forget_store(terminal: Terminal) -> None:
    """Close the kept workbench's store; the next command opens it anew."""
    assert terminal.kept is not None
    store = terminal.kept.__dict__.pop("store")
    assert isinstance(store, QuickStore)
    store.close()


@pytest.fixture
def readonly(terminal: Terminal) -> Iterator[Terminal]:
    """A deployment whose store may only be read."""
    terminal.keep()
    terminal.teal("deploy", "--no-wait")
    terminal.teal("status")
    forget_store(terminal)
    folder = terminal.folder / ".teal"
    mode = folder.stat().st_mode
    (folder / "state.db").chmod(0o444)
    folder.chmod(0o555)
    with entered_by_all(terminal.folder):
        yield terminal
    folder.chmod(mode)


def test_a_store_that_may_only_be_read_is_read_and_refuses_to_act(readonly: Terminal) -> None:
    with unprivileged():
        assert "r1 is catching up" in readonly.teal("status").out
        said = readonly.teal("wait", code=1)
    assert "state.db is read-only" in said.err
    assert "Make the file and its folder writable." in said.err


@pytest.mark.parametrize("command", [("status",), ("plan",), ("deploy",), ("resolve",)])
def test_a_file_that_is_no_store_is_told(terminal: Terminal, command: tuple[str, ...]) -> None:
    terminal.write(".teal/state.db", "hello " * 1000)
    said = terminal.teal(*command, code=1)
    assert "is not a database" in said.err
    assert "Check the path in the configuration." in said.err
    assert (terminal.folder / ".teal" / "state.db").read_text() == "hello " * 1000


def test_a_store_that_cannot_be_made_is_told_before_anything_is_done(terminal: Terminal) -> None:
    terminal.write("file", "in the way")
    terminal.config(store="{url: 'sqlite:///file/state.db'}", pipelines="pipelines")
    bench = terminal.keep()
    said = terminal.teal("deploy", code=1)
    assert "cannot be created" in said.err
    assert "Check the path in the configuration and its folder." in said.err
    assert not bench.flink.list_all()
    assert bench.kafka.list_names() == {"raw_orders"}


def test_a_store_of_another_address_says_what_it_can_be(terminal: Terminal) -> None:
    terminal.config(store="{url: 'mysql://root:hunter2@db/teal'}", pipelines="pipelines")
    said = terminal.teal("status", code=1)
    assert "`store.url` names no database that Teal can use." in said.err
    assert "hunter2" not in said.all


def test_a_server_that_does_not_answer_is_told_without_its_password(terminal: Terminal) -> None:
    terminal.config(
        store="{url: 'postgresql://teal:hunter2@127.0.0.1:1/teal'}", pipelines="pipelines"
    )
    said = terminal.teal("status", code=1)
    assert said.err.startswith(
        "error: the store at postgresql://127.0.0.1:1/teal cannot be reached"
    )
    assert "hunter2" not in said.all


def test_an_empty_store_beside_our_jobs_and_topics_is_refused(terminal: Terminal) -> None:
    bench = terminal.keep()
    terminal.teal("deploy")
    before = (bench.flink.list_all(), bench.kafka.list_names())
    forget_store(terminal)
    shutil.rmtree(terminal.folder / ".teal")
    said = terminal.teal("deploy", code=3)
    assert said.err.startswith(
        "error: the store holds no deployment, but names of this project are in use.\n"
    )
    for name in ("topic fct_regions exists", "topic int_orders exists", "/int_orders/v1/1 is "):
        assert name in said.err
    assert (
        "restore the store they were deployed from (`store.url` of the configuration)" in said.err
    )
    assert "`teal adopt --rebuild`" in said.err
    assert (bench.flink.list_all(), bench.kafka.list_names()) == before
    assert not (terminal.folder / ".teal").exists()
    assert terminal.teal("doctor", code=6)


FULL = """
import resource, signal, sys
from teal.cli.main import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.slow
def test_a_full_disk_is_told_and_what_was_recorded_is_kept(terminal: Terminal) -> None:
    """The store cannot grow any more in the middle of a deployment."""
    terminal.teal("deploy", "--no-wait")
    grown = max(path.stat().st_size for path in (terminal.folder / ".teal").iterdir())
    shutil.rmtree(terminal.folder / ".teal")
    done = subprocess.run(
        (sys.executable, "-c", FULL, str(grown * 2 // 3), "deploy", "--no-wait"),
        cwd=terminal.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done
    assert "room" in done.stderr
    assert "Traceback" not in done.stderr
    terminal.teal("status")
