"""A pipeline of three units on a stack that tests share: its own topics, its own folder."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import Producer

from teal.bootstrap import Bench, settings
from teal.ports.engine import StopMode
from teal.ports.stack import StackAddresses
from teal.ports.topics import TopicSpec

ROOT = Path(__file__).parents[2]

FILES = {
    "raw_orders.sql": """CREATE TABLE raw_orders (
  order_id BIGINT, region STRING, amount DECIMAL(12, 2)
) WITH ('changelog.mode' = 'append');
""",
    "src_orders.sql": """CREATE TABLE src_orders (
  order_id BIGINT NOT NULL, region STRING, amount DECIMAL(12, 2),
  PRIMARY KEY (order_id) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id) INTO 1 BUCKETS;
INSERT INTO src_orders
SELECT order_id, LAST_VALUE(region), LAST_VALUE(amount) FROM raw_orders GROUP BY order_id;
""",
    "int_orders.sql": """CREATE TABLE int_orders (
  order_id BIGINT NOT NULL, region STRING, amount DECIMAL(12, 2),
  PRIMARY KEY (order_id) NOT ENFORCED
) DISTRIBUTED BY HASH(order_id) INTO 1 BUCKETS;
INSERT INTO int_orders
SELECT order_id, region, amount FROM src_orders WHERE amount >= 0;
""",
    "fct_regions.sql": """CREATE TABLE fct_regions (
  region STRING NOT NULL, orders BIGINT, amount DECIMAL(38, 2),
  PRIMARY KEY (region) NOT ENFORCED
) DISTRIBUTED BY HASH(region) INTO 1 BUCKETS;
INSERT INTO fct_regions
SELECT region, COUNT(*), SUM(amount) FROM int_orders GROUP BY region;
""",
}

CONFIG = """version: 1
project: {project}
environment: test
engine: {{kind: flink, gateway: "{gateway}", jobmanager: "{jobmanager}"}}
kafka: {{bootstrap: "{kafka}"}}
tables: {{topic: "{project}.{{physical}}"}}
control_topic: {project}.serving
externals:
  raw_orders: {{topic: {project}.raw}}
readiness: {{timeout: 4m, poll: 300ms}}
validation: {{pause: 300ms, timeout: 3m}}
soak: 0s
quarantine: 0s
"""


@dataclass(frozen=True, slots=True)
class SmallProject:
    """A folder with three units, and commands run in it as separate processes."""

    folder: Path
    name: str
    addresses: StackAddresses

    def teal(self, *arguments: str, expect: int = 0) -> str:
        """Run `teal` and return what it wrote to standard output."""
        return self._process((sys.executable, "-m", "teal.cli", *arguments), expect)

    def asked(self, *arguments: str, expect: int = 0) -> dict[str, Any]:
        """The JSON answer of a command."""
        found = json.loads(self.teal(*arguments, "--json", expect=expect))
        assert isinstance(found, dict)
        return found

    def killed(self, place: str, *arguments: str) -> None:
        """Run `teal` in a process that kills itself with -9 at a place of its run."""
        self._process((sys.executable, "-m", "tests.live.killed_teal", place, *arguments), -9)

    def bench(self) -> Bench:
        """The workbench of this project, to look at what really runs. Close it."""
        return Bench(settings(str(self.folder / "teal.yaml")))

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the project."""
        path = self.folder / "pipelines" / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def feed(self, orders: Sequence[tuple[int, str, str]]) -> None:
        """Write orders to the raw topic."""
        producer = Producer({"bootstrap.servers": self.addresses.kafka_bootstrap, "linger.ms": 5})
        for order_id, region, amount in orders:
            row = {"order_id": order_id, "region": region, "amount": float(amount)}
            producer.produce(f"{self.name}.raw", key=str(order_id), value=json.dumps(row))
        assert producer.flush(60) == 0

    def clean(self) -> None:
        """Stop what still runs and delete the topics: tests share the stack."""
        bench = self.bench()
        try:
            for job in bench.engine.list_all():
                if job.key is not None and job.phase.is_live:
                    bench.engine.stop(job.key, StopMode.CANCEL)
            names = [n for n in bench.topics.list_names() if n.startswith(f"{self.name}.")]
            for name, found in bench.topics.describe(names).items():
                bench.topics.delete(name, found.id)
        finally:
            bench.close()

    def _process(self, command: Sequence[str], expect: int) -> str:
        done = subprocess.run(
            (*command, "--config", str(self.folder / "teal.yaml")),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == expect, (
            f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout


def small_project(folder: Path, addresses: StackAddresses) -> SmallProject:
    """Write the project and create its raw topic with some orders."""
    project = project_with_topic(folder, addresses, FILES, partitions=1)
    project.feed([(n, f"region-{n % 3}", f"{n}.25") for n in range(1, 301)])
    return project


def project_with_topic(
    folder: Path, addresses: StackAddresses, files: Mapping[str, str], partitions: int
) -> SmallProject:
    """Write these files as a project of a name of its own, and create its raw topic, empty."""
    project = written_project(folder, f"t{uuid.uuid4().hex[:8]}", addresses, files)
    bench = project.bench()
    try:
        bench.topics.create(TopicSpec(f"{project.name}.raw", partitions, 1, {}))
    finally:
        bench.close()
    return project


def written_project(
    folder: Path, name: str, addresses: StackAddresses, files: Mapping[str, str]
) -> SmallProject:
    """A folder with these files and a configuration; nothing of it stands on the stack."""
    (folder / "pipelines").mkdir(parents=True)
    for file, text in files.items():
        (folder / "pipelines" / file).write_text(text)
    (folder / "teal.yaml").write_text(
        CONFIG.format(
            project=name,
            gateway=addresses.gateway_url,
            jobmanager=addresses.jobmanager_url,
            kafka=addresses.kafka_bootstrap,
        )
    )
    return SmallProject(folder, name, addresses)
