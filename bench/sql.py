"""How fast SQL is read: the scanner alone on one core, and `teal sql inspect` from end to end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.processes import TEAL, took
from bench.statements import file_of, statements

COUNT = 10_000


def sql_figures(folder: Path, runs: int = 3) -> Iterator[Figure]:
    """All figures of reading SQL; files go below the folder."""
    yield from _scanning()
    yield from _inspecting(folder, runs)


def _scanning() -> Iterator[Figure]:
    command = (sys.executable, "-m", "bench.scanning")
    done = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[1])
    for figure in json.loads(done.stdout):
        yield Figure(**figure)


def _inspecting(folder: Path, runs: int) -> Iterator[Figure]:
    texts = statements(COUNT)
    whole = folder / "whole.sql"
    whole.write_text("".join(texts))
    large = folder / "large.sql"
    large.write_text(file_of(5))
    lines = folder / "lines.jsonl"
    lines.write_text("".join(json.dumps({"id": n, "sql": t}) + "\n" for n, t in enumerate(texts)))
    for what, arguments in (
        ("a file --json", ("--json", str(whole))),
        ("--jsonl", ("--jsonl", str(lines))),
    ):
        name = f"teal sql inspect {what}, {COUNT:,} statements"
        measured = took((*TEAL, "sql", "inspect", *arguments), folder, runs)
        beside = f"whole processes, median of {runs} runs after a warm-up"
        yield Figure(name, COUNT / measured.seconds, "stmts/s", "10,000", beside)
        yield Figure(f"{name}, peak", measured.megabytes, "MB", "300", beside)
    measured = took((*TEAL, "sql", "inspect", "--json", str(large)), folder, runs)
    yield Figure("teal sql inspect, a file of 5 MB", measured.seconds, "s", "-", "as above")
    yield Figure(
        "teal sql inspect, a file of 5 MB, peak", measured.megabytes, "MB", "-", "as above"
    )
