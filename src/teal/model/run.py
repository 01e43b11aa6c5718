"""The run of a plan: its journal, the lease it acts under, and the evidence it leaves."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from msgspec import Struct

from teal.model.validation import Verdict


class Mark(Enum):
    """What a journal entry says of its step."""

    INTENT = "intent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class JournalEntry(Struct, frozen=True):
    """One line of the journal. `detail` is canonical JSON: what an intent observed, or a result."""

    run: str
    step: str
    mark: Mark
    at: datetime
    actor: str
    detail: str = "{}"


class RunState(Enum):
    """Whether a run still has steps to walk."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"


class Run(Struct, frozen=True):
    """One walk of one plan (`plan` is its canonical JSON) for one release."""

    id: str
    release: str
    kind: str
    plan: str
    state: RunState
    opened_at: datetime
    actor: str


class Holder(Struct, frozen=True):
    """Who acts: a person on a host in a process. `process_start` tells a recycled pid apart."""

    actor: str
    host: str
    boot: str
    pid: int
    process_start: float

    def __str__(self) -> str:
        return f"{self.actor} on {self.host} (process {self.pid})"


class Lease(Struct, frozen=True):
    """The right to act on a deployment; `epoch` grows with every new holder."""

    holder: Holder
    epoch: int
    since: datetime
    expires: datetime


class Evidence(Struct, frozen=True):
    """A verdict with its time; promotion asks how old it is. `report` is canonical JSON."""

    verdict: Verdict
    at: datetime
    run: str
    report: str
