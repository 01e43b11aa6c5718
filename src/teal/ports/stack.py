"""The local stack as a port: a real Kafka and a real Flink on this machine, started and stopped.

What happens meanwhile comes as typed events; whoever calls turns them into text.
"""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class StackPart(StrEnum):
    """One process of the local stack, by the name that an operator types."""

    KAFKA = "kafka"
    JOBMANAGER = "jobmanager"
    TASKMANAGER = "taskmanager"
    GATEWAY = "gateway"


class StackAddresses(Struct, frozen=True):
    """Where a running stack answers: `host:port` of Kafka, base URLs of Flink."""

    kafka_bootstrap: str
    gateway_url: str
    jobmanager_url: str


class ProcessStatus(Struct, frozen=True):
    """One process of the stack; `pid` and `port` are None where nothing was started."""

    part: StackPart
    pid: int | None
    is_running: bool
    port: int | None
    log_path: Path


class StackStatus(Struct, frozen=True):
    """The whole stack: its folder, and its addresses if all of it runs."""

    folder: Path
    addresses: StackAddresses | None
    processes: tuple[ProcessStatus, ...]

    @property
    def is_running(self) -> bool:
        """Whether every process runs."""
        return self.addresses is not None


class Fetching(Struct, frozen=True):
    """A download goes on; `total_bytes` is None while nobody knows it."""

    what: str
    done_bytes: int
    total_bytes: int | None


class Fetched(Struct, frozen=True):
    """A download is complete, checked and kept."""

    what: str
    seconds: float


class Starting(Struct, frozen=True):
    """A process was started and does not answer yet."""

    part: StackPart


class Ready(Struct, frozen=True):
    """A process answers, so many seconds after it was started."""

    part: StackPart
    seconds: float


class Stopping(Struct, frozen=True):
    """A process was asked to stop."""

    part: StackPart


class Waiting(Struct, frozen=True):
    """Another process holds the named lock file; this one waits for it."""

    lock: Path


StackEvent = Fetching | Fetched | Starting | Ready | Stopping | Waiting
StackListener = Callable[[StackEvent], None]


class Stack(Protocol):
    """A local Kafka and Flink, all of whose state lies in one folder."""

    def up(self, owner_pid: int | None = None) -> StackAddresses:
        """Start what does not run and return when all of it answers.

        A stack that runs is returned as it is. With `owner_pid` the stack ends
        with that process, however it ends; without, it runs until `down`.
        """
        ...

    def down(self, *, keep_data: bool = False) -> None:
        """Stop every process and delete the folder, or keep it for the next `up`."""
        ...

    def status(self) -> StackStatus:
        """What runs now."""
        ...

    def logs(self, part: StackPart, lines: int) -> tuple[str, ...]:
        """The last lines that a process wrote, oldest first."""
        ...
