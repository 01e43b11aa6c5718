"""The command line in this process: a project's folder, and what its operator sees."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from tests.unit.cli.flow import flow

from teal.bootstrap import Bench, settings
from teal.cli.main import run
from teal.engines.memory.engine import MemoryEngine
from teal.kafka.memory import MemoryTopics
from teal.ports.clock import Clock
from teal.ports.engine import Engine

CONFIG = """version: 1
project: shop
environment: test
engine: {kind: memory}
externals: [raw_orders]
readiness: {samples: 1, poll: 200ms, timeout: 10m}
validation: {pause: 1s}
soak: 0s
quarantine: 0s
"""

FILES = {
    "sources/raw_orders.sql": """CREATE TABLE raw_orders (
  order_id BIGINT, region STRING, amount DECIMAL(12, 2)
) WITH ('changelog.mode' = 'append');
""",
    "intermediates/int_orders.sql": """CREATE TABLE int_orders (
  order_id BIGINT NOT NULL, region STRING, amount DECIMAL(12, 2),
  PRIMARY KEY (order_id) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id) INTO 1 BUCKETS;
INSERT INTO int_orders
SELECT order_id, LAST_VALUE(region), LAST_VALUE(amount) FROM raw_orders GROUP BY order_id;
""",
    "facts/fct_regions.sql": """CREATE TABLE fct_regions (
  region STRING NOT NULL, orders BIGINT, amount DECIMAL(38, 2),
  PRIMARY KEY (region) NOT ENFORCED
) DISTRIBUTED BY HASH(region) INTO 1 BUCKETS;
INSERT INTO fct_regions
SELECT region, COUNT(*), SUM(amount) FROM int_orders GROUP BY region;
""",
}


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def all(self) -> str:
        """Everything that was written."""
        return self.out + self.err


class QuickClock:
    """Time that only sleep moves, so that waiting takes none."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time

    def sleep(self, duration: timedelta) -> None:
        self.time += duration


class LiveEnds(dict[tuple[str, int], int]):
    """What the memory engine takes for the ends of topics: their ends at this moment."""

    def __init__(self, topics: MemoryTopics) -> None:
        self._topics = topics

    def items(self) -> Any:
        """Place and last record of every partition of every topic."""
        return self._now().items()

    def __getitem__(self, place: tuple[str, int]) -> int:
        return self._now()[place]

    def _now(self) -> dict[tuple[str, int], int]:
        cut = self._topics.ends(sorted(self._topics.list_names()))
        return {(end.topic, end.partition): end.last_data for end in cut.ends}


class KeptBench(Bench):
    """One workbench for many commands: jobs and topics in memory live as long as it does."""

    @cached_property
    def clock(self) -> Clock:
        return QuickClock()

    @cached_property
    def engine(self) -> Engine:
        engine = super().engine
        assert isinstance(engine, MemoryEngine)
        engine.ends = LiveEnds(self.kafka)
        return engine

    @property
    def flink(self) -> MemoryEngine:
        """The memory engine, to be told what happens."""
        assert isinstance(self.engine, MemoryEngine)
        return self.engine

    @property
    def kafka(self) -> MemoryTopics:
        """The topics in memory."""
        assert isinstance(self.topics, MemoryTopics)
        return self.topics

    def close(self) -> None:
        """Not yet: the next command goes on with it."""

    def end(self) -> None:
        """Close it for good."""
        super().close()


@dataclass
class Terminal:
    """A project's folder with commands run in it. Commands share one workbench once `keep` was
    called; before, each is on its own."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    kept: KeptBench | None = None
    benches: list[KeptBench] = field(default_factory=list)

    def teal(self, *arguments: str, code: int = 0) -> Said:
        """Run a command and expect its exit code."""
        said = self.try_teal(*arguments)
        assert said.code == code, f"{arguments}: {said}"
        return said

    def try_teal(self, *arguments: str) -> Said:
        """Run a command."""
        self.capture.readouterr()
        code = run(arguments, self._kept if self.kept else None)
        out, err = self.capture.readouterr()
        return Said(code, out, err)

    def keep(self) -> KeptBench:
        """Use one workbench from now on. Called again: with the configuration as it is now."""
        bench = KeptBench(settings(str(self.folder / "teal.yaml")))
        if self.kept is not None:
            bench.__dict__ |= {
                name: self.kept.__dict__[name]
                for name in ("clock", "engine", "topics", "store", "holder")
                if name in self.kept.__dict__
            }
        self.benches.append(bench)
        self.kept = bench
        return bench

    def _kept(self, config: str | None) -> KeptBench:
        assert self.kept is not None
        # A kept workbench must still see files as they are now, as a new process would.
        self.kept.__dict__.pop("revisions", None)
        return self.kept

    def serve(self) -> None:
        """Bring what is deployed to its readers: rows in each table, a verdict, a promotion."""
        assert self.kept is not None
        flow(self.kept.kafka, 30)
        self.teal("validate")
        self.teal("promote")

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def sql(self, name: str, text: str) -> Path:
        """Write a file of the pipeline."""
        return self.write(f"pipelines/{name}", text)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the pipeline."""
        path = self.folder / "pipelines" / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def config(self, text: str = CONFIG, **changed: str) -> None:
        """Write teal.yaml, with whole lines replaced or added by key."""
        lines = {line.split(":")[0]: line for line in text.splitlines()}
        lines |= {key: f"{key}: {value}" for key, value in changed.items()}
        self.write("teal.yaml", "\n".join(lines.values()) + "\n")

    def git(self, *arguments: str) -> str:
        """Run git in the folder, with nobody's own settings."""
        done = subprocess.run(
            ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *arguments),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        """Commit everything; the commit's id."""
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def close(self) -> None:
        """Close what was kept."""
        for bench in reversed(self.benches):
            bench.end()


def small_pipeline(terminal: Terminal, files: dict[str, str] | None = None) -> None:
    """An external, an intermediate and a fact, with a teal.yaml beside them."""
    for name, text in (FILES if files is None else files).items():
        terminal.sql(name, text)
    terminal.config(pipelines="pipelines")


def opened(
    folder: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """A terminal in a folder; nobody's environment shines through."""
    for name in ("TEAL_CONFIG", "CONFIG_FILE", "TEAL_DEBUG"):
        patch.delenv(name, raising=False)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        patch.setenv(name, "/dev/null")
    patch.setenv("TEAL_ACTOR", "ada")
    patch.chdir(folder)
    before = signal.getsignal(signal.SIGTERM)  # commands set their own
    try:
        with closing(Terminal(folder, capture)) as terminal:
            yield terminal
    finally:
        signal.signal(signal.SIGTERM, before)
