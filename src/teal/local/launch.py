"""Start the processes of a stack side by side and wait until each answers."""

import os
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta

from msgspec import Struct

from teal.local.errors import StartFailed
from teal.local.free_ports import StackPorts
from teal.local.places import StackFolder
from teal.local.processes import is_alive, spawn
from teal.local.ready import (
    gateway_answers,
    jobmanager_answers,
    kafka_answers,
    taskmanager_registered,
)
from teal.local.record import RecordedProcess
from teal.local.tail import last_lines, telling_file
from teal.ports.stack import Ready, StackListener, StackPart, Starting

_POLL_SECONDS = 0.1


class Launched(Struct, frozen=True):
    """A process that was started, when, and how to ask whether it answers."""

    process: RecordedProcess
    began: float
    answers: Callable[[], bool]


def launched(
    part: StackPart,
    command: tuple[str, ...],
    ports: StackPorts,
    folder: StackFolder,
    on_event: StackListener,
) -> Launched:
    """Start one part."""
    # A fresh id: a TaskManager that died is still listed for a while, and must not be taken for
    # the one that replaces it.
    resource_id = f"taskmanager-{uuid.uuid4().hex[:12]}"
    added = (f"-Dtaskmanager.resource-id={resource_id}",) if part is StackPart.TASKMANAGER else ()
    on_event(Starting(part))
    began = time.monotonic()
    identity = spawn((*command, *added), _environment(folder), folder.output(part))
    process = RecordedProcess(part, identity, command)
    return Launched(process, began, _probe(part, ports, resource_id))


def await_answers(
    waiting: Iterable[Launched], folder: StackFolder, limit: timedelta, on_event: StackListener
) -> None:
    """Return when all answer; a process that ends or stays silent is a StartFailed."""
    pending = list(waiting)
    while pending:
        for each in tuple(pending):
            part, seconds = each.process.part, time.monotonic() - each.began
            if not is_alive(each.process.identity):
                raise _failure(part, "ended while it was starting", folder)
            if each.answers():
                on_event(Ready(part, time.monotonic() - each.began))
                pending.remove(each)
            elif seconds > limit.total_seconds():
                silent = f"did not answer within {limit.total_seconds():.0f} s"
                raise _failure(part, silent, folder)
        time.sleep(_POLL_SECONDS if pending else 0)


def _probe(part: StackPart, ports: StackPorts, resource_id: str) -> Callable[[], bool]:
    addresses = ports.addresses
    probes: dict[StackPart, Callable[[], bool]] = {
        StackPart.KAFKA: lambda: kafka_answers("127.0.0.1", ports.kafka),
        StackPart.JOBMANAGER: lambda: jobmanager_answers(addresses.jobmanager_url),
        StackPart.TASKMANAGER: lambda: taskmanager_registered(
            addresses.jobmanager_url, resource_id
        ),
        StackPart.GATEWAY: lambda: gateway_answers(addresses.gateway_url),
    }
    return probes[part]


def _failure(part: StackPart, reason: str, folder: StackFolder) -> StartFailed:
    return StartFailed(part, reason, telling_file(folder, part), last_lines(folder, part, 25))


def _environment(folder: StackFolder) -> dict[str, str]:
    # Else a `plugins` folder where the command happens to run would be loaded.
    return {
        **os.environ,
        "FLINK_CONF_DIR": str(folder.config),
        "FLINK_PLUGINS_DIR": str(folder.config / "plugins"),
    }
