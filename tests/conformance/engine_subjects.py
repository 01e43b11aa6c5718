"""The engines that the conformance suite runs against, each with what the suite needs to drive it.

The submissions are small endless jobs without any topic; `variant` alone decides their text.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from msgspec.structs import replace

from teal.engines.flink.engine import FlinkAddresses, FlinkEngine
from teal.engines.memory.engine import MemoryEngine
from teal.engines.memory.script import Latency, Script
from teal.model.names import UnitKey
from teal.model.submission import Submission
from teal.ports.engine import Engine, StopMode, UnitStatus
from teal.ports.stack import StackAddresses

REFUSED_COLUMN = "no_such_column"

_DEFINITIONS = (
    "CREATE TABLE ticks (id BIGINT) WITH ('connector'='datagen', 'rows-per-second'='5')",
    "CREATE TABLE nowhere (id BIGINT) WITH ('connector'='blackhole')",
)
_SETTINGS = {"execution.checkpointing.interval": "1s", "parallelism.default": "1"}


class RealClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, duration: timedelta) -> None:
        time.sleep(duration.total_seconds())


@dataclass(slots=True)
class KnownSecrets:
    """Secrets in a dictionary."""

    values: dict[str, str] = field(default_factory=dict)

    def filled(self, text: str) -> str:
        for name, value in self.values.items():
            text = text.replace(f"${{secret:{name}}}", value)
        return text

    def masked(self, text: str) -> str:
        for value in self.values.values():
            text = text.replace(value, "***")
        return text


def submission(key: UnitKey, variant: int = 0) -> Submission:
    """A small endless job; the variant is all that differs."""
    statement = f"INSERT INTO nowhere SELECT id + {variant} FROM ticks"
    return Submission(key, statement, _DEFINITIONS, (), _SETTINGS)


def refused(key: UnitKey) -> Submission:
    """A submission that every engine refuses."""
    statement = f"INSERT INTO nowhere\nSELECT {REFUSED_COLUMN} FROM ticks"
    return Submission(key, statement, _DEFINITIONS, (), _SETTINGS)


def eventually(holds: Callable[[], bool], what: str, limit: float = 90) -> None:
    """Wait for a condition; where it does not come, fail with the words of `what`."""
    deadline = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < deadline, f"not within {limit:.0f} s: {what}"
        time.sleep(0.1)


def stopped(engine: Engine, key: UnitKey, mode: StopMode) -> None:
    """Ask for a stop until it is done."""
    eventually(lambda: engine.stop(key, mode).is_stopped, f"{key} stops by {mode.value}")


def found(engine: Engine, key: UnitKey) -> UnitStatus:
    """The status of a job that must be there."""
    status = engine.describe(key)
    assert status is not None
    return status


class EngineSubject(Protocol):
    """One engine under test."""

    @property
    def engine(self) -> Engine:
        """The engine of this subject's own deployment."""
        ...

    def key(self, unit: str = "orders", attempt: int = 1) -> UnitKey:
        """A key of this subject's deployment."""
        ...

    def stranger(self) -> UnitKey:
        """A key of another deployment."""
        ...

    def without_checkpoints(self, key: UnitKey) -> Engine:
        """An engine in which a job of this key was started that completes no checkpoint for long
        enough."""
        ...

    def out_of_reach(self) -> Engine:
        """The same kind of engine where nobody answers."""
        ...

    def close(self) -> None:
        """Leave nothing running."""
        ...


class MemorySubject:
    """The memory engine, with checkpoints quick enough to wait for."""

    def __init__(self) -> None:
        self._deployment = str(uuid4())
        latency = Latency(checkpoint=timedelta(milliseconds=5))
        script = Script(latency, refusals={REFUSED_COLUMN: f"Column '{REFUSED_COLUMN}' not found"})
        self._engine = MemoryEngine(self._deployment, RealClock(), script)

    @property
    def engine(self) -> Engine:
        return self._engine

    def key(self, unit: str = "orders", attempt: int = 1) -> UnitKey:
        return UnitKey(self._deployment, unit, 1, attempt)

    def stranger(self) -> UnitKey:
        return UnitKey(str(uuid4()), "orders", 1, 1)

    def without_checkpoints(self, key: UnitKey) -> Engine:
        script = Script(Latency(checkpoint=timedelta(days=1)))
        engine = MemoryEngine(self._deployment, RealClock(), script)
        engine.submit(submission(key))
        return engine

    def out_of_reach(self) -> Engine:
        engine = MemoryEngine(self._deployment, RealClock())
        engine.is_reachable = False
        return engine

    def close(self) -> None:
        return


class FlinkSubject:
    """A real Flink. Every job that it started is cancelled at the end."""

    def __init__(self, stack: StackAddresses, secrets: KnownSecrets | None = None) -> None:
        self._deployment = str(uuid4())
        self._strangers: list[UnitKey] = []
        self._engines: list[FlinkEngine] = []
        self.secrets = secrets or KnownSecrets()
        self.flink = self.engine_at(stack.gateway_url, stack.jobmanager_url)

    @property
    def engine(self) -> Engine:
        return self.flink

    def engine_at(self, gateway_url: str, jobmanager_url: str) -> FlinkEngine:
        """An engine of the same deployment at these addresses; closed with the subject."""
        addresses = FlinkAddresses(gateway_url, jobmanager_url)
        engine = FlinkEngine(addresses, self._deployment, self.secrets, RealClock())
        self._engines.append(engine)
        return engine

    def key(self, unit: str = "orders", attempt: int = 1) -> UnitKey:
        return UnitKey(self._deployment, unit, 1, attempt)

    def stranger(self) -> UnitKey:
        self._strangers.append(UnitKey(str(uuid4()), "orders", 1, 1))
        return self._strangers[-1]

    def without_checkpoints(self, key: UnitKey) -> Engine:
        # Flink begins at random within the interval, but not before the pause is over.
        later = {"interval": "1 d", "min-pause": "12 h"}
        later = {f"execution.checkpointing.{name}": value for name, value in later.items()}
        settings = {**_SETTINGS, **later}
        self.flink.submit(replace(submission(key), settings=settings))
        return self.flink

    def out_of_reach(self) -> Engine:
        return self.engine_at("http://127.0.0.1:1", "http://127.0.0.1:1")

    def close(self) -> None:
        ours = [status.key for status in self.flink.list_all() if status.phase.is_live]
        for key in (*self._strangers, *ours):
            if key is not None:
                self.flink.stop(key, StopMode.CANCEL)
        for engine in self._engines:
            engine.close()
