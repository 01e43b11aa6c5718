"""Up, down and what lies between, with processes that only look like Kafka and Flink."""

import os
import socket
import uuid

import psutil
import pytest
from tests.unit.local.bench import Bench

from teal.local.errors import (
    FolderForeign,
    JavaMissing,
    JobManagerLost,
    PortTaken,
    RecordUnreadable,
    StartFailed,
)
from teal.local.stack import LocalStack
from teal.ports.stack import Ready, Stack, StackEvent, StackPart, Starting, Stopping

pytestmark = pytest.mark.slow


def test_up_starts_every_part_and_tells_when_each_answers(bench: Bench) -> None:
    addresses = bench.stack().up()
    assert bench.running() == set(StackPart)
    assert bench.stack().status().addresses == addresses
    told = [(type(event), event.part) for event in bench.events if hasattr(event, "part")]
    assert set(told) == {(kind, part) for kind in (Starting, Ready) for part in StackPart}


def test_the_clusters_id_may_begin_with_a_dash(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=0xF8 << 120))
    bench.stack().up()
    assert bench.running() == set(StackPart)


def test_up_twice_returns_the_running_stack(bench: Bench) -> None:
    first = bench.stack().up()
    processes = bench.processes()
    bench.events.clear()
    assert bench.stack().up() == first
    assert bench.processes() == processes
    assert bench.events == []


def test_a_running_stack_needs_neither_java_nor_cache(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bench.stack().up()
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    bench.cache = bench.folder / "no-cache"
    assert bench.stack().up() == first


def test_down_leaves_no_process_and_no_folder(bench: Bench) -> None:
    bench.stack().up()
    bench.events.clear()
    bench.stack().down()
    assert bench.processes() == set()
    assert not bench.folder.exists()
    assert set(bench.events) == {Stopping(part) for part in StackPart}


def test_down_may_keep_the_data_for_the_next_up(bench: Bench) -> None:
    bench.stack().up()
    topic = bench.folder / "kafka" / "orders-0"
    topic.mkdir()
    bench.stack().down(keep_data=True)
    assert bench.processes() == set()
    assert not bench.stack().status().is_running
    bench.stack().up()
    assert topic.exists()


def test_down_where_nothing_was_started_is_no_mistake(bench: Bench) -> None:
    bench.stack().down()
    assert not bench.folder.exists()


def test_down_finds_processes_whose_record_is_lost(bench: Bench) -> None:
    bench.stack().up()
    (bench.folder / "stack.json").unlink()
    bench.stack().down()
    assert bench.processes() == set()


def test_an_unreadable_record_is_told_and_down_still_works(bench: Bench) -> None:
    bench.stack().up()
    (bench.folder / "stack.json").write_text("{}")
    with pytest.raises(RecordUnreadable, match=r"teal local down"):
        bench.stack().up()
    bench.stack().down()
    assert bench.processes() == set()
    assert not bench.folder.exists()


def test_up_starts_a_dead_gateway_again_at_the_same_address(bench: Bench) -> None:
    addresses = bench.stack().up()
    bench.kill(StackPart.GATEWAY)
    assert bench.stack().status().addresses is None
    bench.events.clear()
    assert bench.stack().up() == addresses
    assert bench.running() == set(StackPart)
    assert bench.events[0] == Starting(StackPart.GATEWAY)
    assert {event.part for event in bench.events if hasattr(event, "part")} == {StackPart.GATEWAY}


def test_a_restarted_taskmanager_is_not_mistaken_for_the_dead_one(bench: Bench) -> None:
    bench.stack().up()
    before = set((bench.folder / "conf").glob("taskmanager-*"))
    bench.kill(StackPart.TASKMANAGER)
    bench.stack().up()
    assert len(set((bench.folder / "conf").glob("taskmanager-*")) - before) == 1


def test_a_dead_jobmanager_is_told_not_hidden(bench: Bench) -> None:
    bench.stack().up()
    bench.kill(StackPart.JOBMANAGER)
    with pytest.raises(JobManagerLost, match="teal local down"):
        bench.stack().up()
    bench.stack().down()
    assert bench.processes() == set()


@pytest.mark.parametrize("part", list(StackPart))
def test_a_failed_start_stops_the_rest_and_shows_the_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, part: StackPart
) -> None:
    monkeypatch.setenv("FAKE_JAVA_BREAKS", part)
    with pytest.raises(StartFailed) as caught:
        bench.stack().up()
    assert caught.value.part == part
    assert caught.value.last_lines == ("starting", "out of luck")
    assert caught.value.log_path.exists()
    assert bench.processes() == set()
    assert not bench.stack().status().is_running


def test_a_process_that_never_came_to_log_is_quoted_from_what_it_printed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_JAVA_BREAKS", "gateway, mute")
    with pytest.raises(StartFailed) as caught:
        bench.stack().up()
    assert caught.value.last_lines == ("no room for the heap",)
    assert caught.value.log_path == bench.folder / "logs" / "gateway.out"


def test_a_start_after_a_failed_one_works(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_JAVA_BREAKS", "gateway")
    with pytest.raises(StartFailed):
        bench.stack().up()
    monkeypatch.delenv("FAKE_JAVA_BREAKS")
    bench.stack().up()
    assert bench.running() == set(StackPart)


def test_an_interrupted_start_leaves_nothing(bench: Bench) -> None:
    def interrupt(event: StackEvent) -> None:
        if isinstance(event, Ready):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LocalStack(bench.folder, bench.cache, on_event=interrupt).up()
    assert bench.processes() == set()
    assert not bench.folder.exists()


def test_a_taken_port_is_named_before_anything_starts(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port}, wanted for kafka"):
            bench.stack(kafka_port=port).up()
    assert bench.events == []
    assert not bench.folder.exists()


def test_without_java_the_error_says_what_to_install(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(JavaMissing, match="Java 17 or newer"):
        bench.stack().up()
    assert not bench.folder.exists()


def test_a_folder_with_other_things_in_it_is_refused_and_never_deleted(bench: Bench) -> None:
    bench.folder.mkdir()
    letter = bench.folder / "letter.txt"
    letter.write_text("dear")
    with pytest.raises(FolderForeign):
        bench.stack().up()
    bench.stack().down()
    assert letter.read_text() == "dear"


def test_logs_are_the_last_lines_of_a_process(bench: Bench) -> None:
    bench.stack().up()
    (bench.folder / "logs" / "kafka.log").write_text("one\ntwo\nthree\n")
    assert bench.stack().logs(StackPart.KAFKA, 2) == ("two", "three")


def test_the_folder_is_nobody_elses(bench: Bench) -> None:
    bench.stack().up()
    assert bench.folder.stat().st_mode & 0o077 == 0


def test_every_process_is_a_session_of_its_own(bench: Bench) -> None:
    bench.stack().up()
    pids = {bench.pid(part) for part in StackPart}
    assert {os.getsid(pid) for pid in pids} == pids
    assert all(psutil.Process(pid).is_running() for pid in pids)


def test_the_local_stack_is_a_stack(bench: Bench) -> None:
    port: Stack = bench.stack()
    assert port.status().addresses is None
