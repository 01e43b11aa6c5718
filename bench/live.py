"""Figures that need a real Flink and a real Kafka: the demo, step by step."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

from bench.figures import Figure
from bench.processes import TEAL

LIMIT_SECONDS = 1_800


def live_figures() -> Iterator[Figure]:
    """Run `teal demo --json` once. Raises RuntimeError if a proof did not hold."""
    done = subprocess.run(
        (*TEAL, "demo", "--json"),
        stdout=subprocess.PIPE,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the demo failed: {done.stdout[-500:]}")
    told = json.loads(done.stdout)
    beside = "one run of the demo, generator at 300 records a second"
    for name, seconds in told["figures"].items():
        yield Figure(name.replace("_", " "), seconds, "s", "-", beside)
    for proof in told["proofs"]:
        yield Figure(f"demo: {proof['chapter']}", proof["seconds"], "s", "-", beside)
    total = sum(proof["seconds"] for proof in told["proofs"])
    yield Figure("demo in all", total, "s", "480", beside)
