"""The local stack is a real Kafka and a real Flink, and leaves nothing behind."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from teal.local.processes import marked_processes, stack_mark, watchdog_mark
from teal.local.settings import StackSettings
from teal.local.stack import LocalStack
from teal.ports.stack import StackAddresses, StackPart

pytestmark = pytest.mark.live


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalStack]:
    made = LocalStack(tmp_path / "stack", settings=StackSettings(slots=4))
    yield made
    made.down()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 240
    while not holds():
        assert time.monotonic() < deadline, "waited for four minutes in vain"
        time.sleep(0.1)


def is_gone(folder: Path) -> bool:
    marks = stack_mark(folder), watchdog_mark(folder)
    return not folder.exists() and not any(map(marked_processes, marks))


def produced_and_consumed(addresses: StackAddresses) -> list[bytes | None]:
    """The values that come back from a topic that two were sent to."""
    server: dict[str, str | int | float | bool] = {"bootstrap.servers": addresses.kafka_bootstrap}
    admin = AdminClient(server)
    admin.create_topics([NewTopic("letters", 1, 1)])["letters"].result(60)
    producer = Producer(server)
    for value in (b"a", b"b"):
        producer.produce("letters", value)
    assert producer.flush(60) == 0
    consumer = Consumer({**server, "group.id": "reader", "auto.offset.reset": "earliest"})
    consumer.subscribe(["letters"])
    try:
        messages = [*consumer.consume(1, timeout=60), *consumer.consume(1, timeout=60)]
        return [message.value() for message in messages]
    finally:
        consumer.close()


def selected(gateway_url: str, sql: str) -> list[object]:
    """The rows of a query, asked through the SQL gateway."""
    with httpx.Client(base_url=gateway_url, timeout=120, trust_env=False) as gateway:
        session = gateway.post("/v3/sessions", json={}).json()["sessionHandle"]
        operations = f"/v3/sessions/{session}/operations"
        statement = gateway.post(f"/v3/sessions/{session}/statements", json={"statement": sql})
        operation = statement.json()["operationHandle"]
        rows: list[object] = []
        page = f"{operations}/{operation}/result/0?rowFormat=JSON"
        while page:
            answer = gateway.get(page).raise_for_status().json()
            rows += (
                [row["fields"] for row in answer["results"]["data"]] if "results" in answer else []
            )
            page = answer.get("nextResultUri")
        gateway.delete(f"{operations}/{operation}/close")
        gateway.delete(f"/v3/sessions/{session}")
    return rows


def test_a_local_stack_runs_kafka_and_flink_until_down(local: LocalStack, tmp_path: Path) -> None:
    addresses = local.up()
    assert produced_and_consumed(addresses) == [b"a", b"b"]
    assert selected(addresses.gateway_url, "SELECT 6 * 7") == [[42]]

    before = local.status()
    assert local.up() == addresses
    assert local.status() == before
    lines = [line for part in StackPart for line in local.logs(part, 1000) if "ERROR" in line]
    # Flink's word for a question about the rows of a job that has just ended.
    assert [line for line in lines if "ClientCoordinationHandler" not in line] == []

    local.down()
    assert is_gone(tmp_path / "stack")


def test_the_stack_is_gone_when_its_owner_is_killed(local: LocalStack, tmp_path: Path) -> None:
    program = (
        "import os, time; from pathlib import Path; from teal.local.stack import LocalStack;"
        f"LocalStack(Path({str(tmp_path / 'stack')!r})).up(os.getpid());"
        "print('up', flush=True); time.sleep(3600)"
    )
    owner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    with owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        assert local.status().is_running
        owner.kill()
    until(lambda: is_gone(tmp_path / "stack"))


def test_the_shared_stack_answers(stack: StackAddresses) -> None:
    assert selected(stack.gateway_url, "SELECT 'shared'") == [["shared"]]
