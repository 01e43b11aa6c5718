"""A memory engine with jobs that Teal did not start, and what they tell."""

from __future__ import annotations

from dataclasses import dataclass

from tests.unit.cli.terminal import KeptBench, Said, Terminal

from teal.model.adoption import JobPicture
from teal.ports.topics import TopicSpec

PREFIX = "default_catalog.default_database."
TOPICS = {"raw_orders": "raw_orders", "int_orders": "orders_v3", "fct_regions": "fct.regions"}


@dataclass
class Cluster:
    """Commands in a project's folder, and what runs."""

    terminal: Terminal
    bench: KeptBench

    def topic(self, name: str, partitions: int = 1, **config: str) -> None:
        """Somebody creates a topic."""
        settings = {key.replace("_", "."): value for key, value in config.items()}
        self.bench.kafka.create(TopicSpec(name, partitions, 1, settings))

    def runs(
        self,
        native_id: str,
        name: str,
        table: str,
        reads: tuple[str, ...],
        statement: str,
        topics: dict[str, str] | None = None,
    ) -> None:
        """Somebody starts a job that tells which tables it reads and writes, and from where."""
        told = TOPICS if topics is None else topics
        picture = JobPicture(
            writes=(f"{PREFIX}{table}",),
            reads=tuple(f"{PREFIX}{each}" for each in reads),
            read_topics={f"{PREFIX}{r}": (told[r],) for r in reads if r in told},
            takes_checkpoints=True,
        )
        self.bench.flink.add_foreign(native_id, name, picture, statement)

    def map(self, text: str) -> str:
        """Write a mapping file; its path."""
        return str(self.terminal.write("adopt.yaml", text))

    def teal(self, *arguments: str, code: int = 0) -> Said:
        """Run a command and expect its exit code."""
        return self.terminal.teal(*arguments, code=code)

    def adopt(self, mapping: str = "tables: {fct_regions: fct.regions}\n", code: int = 0) -> Said:
        """Adopt with this mapping file."""
        return self.teal("adopt", "--map", self.map(mapping), "--yes", code=code)

    def jobs(self) -> dict[str, str]:
        """Live jobs: native ids with the keys under which Teal knows them."""
        live = (job for job in self.bench.engine.list_all() if job.phase.is_live)
        return {job.handle.value: str(job.key) for job in live}
